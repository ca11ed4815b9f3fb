"""From files and records to evidence tables: built beside the old ones, checked, then swapped in."""
