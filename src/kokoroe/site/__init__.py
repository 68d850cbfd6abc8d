"""The installation: settings, urls, security headers, health."""
