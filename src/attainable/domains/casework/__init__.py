"""What a council does about EHC plans: requests, assessments, plans, reviews, and the yearly return."""
