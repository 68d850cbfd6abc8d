"""Forms of incidents."""
