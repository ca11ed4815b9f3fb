"""Pages of EHC cases."""
