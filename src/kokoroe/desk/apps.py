from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kokoroe.desk"

    def ready(self) -> None:
        from kokoroe.clock.kinds import register
        from kokoroe.desk.telling import DUTY

        register(DUTY)
