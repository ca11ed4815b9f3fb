"""Protected results to documents: the scrutiny paper and the pages of charts."""
