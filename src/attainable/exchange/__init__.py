"""Between the figures and other people's formats: what goes out, in the form that they ask for."""
