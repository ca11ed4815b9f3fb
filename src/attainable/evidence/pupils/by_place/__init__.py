"""Measures over every school, district and authority of pupil tables and every year, protected together once and for all.

Whoever picks areas, years and groups picks among cells that were hidden or shown before anybody asked, so that no two questions
together give away what one of them hides.
"""
