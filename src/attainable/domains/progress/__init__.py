"""What came of a child's years: results of assessments, attendance, suspensions and exclusions."""
