"""The plan's papers: what goes onto them, and their templates."""
