"""Registers of schools: files of Get Information about Schools, and the shorter lists made from it."""
