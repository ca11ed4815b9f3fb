"""A question (measure, areas, groups, periods, statistic) to a tidy result."""
