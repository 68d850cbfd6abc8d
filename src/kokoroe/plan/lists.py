"""The plan's lists as they are declared: whom to call, and where the work is done."""

from collections.abc import Mapping
from dataclasses import replace

from kokoroe.annex.text import Text, say
from kokoroe.contracts.models import Contract
from kokoroe.declare import CHOICE, LINE, TABLE, Choice, Field, Spelling
from kokoroe.declare.kinds import labels_of

HOURS_OF = (
    Choice("always", Text("終日", "Day and night")),
    Choice("day", Text("平日日中", "Weekdays, daytime")),
    Choice("night", Text("夜間・休日", "Nights and holidays")),
)
KINDS = (
    Choice("own", Text("自社", "Own premises")),
    Choice("subcontractor", Text("再委託先", "Subcontractor's premises")),
    Choice("home", Text("在宅", "At home")),
    Choice("client", Text("委託者の庁舎", "The client's premises")),
)
PARTIES = (
    Choice("contractor", Text("受託者側", "Contractor's side")),
    Choice("client", Text("委託者側", "Client's side")),
)

HOURS: Mapping[str, Text] = labels_of(HOURS_OF)
WORKS: Mapping[str, Text] = labels_of(KINDS)

CONTACTS = Field(
    "contacts",
    TABLE,
    Text("連絡体制", "Whom to call"),
    row=Text("連絡先", "Contact"),
    named_by="name",
    columns=(
        Field("party", CHOICE, Text("側", "Side"), choices=PARTIES),
        Field(
            "name",
            LINE,
            Text("氏名・窓口名", "Name of the person or desk"),
            required=True,
            longest=200,
            personal=True,
        ),
        Field("role", LINE, Text("役割", "Role"), longest=200),
        Field("hours", CHOICE, Text("時間帯", "Hours"), choices=HOURS_OF),
        Field("phone", LINE, Text("電話", "Phone"), spelling=Spelling.PHONE, longest=50, personal=True),
        Field("email", LINE, Text("メール", "E-mail"), spelling=Spelling.EMAIL, longest=254, personal=True),
    ),
)

WORKPLACES = Field(
    "workplaces",
    TABLE,
    Text("作業場所", "Workplaces"),
    row=Text("作業場所", "Workplace"),
    named_by="name",
    columns=(
        Field("name", LINE, Text("名称", "Name"), required=True, longest=200),
        Field("kind", CHOICE, Text("区分", "Kind"), choices=KINDS),
        Field("address", LINE, Text("所在地", "Address")),
        Field("room", LINE, Text("階・部屋", "Floor, room"), longest=200),
        Field("entry_control", LINE, Text("入退室管理・施錠", "Entry control and locks")),
        Field("network", LINE, Text("利用回線", "Network")),
        Field("devices", LINE, Text("端末", "Devices")),
        Field("storage", LINE, Text("保管場所", "Storage")),
    ),
)


def contacts_between(contract: Contract) -> Field:
    """The contacts, with the parties by what the contract calls them."""
    named = tuple(
        Choice(one.key, say("{party}側", "{party} side", party=contract.label(one.key))) for one in PARTIES
    )
    party, *others = CONTACTS.columns
    return replace(CONTACTS, columns=(replace(party, choices=named), *others))
