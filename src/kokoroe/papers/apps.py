"""The app of papers; it has no tables."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers, as PDF and xlsx."""

    name = "kokoroe.papers"
    label = "papers"
