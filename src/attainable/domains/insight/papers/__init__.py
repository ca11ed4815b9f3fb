"""Papers of figures without names."""
