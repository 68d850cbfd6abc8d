"""Template tags of the pages of one contract."""
