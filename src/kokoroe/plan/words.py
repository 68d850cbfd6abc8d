"""The plan's own words for people: what roles, hours and kinds of workplace are called."""

from kokoroe.annex.text import Text

HOURS: dict[str, Text] = {
    "always": Text("終日", "Day and night"),
    "day": Text("平日日中", "Weekdays, daytime"),
    "night": Text("夜間・休日", "Nights and holidays"),
}

WORKPLACES: dict[str, Text] = {
    "own": Text("自社", "Own premises"),
    "subcontractor": Text("再委託先", "Subcontractor's premises"),
    "home": Text("在宅", "At home"),
    "client": Text("委託者の庁舎", "The client's premises"),
}

PARTIES: dict[str, Text] = {
    "contractor": Text("受託者側", "Contractor's side"),
    "client": Text("委託者側", "Client's side"),
}

CONTACT_FIELDS: dict[str, Text] = {
    "party": Text("側", "Side"),
    "name": Text("氏名・窓口名", "Name"),
    "role": Text("役割", "Role"),
    "hours": Text("時間帯", "Hours"),
    "phone": Text("電話", "Phone"),
    "email": Text("メール", "E-mail"),
}

WORKPLACE_FIELDS: dict[str, Text] = {
    "name": Text("名称", "Name"),
    "kind": Text("区分", "Kind"),
    "address": Text("所在地", "Address"),
    "room": Text("階・部屋", "Floor, room"),
    "entry_control": Text("入退室管理・施錠", "Entry control and locks"),
    "network": Text("利用回線", "Network"),
    "devices": Text("端末", "Devices"),
    "storage": Text("保管場所", "Storage"),
}


def shown(field: str, stored: str) -> Text:
    """A contact's or workplace's value as people read it."""
    for words in (HOURS, WORKPLACES, PARTIES):
        if stored in words and field in {"hours", "kind", "party"}:
            return words[stored]
    return Text(stored, stored)
