"""Records to evidence tables: read in one moment, pseudonymised, checked, and swapped in whole.

`attainable warehouse build` makes a snapshot; pages and packs read the current one. The published part of the warehouse, beside
this package, knows no records.
"""
