"""The SEN2 person-level return: read from XML, COLLECT's CSV files and workbooks, checked, written, compared."""
