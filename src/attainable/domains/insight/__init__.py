"""Evidence pages, and the questions that people keep."""
