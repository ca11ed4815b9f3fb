"""A domain that only the tests add: referrals of children to services."""
