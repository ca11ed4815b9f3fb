"""Writes of people: each one a transaction, with policy first and audit last."""
