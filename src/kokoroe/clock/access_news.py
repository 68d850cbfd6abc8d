"""Tells both parties what happens to people's access: suspended, restored, a stand-in, an audit."""

from datetime import datetime

from django.urls import reverse

from kokoroe.annex.days import spoken
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.recipients import Words, acting_recipients
from kokoroe.contracts.suspending import Happening, What

KIND = "access"
URGENT: frozenset[What] = frozenset({"suspended"})

SUBJECTS: dict[What, Text] = {
    "suspended": Text("アクセスを停止しました：{name}", "Access suspended: {name}"),
    "lifted": Text("アクセスの停止を解除しました：{name}", "Suspension of access lifted: {name}"),
    "stand_in_named": Text("代理を決めました：{name}", "Stand-in named: {name}"),
    "stand_in_ended": Text("代理を終えました：{name}", "Stand-in ended: {name}"),
    "audit_granted": Text("監査の閲覧を認めました：{name}", "Audit granted: {name}"),
    "audit_ended": Text("監査の閲覧を終えました：{name}", "Audit ended: {name}"),
}
BODIES: dict[What, Text] = {
    "suspended": Text(
        "{party}が、{name} さんのこの契約へのアクセスを停止しました。いま開いている画面も使えません。",
        "The {party} has suspended {name}'s access to this contract, open pages included.",
    ),
    "lifted": Text(
        "{party}が、{name} さんのアクセスの停止を解除しました。",
        "The {party} has lifted the suspension of {name}'s access.",
    ),
    "stand_in_named": Text(
        "{party}の {name} さんが、{until} まで {other} さんの代理をします。",
        "For the {party}, {name} stands in for {other} until {until}.",
    ),
    "stand_in_ended": Text(
        "{party}の {name} さんによる {other} さんの代理が終わりました。",
        "For the {party}, {name} no longer stands in for {other}.",
    ),
    "audit_granted": Text(
        "{party}が、{name} さんに {until} までこの契約の閲覧を認めました。操作はできません。"
        "開いたページはすべて記録され、双方が見られます。",
        "The {party} lets {name} read this contract until {until}. They can change nothing; every page they open is "
        "recorded for both parties to see.",
    ),
    "audit_ended": Text(
        "{party}が、{name} さんの監査の閲覧を終えました。",
        "The {party} has ended {name}'s audit.",
    ),
}


def tell_parties(happening: Happening, now: datetime) -> None:
    """A notice and a message for everyone who acts for either party; a suspension at once, the rest in the digest."""
    contract = happening.contract
    words = {
        "name": happening.name,
        "other": happening.other,
        "party": contract.label(happening.by_party),
        "until": spoken(happening.until) if happening.until else "",
    }
    subject, body = SUBJECTS[happening.what], BODIES[happening.what]
    announce(
        contract=contract,
        kind=KIND,
        ref=happening.key,
        key=f"{KIND}:{happening.key}",
        words=Words(
            say(f"{subject.ja}（{{title}}）", f"{subject.en} ({{title}})", title=contract.title, **words),
            say(body.ja, body.en, **words),
            reverse("contract_access", args=[contract.code]),
        ),
        to=[
            one
            for party in ("client", "contractor")
            for one in acting_recipients(contract, party=party, at=now)
        ],
        urgent=happening.what in URGENT,
        now=now,
    )
