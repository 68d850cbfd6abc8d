"""Template tags, loaded as built-ins by the settings."""
