from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "kokoroe.desk"

    def ready(self) -> None:
        from kokoroe.clock.kinds import register
        from kokoroe.contracts.confirming import on_answered
        from kokoroe.desk.answered import ANSWERED, tell
        from kokoroe.desk.reminder_text import DUTY

        register(DUTY)
        register(ANSWERED)
        on_answered.append(tell)
