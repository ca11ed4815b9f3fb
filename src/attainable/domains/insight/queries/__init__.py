"""Reads of figures and evidence; each is given the person who asks."""
