"""Where a deed is done, by whom, and what is sent; does it, and says what it recorded and by what it told somebody."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django import forms
from django.core.files.base import ContentFile
from django.urls import resolve, reverse
from django.utils import timezone
from tests.access.actors import CLIENTS, SEATS
from tests.access.asking import Asking, place, table
from tests.access.shared import undone
from tests.access.table import OWNERS
from tests.access.world import AT, Side
from tests.duties.worlds import Way, worlds

from kokoroe.accounts.models import Account
from kokoroe.clock.events.stopping import EVENT
from kokoroe.clock.models import Alarm, Message, Notice, Restoration
from kokoroe.clock.outbox import DIGEST
from kokoroe.clock.secrets import Outbox
from kokoroe.contracts.models import ContractDate, ContractPack
from kokoroe.contracts.seats import seat_of
from kokoroe.deeds.deed import Deed
from kokoroe.deeds.doing import Doing
from kokoroe.desk.witnessing import name_witness
from kokoroe.ledger import unit
from kokoroe.ledger.note import cosigner_key
from kokoroe.submissions.models import Submission
from outside.papers import pdf

SOMEBODY = "someone@typed.example"
WORDS = {"email": SOMEBODY, "address": SOMEBODY, "url": "https://typed.example/hook"}
TEXT = "2026-05-01"


def with_a_deadline(side: Side) -> Mapping[str, object]:
    """The notice is about a deadline that runs."""
    notice = Notice.objects.get(pk=side.objects["notice"])
    notice.deadline = side.party.contract.deadlines.first()
    notice.save()
    return {}


def told_to(kind: str) -> Callable[[Side], Mapping[str, object]]:
    """The subscription has been sent an event."""

    def before(side: Side) -> Mapping[str, object]:
        Message.objects.create(
            pk=1, contract=side.party.contract, kind=EVENT, ref=str(side.objects[kind]), key="event",
            recipient_key="x", channel="x", subject="x", body="{}", created_at=AT, next_at=AT, sent_at=AT,
        )  # fmt: skip
        return {}

    return before


def not_active(side: Side) -> Mapping[str, object]:
    """The account of somebody who was closed out."""
    return {"account": side.people["inactive"].pk}


def of_an_account(side: Side) -> Mapping[str, object]:
    """`SOMEBODY` has an account."""
    Account.objects.filter(pk=side.people["leaver"].pk).update(email=SOMEBODY)
    return {}


def of_an_outsider(_: Side) -> Mapping[str, object]:
    """`SOMEBODY` has an account elsewhere."""
    Account.objects.filter(email="saburo@other.example").update(email=SOMEBODY)
    return {}


def unanswered(side: Side) -> Mapping[str, object]:
    """The writing waits for the client."""
    writing = Submission.objects.get(pk=side.objects["submission"])
    writing.steps.exclude(name="submitted").delete()
    return {}


def witness_key(number: int) -> str:
    """The line by which a witness's key is named."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    return str(cosigner_key(f"witness{number}.example/kokoroe", private))


def witnessed(side: Side) -> Mapping[str, object]:
    """Both parties have named the key with which they countersign."""
    for number, seat in enumerate((side.party.client_seat, side.party.officer_seat)):
        name_witness(seat=seat, vkey=witness_key(number), now=AT)
    return {}


def without_a_scan(side: Side) -> Mapping[str, object]:
    """No agreement to the date is on record."""
    ContractDate.objects.filter(pk=side.objects["date"]).update(paper=None, paper_at=None)
    return {}


def without_an_agreement(side: Side) -> Mapping[str, object]:
    """No agreement to the annex that is proposed is on record."""
    ContractPack.objects.filter(pk=side.objects["pack"]).update(paper=None, paper_at=None)
    return {}


def unproposed(side: Side) -> Mapping[str, object]:
    """Nobody has proposed another annex."""
    ContractPack.objects.filter(pk=side.objects["pack"]).delete()
    return {}


def after_a_restore(_: Side) -> Mapping[str, object]:
    """A backup was brought back, and nobody has said what becomes of what waits."""
    Restoration.objects.create(made_at=AT, at=AT)
    return {}


WAYS: dict[str, tuple[Way, ...]] = {
    "answer_link_make": (Way(before=unanswered),),
    "audit_grant": (Way(), Way(typed={"organisation": ""}, before=of_an_outsider)),
    "contract_date": (Way(typed={"name": "completed", "on": "2026-04-19"}),),
    "contract_date_paper": (Way(before=without_a_scan),),
    "contract_invite": (Way(), Way(before=of_an_account)),
    "contract_pack_paper": (Way(before=without_an_agreement),),
    "contract_pack_propose": (
        Way(typed={"name": "kojin-joho", "pack_yaml": None, "forms_yaml": None}, before=unproposed),
    ),
    "contract_subscription_again": (Way(typed={"message": 1}, before=told_to("contract subscription")),),
    "decision_rule_set": (Way(typed={"people": 2}),),
    "keep_longer": (Way(typed={"months": 240}),),
    "notice_acknowledge": (Way(before=with_a_deadline),),
    "notice_address": (Way(typed={"address": "https://typed.example"}),),
    "notice_mail": (Way(typed={"host": "mail.typed.example", "sender": SOMEBODY, "port": 587}),),
    "notices_send": (Way(before=after_a_restore),),
    "notices_drop": (Way(before=after_a_restore),),
    "organisation_account_restore": (Way(before=not_active),),
    "organisation_account_suspend": (Way(before=of_an_account),),
    "witness_end": (Way(before=witnessed),),
    "witness_name": (Way(typed={"vkey": witness_key(2)}),),
    "subscription_again": (Way(typed={"message": 1}, before=told_to("subscription")),),
} | {name: ways for each in worlds() for name, ways in each.ways.items()}


def path_of(deed: Deed, objects: dict[str, object]) -> str:
    """Where the deed's form is sent; deeds of one address have their word in it."""
    name = deed.host or deed.name
    if name in table():
        return place(table()[name], objects)
    word, of_row = deed.path.partition("/")[::2]
    if of_row:
        kind = "evidence" if deed.about == "file" else deed.about
        return reverse("incident_act_of", args=[objects["code"], objects["incident"], word, objects[kind]])
    if deed.about == "incident":
        return reverse("incident_act", args=[objects["code"], objects["incident"], word])
    family = name.removesuffix(word)
    kind = family.removesuffix("_").replace("_", " ")
    code = [objects["code"]] if deed.who.ability else []
    return reverse(f"{family}do", args=[*code, objects[kind], word])


def may(deed: Deed) -> list[str]:
    """Everybody whom its rule lets do it."""
    if not deed.who.ability:
        one = {"administrator": "contractor administrator", "operator": "operator"}.get(deed.who.rule)
        return [one or ("outsider" if deed.host == "proposal" else "prepares")]
    needed = set(deed.who.any_of or (deed.who.ability,))
    there = OWNERS["contract subscription"] if deed.about == "subscription" else SEATS
    return [
        actor
        for actor, abilities in SEATS.items()
        if actor != "auditor"
        and actor in there
        and needed & abilities
        and deed.who.party in {"", "client" if actor in CLIENTS else "contractor"}
    ]


def sent(deed: Deed, objects: dict[str, object], typed: str) -> dict[str, object]:
    """What is typed into each field, under the names of its form; with the key of what it is about."""
    start = f"{deed.prefix}-" if deed.prefix else ""
    values: dict[str, object] = {"act": deed.act} if deed.act else {}
    if deed.sent:
        values[deed.sent] = {"seen": 1, "suspension": objects["rest"]}.get(deed.sent, objects.get(deed.sent))
    for name, field in deed.form.base_fields.items():
        if not isinstance(field, forms.FileField | forms.BooleanField):
            values[start + name] = typed
    return values


@dataclass(frozen=True)
class Came:
    """What came of a deed: the acts on record, and by which kinds somebody is told."""

    status: int
    acts: frozenset[str]
    tells: frozenset[str]


def do(asking: Asking, deed: Deed) -> Iterator[Came]:
    """Do it in each of its ways, by the first of those who may to whom it is open."""
    side = asking.world.ours
    for way in WAYS.get(deed.name, (Way(),)):
        with undone():
            objects = side.objects | dict(way.before(side) if way.before else {})
            for actor in may(deed):
                came = post(asking, deed, actor, objects, way)
                if came.acts:
                    break
            yield came


def post(asking: Asking, deed: Deed, actor: str, objects: dict[str, object], way: Way) -> Came:
    """Fill in its form, and send it."""
    path, keys = path_of(deed, objects), sent(deed, objects, TEXT)
    form = form_for(asking, deed, actor, path, keys)
    typed = {name: way.typed.get(name, value_of(form, name)) for name in form.fields}
    filled = {name: value for name, value in keys.items() if name in {"act", deed.sent}}
    filled |= {form.add_prefix(name): value for name, value in typed.items() if value is not None}
    models = {Notice: "kind", Message: "kind", Alarm: "deadline__kind"}
    there = {model: set(model.objects.values_list("pk", flat=True)) for model in models}
    acts: set[str] = set()
    tells: set[str] = set()

    def look() -> None:
        for model, kind in models.items():
            tells.update(model.objects.exclude(pk__in=there[model]).values_list(kind, flat=True))

    def hear(recorded) -> None:
        acts.update(one.act for one in recorded)

    with (
        patch.object(asking, "before_undoing", look),
        patch.object(unit, "listeners", [*unit.listeners, hear]),
        patch.object(Outbox, "open", lambda _: True),
        patch("socket.getaddrinfo", side_effect=OSError),
    ):
        status = asking.ask(actor, "POST", path, **filled).status
    # An event goes by the act that it tells of, and a digest carries notices.
    return Came(status, frozenset(acts), frozenset(tells - {EVENT, DIGEST}))


def form_for(asking: Asking, deed: Deed, actor: str, path: str, keys: dict[str, object]) -> forms.BaseForm:
    """The form as it is shown to them."""
    side, who = asking.world.ours, asking.world.people[actor]
    key = {name: value for name, value in resolve(path).kwargs.items() if name not in {"code", "deed"}}
    if deed.sent:
        key["pk"] = keys[deed.sent]
    doing = Doing(seat_of(who, side.party.contract, at=AT) if deed.who.ability else who, AT, key)
    doing.thing = deed.find(doing)
    return deed.form_for(doing)


def value_of(form: forms.BaseForm, name: str) -> object:  # noqa: PLR0911 (a line for each kind)
    """What is filled in already, or the first thing that the field takes."""
    field = form.fields[name]
    value = form.get_initial_for_field(field, name)
    match field, value:
        case forms.MultipleChoiceField(), _:
            return value or [next(iter(field.choices))[0]]
        case forms.ChoiceField(), None | "":
            return next((str(one) for one in keys_in(field.choices) if one), "")
        case forms.BooleanField(), _:
            return "on" if field.required else None
        case forms.FileField(), _:
            return ContentFile(pdf(), name="scan.pdf")
        case _, datetime():
            return as_typed(value)
        case ((forms.DateTimeField() | forms.IntegerField() | forms.DateField()), None | ""):
            return first_of(field)
        case _, None | "":
            return WORDS.get(name, TEXT)
    return str(value)


def first_of(field: forms.Field) -> object:
    """A moment, a day or a number."""
    if isinstance(field, forms.DateTimeField):
        return as_typed(AT - timedelta(hours=1))
    return (AT.date() + timedelta(days=2)).isoformat() if isinstance(field, forms.DateField) else 1


def as_typed(moment: datetime) -> str:
    """In the field of a form."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def keys_in(choices) -> Iterator[object]:
    """The values that can be chosen, in groups or not."""
    for value, label in choices:
        yield from keys_in(label) if isinstance(label, list | tuple) else [value]
