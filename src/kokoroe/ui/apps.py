"""The Django app of the look."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and template tags; no models."""

    name = "kokoroe.ui"
    label = "ui"
