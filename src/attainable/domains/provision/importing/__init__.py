"""Provision in spreadsheets: one sheet for each kind of fact, with headings of its own."""
