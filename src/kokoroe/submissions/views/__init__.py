"""The pages of everything in writing."""
