"""What the law asks of an EHC case: dates, steps and grounds, each naming its regulation. No Django."""
