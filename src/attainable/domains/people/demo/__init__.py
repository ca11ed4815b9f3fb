"""This domain's part of the fictional county: schools, families, the register, schooling and services as rows."""
