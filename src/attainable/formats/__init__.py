"""Official files to typed rows and back: read all of it, name every problem, drop nothing in silence."""
