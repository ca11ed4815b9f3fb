"""Fictional children who live through their school years: the nation and the county in evidence tables."""
