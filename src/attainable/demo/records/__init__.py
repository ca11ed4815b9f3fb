"""Fictional children as records: a tiny world for tests, and the county of `attainable.demo.lives` with names and relations.

All of it is made up. Nothing here is imported by pages.
"""

from attainable.demo.records.world import World, small

__all__ = ["World", "small"]
