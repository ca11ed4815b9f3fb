"""School census tables in the form that COLLECT exports: CSV files that hang together by keys, alone or in a zip."""
