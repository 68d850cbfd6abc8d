"""Who may open what: each address and operation with its rule, and everybody's place by what it lets them do.

The rule is declared at the view or the operation. What an address names is an object of a kind that the world has one
of: the word before it in the address says which, or `KINDS` does by the address's name.
"""

import re
from dataclasses import dataclass

from django.urls import URLPattern
from tests.access.actors import ADMINISTRATORS, MANAGERS, SEATS, who
from tests.duties.worlds import worlds

WITHOUT_ACCOUNT = {"anonymous", "inactive"}
READING = {"GET", "HEAD", "OPTIONS"}

# By the last word before the object in the address; some words mean another thing under `settings/` or at a contract.
KINDS_BY_WORD = {
    "accounts": "account",
    "audits": "audit",
    "channels": "channel",
    "clauses": "ref",
    "erasure-requests": "request",
    "hold": "hold",
    "holds": "hold",
    "import": "import",
    "imports": "import",
    "invitations": "invitation",
    "papers": "paper",
    "answer-addresses": "answer address",
    "plan": "version",
    "programs": "program",
    "proposals": "proposal",
    "requests": "request",
    "roster": "draft entry",
    "stand-ins": "stand-in",
    "suspensions": "suspension",
    "tokens": "token",
    "terms": "term",
    "dates": "date",
    "packs": "pack",
    "annex": "pack",
    "versions": "version",
    "writings": "submission",
}
# By the address's name and the part's; with a colon what is written there as it is.
KINDS = {
    ("answer_address_remove", "pk"): "answer address",
    ("answer_by_link", "token"): ":nosuchtoken",
    ("answer_link_withdraw", "link"): "answer link",
    ("answer_paper", "pk"): "paper",
    ("answer_paper", "token"): ":nosuchtoken",
    ("api:answer_link_end", "link"): "answer link",
    ("api:contract_webhook_send_again", "delivery"): ":9",
    ("api:notice_acknowledge", "pk"): "notice",
    ("api_nothing", "rest"): ":nothing",
    ("api:retention_period_set", "kind"): ":roster",
    ("api:webhook_send_again", "delivery"): ":9",
    ("channel_new", "kind"): ":chat",
    ("contract_subscription_do", "deed"): ":stop",
    ("factor_remove", "pk"): "factor",
    ("invitation", "token"): "invitation token",
    ("hold_by_link", "token"): "notified token",
    ("notified", "token"): "notified token",
    ("program_token_revoke", "token"): "program token",
    ("provider_entrance", "code"): ":nosuchcode",
    ("provider_go", "code"): ":nosuchcode",
    ("api:ledger_receipt", "epoch"): ":1",
    ("api:ledger_receipt", "seq"): ":0",
    ("api:receipt", "step"): ":submitted",
    ("receipt", "step"): ":submitted",
    ("session_end", "handle"): "session",
    ("subscription_do", "deed"): ":stop",
}


# What the rule leaves open: who of those let in is offered it at all, and with other methods than reading.
OFFERED: dict[str, set[str]] = {
    **dict.fromkeys(("contract_subscriptions", "contract_subscription_new"), MANAGERS),
    **dict.fromkeys(("contract_subscription", "contract_subscription_do"), MANAGERS),
    **dict.fromkeys(
        [
            "api:contract_webhooks",
            *(
                f"api:contract_webhook_{deed}"
                for deed in (
                    *(
                        "add",
                        "change",
                        "deliveries",
                        "read",
                        "remove",
                        "renew",
                        "send_again",
                        "start",
                        "stop",
                        "try",
                    ),
                )
            ),
        ],
        MANAGERS,
    ),
    "contract_new": ADMINISTRATORS,
    **dict.fromkeys(("api:roster_people", "api:roster_people_invite"), who("prepare")),
    "api:invitations": MANAGERS,
    **dict.fromkeys(("paper", "api:paper"), who("personal")),
    **dict.fromkeys(("contract_date_scan", "api:contract_date_scan"), who("agree")),
    **dict.fromkeys(("contract_pack_scan", "api:pack_scan"), who("agree")),
    **dict.fromkeys(
        ("roster_export", "roster_template", "api:plan_roster_file"), SEATS.keys() - {"worker", "leaver"}
    ),
}
ACTS: dict[str, set[str]] = {
    "api:invitation_withdraw": who("prepare"),
    "api:people_end": {"decides", "client administrator"},
    "decision_rule": {"decides", "client administrator"},
}
# To whom alone objects of a kind, or at an address, exist of all whom the rule lets in.
OWNERS: dict[str, set[str]] = {
    "account": {"contractor administrator"},
    "channel": {"contractor administrator"},
    "contract subscription": who("prepare"),
    "notice": {"prepares"},
    "program": {"contractor administrator"},
    "proposal": {"outsider"},
    "request": {"contractor administrator"},
    "subscription": {"contractor administrator"},
    "token": {"prepares"},
}
for world in worlds():
    KINDS_BY_WORD |= world.kinds_by_word
    KINDS |= world.kinds
    OFFERED |= world.offered
    ACTS |= world.acts
    OWNERS |= world.owners


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    rule: str
    methods: tuple[str, ...]
    objects: tuple[tuple[str, str], ...]

    @property
    def of_contract(self) -> bool:
        return self.rule.startswith("seat:")

    def meets(self, actor: str, method: str) -> str:
        """What the actor meets there: in, sign in, function (not offered to them), or object (not there for them)."""
        if self.rule == "anyone":
            return "in"
        if actor in WITHOUT_ACCOUNT:
            return "sign in"
        if actor not in (SEATS if self.of_contract else self.there(actor)):
            return "object"
        if not self.lets_in(actor, method) or not self.offers(actor, method):
            return "function"
        return "in" if actor in self.owners(actor) else "object"

    def owners(self, actor: str) -> set[str]:
        """Those to whom all of its objects exist, as far as it concerns this actor."""
        kinds = [self.name, *(kind for _, kind in self.objects)]
        return {actor}.intersection(*(OWNERS.get(kind, {actor}) for kind in kinds))

    def there(self, actor: str) -> set[str]:
        """For whom an address without a contract is there, as far as it concerns this actor."""
        return {"administrator": ADMINISTRATORS, "operator": {"operator"}}.get(self.rule, {actor})

    def lets_in(self, actor: str, method: str) -> bool:
        """Whether the rule itself does, before anything of the request is read."""
        if not self.of_contract:
            return actor in self.there(actor)
        may = SEATS.get(actor, set())
        return self.rule.removeprefix("seat:") in may and (actor != "auditor" or method in READING)

    def offers(self, actor: str, method: str) -> bool:
        """Whether the function is there for somebody whom the rule lets in."""
        acts = ACTS.get(self.name, {actor}) if method not in READING else {actor}
        return actor in OFFERED.get(self.name, {actor}) & acts


def row(name: str, route: str, pattern: URLPattern) -> Row:
    """The line of an address; `route` is the whole of it. Raises LookupError where its objects have no kind."""
    operation = getattr(pattern.callback, "operation", None)
    parts = [part for part in re.findall(r"<(?:\w+:)?(\w+)>", route) if part != "code" or "provider" in route]
    return Row(
        name=name,
        rule=str(getattr(pattern.callback, "access", "")),
        methods=tuple(sorted(operation.methods)) if operation else ("GET", "POST"),
        objects=tuple((part, kind(name, route, part)) for part in parts),
    )


def kind(name: str, route: str, part: str) -> str:
    """Of which kind the part of the address is."""
    if (name, part) in KINDS:
        return KINDS[name, part]
    before = re.split(rf"<(?:\w+:)?{part}>", route)[0]
    words = [word for word in before.split("/") if word and "<" not in word]
    at_contract = "<slug:code>" in before
    known = (
        ("stage", part == "stage"),
        (":client", part == "party"),
        ("channel", "channels" in words),
        ("contract subscription" if at_contract else "subscription", words[-1] == "webhooks"),
        ("client role", part == "pk" and "people" in words),
        (KINDS_BY_WORD.get(words[-1], words[-1]), True),
    )
    return next(found for found, fits in known if fits)
