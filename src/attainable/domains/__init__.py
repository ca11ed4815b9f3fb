"""One folder for each thing that people do in SEND; the same files in each."""
