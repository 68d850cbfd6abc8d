"""Template tags of deeds."""
