"""Reads of people; always given the person who asks."""
