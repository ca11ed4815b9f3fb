"""The Common Transfer File: XML by which schools hand records on to each other."""
