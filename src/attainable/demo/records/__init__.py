"""The county of `attainable.demo.lives` as records, with names and relations. All of it is made up."""
