"""Figures out of declared tables: measures, statistics, disclosure, charts and papers. Knows no pages."""
