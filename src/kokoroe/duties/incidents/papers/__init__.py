"""The papers of an incident and of the procedure: what goes onto them, and their templates."""
