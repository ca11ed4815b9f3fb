"""The twelve charts' figures, from pupil tables: counted in few passes, protected together, then divided."""
