"""One module a chart: what it enters in the book, and what it makes of the numbers that may be shown."""
