"""Spreadsheets of people: any workbook or CSV with columns we can match, read through a mapping of its headings."""
