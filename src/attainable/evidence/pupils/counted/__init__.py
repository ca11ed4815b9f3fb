"""One module a chart: what it enters in the plan, and what it makes of the numbers that may be shown."""
