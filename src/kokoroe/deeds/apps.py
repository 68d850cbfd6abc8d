from django.apps import AppConfig


class DeedsConfig(AppConfig):
    """The template and the tags of deeds."""

    name = "kokoroe.deeds"
