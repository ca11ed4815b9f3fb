"""The commands `attainable clock` and `attainable sen2`: neither needs records."""
