from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "kokoroe.groups"

    def ready(self) -> None:
        from kokoroe.groups.registry import discover

        discover()
