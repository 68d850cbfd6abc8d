"""What is done about an incident: who responds, what is done at once, noted, kept as evidence, put right for good."""
