"""The drawings of the pack."""
