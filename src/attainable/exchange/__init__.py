"""Between the records and figures and other people's formats: files that come in, and what goes out in the form asked for."""
