"""The forms of the implementation plan's parts."""
