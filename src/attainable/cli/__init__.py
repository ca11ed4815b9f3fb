"""The terminal: the same actions, formats and questions as everywhere else."""
