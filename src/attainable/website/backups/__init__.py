"""Backups: one form for both databases, checked when it is made and again before it is put back."""
