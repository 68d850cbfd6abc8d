"""A procedure as it follows from the plan and the annex: structure, items and steps, for people to go on from.

Nothing here knows how many stages an annex has, or in which hours they end: both are the pack's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kokoroe.annex.days import WITHOUT_A_TIME, Deadline, Side, Unit, spoken_span
from kokoroe.annex.facts import Agreed, Step
from kokoroe.annex.pack import Duty, DutyType, Pack
from kokoroe.annex.terms import Terms, terms_of
from kokoroe.annex.text import Text
from kokoroe.annex.types.responses import IncidentChain
from kokoroe.clock.recipients import Recipient
from kokoroe.contracts import facts as contract_facts
from kokoroe.contracts.models import Contract
from kokoroe.contracts.terms import pack_in_force
from kokoroe.duties.incidents.awareness import INCIDENT
from kokoroe.duties.incidents.kinds import KINDS, OWN_FAULT, TAGS
from kokoroe.duties.incidents.procedure.first_measures import FIRST
from kokoroe.duties.incidents.procedure.reporting_items import ITEMS
from kokoroe.duties.incidents.procedure.sections import blank
from kokoroe.duties.incidents.stages import duties_of, params_of
from kokoroe.plan.chain import LEADING, acting
from kokoroe.plan.facts import name_of
from kokoroe.plan.in_force import in_force
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.roster.fields import BY_KEY, display

CALLING_KEYS = ("party", "name", "role", "hours", "phone", "email")
DRAWN = ("calling", "items", "steps")
"""The sections that follow from the plan and the annex, and are drawn anew when these change."""

COUNTED = {Unit.HOURS: "時間", Unit.DAYS: "日", Unit.BUSINESS_DAYS: "開庁日", Unit.MONTHS: "か月"}


@dataclass(frozen=True, slots=True)
class Source:
    """What a procedure is drawn from: the plan's version by its name (None: from the accounts), and the rows."""

    plan: Text | None
    rows: dict[str, list[dict[str, str]]]

    def as_json(self) -> dict[str, Any]:
        """As a procedure keeps what it was drawn from."""
        plan = None if self.plan is None else {"ja": self.plan.ja, "en": self.plan.en}
        return {"plan": plan, "rows": self.rows}


def draw(contract: Contract, at: datetime) -> dict[str, Any]:
    """The whole of a first procedure, as of `at`; a constant number of queries.

    Raises:
        kokoroe.packs.PackError, KeyError: the contract's annex pack cannot be read.
    """
    source = source_of(contract, at)
    content = blank()
    for key, found in source.rows.items():
        content[key]["rows"] = found
    content["how"]["rows"] = how_rows()
    content["first"]["rows"] = first_rows()
    content["drawn"] = source.as_json()
    return content


def source_of(contract: Contract, at: datetime) -> Source:
    """What the plan and the annex say at `at`."""
    version = plan_of(contract, at)
    calling = from_plan(version) if version is not None else from_accounts(contract, at)
    pack, terms = pack_in_force(contract, at), terms_at(contract, at)
    return Source(
        plan=None if version is None else name_of(version),
        rows={
            "calling": calling,
            "items": list(item_rows(pack)),
            "steps": list(step_rows(contract, pack, terms)),
        },
    )


def plan_of(contract: Contract, at: datetime) -> PlanVersion | None:
    """The plan in force at `at`, else the latest that was submitted, else the draft."""
    current = in_force(contract, at)
    if current is not None:
        return current
    versions = contract.plan_versions.order_by("-number", "-correction")
    return versions.filter(submission__isnull=False).first() or versions.first()


def from_plan(version: PlanVersion) -> list[dict[str, str]]:
    """The plan's contacts in their order; the officer and the deputy where they are not among them."""
    found = [{key: str(getattr(contact, key)) for key in CALLING_KEYS} for contact in version.contacts.all()]
    own = [row for row in found if row["party"] == "contractor"]
    named = {spelt(row["name"]) for row in own}
    entries = list(version.entries.filter(role__in=LEADING))
    leading = [
        of_entry(entry)
        for role in LEADING
        for entry in entries
        if entry.role == role and spelt(entry.name) not in named
    ]
    return [*own, *leading, *(row for row in found if row["party"] != "contractor")]


def of_entry(entry: RosterEntry) -> dict[str, str]:
    """Somebody of the roster as a contact."""
    return {
        "party": "contractor",
        "name": entry.name,
        "role": display(BY_KEY["role"], entry.role),
        "hours": "always",
        "phone": str(entry.details.get("phone", "")),
        "email": str(entry.details.get("email", "")),
    }


def from_accounts(contract: Contract, at: datetime) -> list[dict[str, str]]:
    """Those who act for either party, where there is no plan at all."""
    return [of_recipient(one) for party in ("contractor", "client") for one in acting(contract, party, at)]


def of_recipient(one: Recipient) -> dict[str, str]:
    """An account as a contact."""
    return {
        "party": one.party,
        "name": one.name,
        "role": "",
        "hours": "always",
        "phone": one.phone,
        "email": one.email,
    }


def spelt(name: str) -> str:
    """A name without its spaces, as people compare them."""
    return "".join(name.split())


def terms_at(contract: Contract, at: datetime) -> Terms:
    """The readings, house rules and targets in effect at `at`."""
    agreed = [
        fact
        for _pk, fact in contract_facts.facts_of([contract])
        if isinstance(fact, Agreed) and fact.happened_at <= at
    ]
    agreed.sort(key=lambda fact: fact.happened_at)
    return terms_of(pack_in_force(contract, at), agreed)


def stage_name(pack: Pack, duty: Duty) -> str:
    """What a stage is called: its clause's title."""
    return pack.by_ref[duty.clause].title.ja


def item_rows(pack: Pack) -> Iterator[dict[str, str]]:
    """The items of each stage that is reported in writing, under its name."""
    for duty in duties_of(pack):
        for label, how in ITEMS.get(params_of(duty).answer, ()):
            yield {"label": label, "text": how, "stage": stage_name(pack, duty)}


def step_rows(contract: Contract, pack: Pack, terms: Terms) -> Iterator[dict[str, str]]:
    """Noticing, taking charge, the stages as the pack has them, what ends them, what follows."""
    client = contract.client_label
    yield step(
        "気づく・伝える",
        within="気づいたらすぐ",
        who="気づいた人（全員）",
        what="何に気づいたか、いつ気づいたか、確かか可能性かを伝える。確かめてからではなく、まず伝える。",
        how="報告ページ、携行カードの QR コード、又は電話（下の「報告のしかた」）",
    )
    yield step(
        "受ける・指揮する",
        who="情報管理責任者（不在のときは連絡先の順）",
        what="報告を受け、知った時刻を記録して、対応を指揮する。時間は知った時から数える。",
    )
    for duty in sorted(duties_of(pack), key=place):
        yield stage_row(client, pack, duty, terms)
    for duty in pack.duties:
        if duty.type is DutyType.CONSULTATION and getattr(duty.params, "trigger", "") == INCIDENT:
            yield step(
                stage_name(pack, duty),
                within=only_if(getattr(duty.params, "tags", ())),
                who="情報管理責任者",
                what=duty.wording.ja,
            )


def place(duty: Duty) -> int:
    """What is done at once comes first, then what is reported, then what ends the incident."""
    params = params_of(duty)
    return 2 if params.answer == INCIDENT else 0 if params.acts else 1


def stage_row(client: str, pack: Pack, duty: Duty, terms: Terms) -> dict[str, str]:
    """A stage of the annex as a step."""
    params = params_of(duty)
    accepted = params.settled_by is Step.ACCEPTED or terms.on(params.accepted_if)
    written = not params.acts
    inner = ""
    if params.submit_by is not None:
        span = spoken_span(params.submit_by).ja
        inner = f"{client}が確かめる時間を見込み、{span}以内に提出する（内側の目標）"
    how = f"{client}の連絡先へ書面で提出し、到達を確かめる" if written else ""
    return step(
        stage_name(pack, duty),
        within="、".join(
            filter(None, (only_if(params.tags), within(duty, params, terms, accepted=accepted)))
        ),
        who="情報管理責任者",
        what=duty.wording.ja,
        how="。".join(filter(None, (how, inner))),
        answer=duty.verb if accepted else "",
    )


def within(duty: Duty, params: IncidentChain, terms: Terms, *, accepted: bool = False) -> str:
    """A stage's time as the annex says it: a number, or a word with the target that was agreed on, if any."""
    said = time_said(params.due)
    if params.due.word is not None and params.due != WITHOUT_A_TIME:
        target = terms.target(duty.id)
        said = params.due.word.ja
        if target is not None:
            said += f"（合意した目標：知った時から{spoken_span(target).ja}以内）"
    if said and accepted:
        said += f"に{duty.verb}まで"
    return f"{said}（原則）" if said and duty.in_principle else said


def time_said(due: Deadline) -> str:
    """A deadline with a number, counted from knowing; empty for one without."""
    if due.word is not None or due.side is not Side.AFTER or not due.amount:
        return ""
    start = "知った時から" if due.unit is Unit.HOURS else "知った日の翌日から"
    return f"{start}{due.amount}{COUNTED[due.unit]}以内"


def only_if(tags: Iterable[str]) -> str:
    """The cases in which a stage is called for, when these are not all."""
    said = [TAGS[tag].ja for tag in tags if tag in TAGS]
    if not said:
        return ""
    return "、".join(said) + ("事故のとき" if OWN_FAULT in tags else "とき")


def step(
    title: str, *, within: str = "", who: str = "", what: str = "", how: str = "", answer: str = ""
) -> dict[str, str]:
    """A row of the steps."""
    return {"title": title, "within": within, "who": who, "what": what, "how": how, "answer": answer}


def how_rows() -> list[dict[str, str]]:
    """The ways to report, each from its beginning."""
    page = (
        "ログインして、画面の上にある「インシデントを報告」を押す",
        "種類、気づいた時刻、確かか可能性か、何があったかを入れて送る",
    )
    card = (
        "携行カード又は掲示の QR コードを読み取る（アカウントは要らない）",
        "名前と連絡先、何があったかを入れて送る。責任者から折り返し確かめる",
    )
    phone = (
        "連絡先の1番目から順に、つながるまで電話する",
        "何に気づいたか、いつか、確かか可能性か、いまの状況、折り返しの番号を伝える",
        "電話で伝えたあと、報告ページにも同じことを入れる",
    )
    return [
        {"way": way, "text": text}
        for way, texts in (("page", page), ("card", card), ("phone", phone))
        for text in texts
    ]


def first_rows() -> list[dict[str, str]]:
    """What to do first in each kind of incident."""
    return [
        {"kind": kind.name.ja, "steps": "\n".join(FIRST[kind.key][one.key] for one in kind.first)}
        for kind in KINDS.values()
    ]
