"""The page of a child's progress and attendance."""
