"""The pages of the reporting procedure."""
