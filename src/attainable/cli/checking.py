"""The report of `attainable data check`, for a person and for a machine."""
