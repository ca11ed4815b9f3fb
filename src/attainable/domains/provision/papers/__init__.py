"""Papers out of the records: each module collects the values of one, and makes a document of them."""
