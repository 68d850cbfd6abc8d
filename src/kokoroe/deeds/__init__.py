"""Acts that are a small form and a verb: each declared once, as a Deed."""
