"""Declared fields as a Django app: its templates."""

from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "kokoroe.fields"
    label = "declared_fields"
