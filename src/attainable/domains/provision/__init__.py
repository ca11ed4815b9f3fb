"""What is done for a child: concerns, support plans and targets, interventions, sessions, cost, conversations, agencies."""
