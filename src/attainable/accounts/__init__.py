"""People who sign in, organisations, roles, and what each may see."""
