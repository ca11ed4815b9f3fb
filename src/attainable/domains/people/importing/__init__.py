"""Rows of files about children: which child each is about, what it would do to the record, and what of it a person decides."""
