from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "kokoroe.duties.incidents"
    label = "incidents"
