"""Pages of provision: concerns, a child's interventions, the provision map, sessions, the catalogue and its prices."""
