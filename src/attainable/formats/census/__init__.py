"""School census tables in the form that COLLECT exports: CSV files linked by keys, single or in a zip."""
