"""Measures over every school, district and authority of pupil tables and every year, protected together once and for all.

People choose areas, years and groups among cells that were hidden or shown before anybody asked, so that two questions
together never reveal what one of them hides.
"""
