"""What every dated fact about a child has in common, once: the declaration, the one write engine, pages, report, evidence."""
