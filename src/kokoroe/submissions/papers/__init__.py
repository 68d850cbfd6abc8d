"""What papers of writings print, and their templates."""
