"""The figures of the pack's charts, from pupil tables: counted in few passes, protected together, then divided."""
