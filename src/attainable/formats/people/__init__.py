"""People as any of the formats tells them: one row type, its fields, and the checks that hold for all formats."""
