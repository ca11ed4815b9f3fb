"""What makers of fictional records share: chance, numbers, a cohort of children, and the way into the database."""
