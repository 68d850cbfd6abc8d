"""What is put in writing of an incident: one form that grows, the reports made of it, and how they arrive."""
