"""Provision of the fictional county."""
