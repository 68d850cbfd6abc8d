from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "kokoroe.clock"

    def ready(self) -> None:
        from kokoroe.accounts.letters import carriers
        from kokoroe.accounts.own_records import own_records
        from kokoroe.clock.access_news import tell_parties
        from kokoroe.clock.acknowledging import of_acknowledgements
        from kokoroe.clock.behind import look_at_the_clock
        from kokoroe.clock.channels.delivering import Through, by_channel, by_mail
        from kokoroe.clock.erasure_news import tell_of_erasure
        from kokoroe.clock.events.hearing import hear
        from kokoroe.clock.events.models import WEBHOOK
        from kokoroe.clock.events.sending import by_subscription
        from kokoroe.clock.events.stopping import KIND
        from kokoroe.clock.kinds import register
        from kokoroe.clock.secrets import Outbox
        from kokoroe.clock.senders import SENDERS
        from kokoroe.contracts.suspending import listeners
        from kokoroe.keeping.announcing import listeners as of_erasures
        from kokoroe.ledger import unit as ledger

        SENDERS.update(email=Through(by_mail), channel=Through(by_channel))
        carriers.append(Outbox())
        listeners.append(tell_parties)
        of_erasures.append(tell_of_erasure)
        own_records.append(of_acknowledgements)
        SENDERS[WEBHOOK] = Through(by_subscription)
        register(KIND)
        ledger.listeners.append(hear)
        ledger.refusals.append(look_at_the_clock)

        from kokoroe.clock.personal import KINDS
        from kokoroe.keeping.kinds import register as keep

        keep(*KINDS)

        from kokoroe.accounts import rights
        from kokoroe.clock.restore_news import RIGHTS

        rights.register(*RIGHTS)

        from kokoroe.clock.acknowledging import ACTS
        from kokoroe.clock.restoring import ACTS as RESTORING
        from kokoroe.ledger import act_names

        act_names.register(ACTS | RESTORING)

        from kokoroe.annex.text import Text
        from kokoroe.clock.events.standing import ABILITIES
        from kokoroe.contracts import pages

        pages.register(
            pages.Page(
                "contract_subscriptions",
                Text("イベントの送り先", "Where events go"),
                tab="settings",
                order=2,
                opens=lambda seat: any(seat.may(ability) for ability in ABILITIES),
            )
        )
