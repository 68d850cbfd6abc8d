from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "kokoroe.clock"

    def ready(self) -> None:
        from kokoroe.accounts.letters import carriers
        from kokoroe.clock.access_news import tell_parties
        from kokoroe.clock.channels.delivering import Through, by_channel, by_mail
        from kokoroe.clock.secrets import Outbox
        from kokoroe.clock.senders import SENDERS
        from kokoroe.contracts.happenings import listeners

        SENDERS.update(email=Through(by_mail), channel=Through(by_channel))
        carriers.append(Outbox())
        listeners.append(tell_parties)
