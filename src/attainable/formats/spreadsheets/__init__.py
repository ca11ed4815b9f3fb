"""Spreadsheets of people: any workbook or CSV whose columns can be told, read through a mapping of its headings."""
