"""The evidence tables: the contract between records and analysis."""
