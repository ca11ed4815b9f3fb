"""Pages of accounts, organisations, roles and audit."""
