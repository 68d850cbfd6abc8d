"""What the incident's page shows, put together from what is on record; nothing here asks the database."""
