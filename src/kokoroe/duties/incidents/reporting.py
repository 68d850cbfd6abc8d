"""Reporting an incident: the form on a telephone, the verb of somebody on the roster, and what all reports share.

When it was noticed, the incident it opens, and whom it wakes; a card reports by the same steps (`card_reporting`).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan, spoken
from kokoroe.annex.text import Text, say
from kokoroe.clock.announce import announce
from kokoroe.clock.behind import is_uncertain
from kokoroe.clock.recipients import Words
from kokoroe.contracts.models import Contract
from kokoroe.contracts.numbering import series
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.contracts.terms import dates, pack_in_force
from kokoroe.duties.incidents import evidence
from kokoroe.duties.incidents.kinds import KINDS, SPREADING
from kokoroe.duties.incidents.models import Appraisal, Incident, Report
from kokoroe.duties.incidents.stages import Stage, duties_of, list_of, page_of, settle
from kokoroe.fields.forms import choices, form_class
from kokoroe.ledger.unit import unit
from kokoroe.packs.forms import read_fields
from kokoroe.plan.chain import chain

SKEW = timedelta(minutes=2)
"""How far a telephone's clock may be ahead of ours."""
CLIENT_REPORTS = ("handle", "decide")
"""Who of the client's opens an incident."""
EARLIEST = timedelta(days=3650)
FISCAL_YEAR_STARTS = 4
LONGEST_TEXT = 20_000
LONGEST_WAIT = timedelta(days=7)
"""How long a telephone may have kept a report that it could not send."""


class ReportForm(forms.Form):
    """What somebody noticed. `age` is how many seconds ago it was sent off, where the line was down since."""

    kind = forms.ChoiceField(
        label=_("何が起きましたか"),
        choices=lambda: choices({kind.key: kind.asked for kind in KINDS.values()}),
        widget=forms.RadioSelect,
    )
    photos = evidence.FilesField(label=_("写真"), required=False)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    age = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    drill = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = ("kind", "when", "noticed_at", "sure", "text")

    def __init__(self, *args: Any, now: datetime, drill: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.initial.update(when="now", sure="possible", key=uuid4().hex, age=0, drill=drill)
        self.fields["text"].widget.attrs["placeholder"] = _("いつ、どこで、何が。分かる範囲で")

    def clean(self) -> dict[str, Any]:
        """The moment of noticing (aware), from the press of the button or as given."""
        given = super().clean() or {}
        if given.get("when") == "other":
            if not given.get("noticed_at") and "noticed_at" not in self.errors:
                self.add_error("noticed_at", _("気づいた日時を入れてください。"))
        else:
            waited = min(timedelta(seconds=given.get("age") or 0), LONGEST_WAIT)
            given["noticed_at"] = self.now - waited
        return given

    def clean_noticed_at(self) -> datetime | None:
        """As given; a moment ahead is refused in place."""
        found: datetime | None = self.cleaned_data["noticed_at"]
        is_ahead = found is not None and found > self.now
        if is_ahead and self.data.get("when") == "other" and not is_uncertain():
            raise ValidationError(_("気づいた日時が未来です。現在より前の日時を入れてください。"))
        return found

    def as_verb(self) -> dict[str, Any]:
        """What the verb takes."""
        given = self.cleaned_data
        return {
            "possibility": given["sure"] == "possible",
            "files": given["photos"],
            **{
                name: given[name]
                for name in (
                    "kind",
                    "noticed_at",
                    "text",
                    "drill",
                    "key",
                    "name",
                    "reach",
                    "source",
                    "claimed_at",
                )
                if name in given
            },
        }


FIELDS = read_fields(Path(__file__).with_name("reporting.yaml"))
AccountForm = form_class("AccountForm", (*FIELDS["account"], *FIELDS["learnt"]), ReportForm)
ClientForm = form_class("ClientForm", (*FIELDS["account"], *FIELDS["learnt"], *FIELDS["claim"]), ReportForm)
SOURCES = {choice.key: choice.label for field in FIELDS["learnt"] for choice in field.choices}
"""From whom an incident was learnt."""
CardForm = form_class("CardForm", (*FIELDS["account"], *FIELDS["who"]), ReportForm)


def report(
    *,
    seat: Seat,
    kind: str,
    noticed_at: datetime,
    possibility: bool,
    text: str,
    key: str,
    files: Sequence[evidence.File] = (),
    drill: bool = False,
    source: str = "",
    claimed_at: datetime | None = None,
    same_as: Incident | None = None,
    now: datetime,
) -> Report:
    """Report what was noticed: the incident is open from here on, its clocks run, the contractor's chain is alerted.

    `noticed_at` (aware) may lie before `now`. `key` is the browser's own for what it sends: the same report sent
    twice is taken once. `source` is from whom it was learnt.

    Where the client reports, it is the client that noticed: the contractor knows from `now`, when it is told, unless
    it confirms an earlier moment itself; `claimed_at` is since when it knew as the client says, and stays beside it.
    `same_as` is the incident of another contract that is the same happening.

    Raises:
        NotAllowed: the seat is neither the contractor's nor one that acts for the client.
        NotPossible: an unknown kind, a moment ahead, a file that is too large.
    """
    if seat.party == "contractor":
        require_any(seat, "read")
    else:
        require_any(seat, *CLIENT_REPORTS)
    noticed_at = moment_noticed(noticed_at, now)
    claimed_at = moment_noticed(claimed_at, now) if claimed_at is not None else None
    aware_at = noticed_at if seat.party == "contractor" else now
    refuse_before_signature(seat.contract, aware_at)
    with unit(now=now) as record:
        seat.contract.lock()
        if known := taken_before(seat.contract, key, by=seat.account):
            return known
        incident = open_incident(
            seat.contract,
            kind=kind,
            aware_at=aware_at,
            company_at=known_in_charge(seat, aware_at, same_as, now),
            possibility=possibility,
            text=text,
            drill=drill,
            same_as=same_as,
            by=seat.account,
            now=now,
        )
        row = Report.objects.create(
            contract=seat.contract,
            incident=incident,
            kind=kind,
            party=seat.party,
            noticed_at=noticed_at,
            source=source,
            claimed_at=claimed_at,
            possibility=possibility,
            text=text.strip()[:LONGEST_TEXT],
            drill=drill,
            name=seat.account.person.name,
            key=key,
            received_at=now,
            time_uncertain=is_uncertain(),
            by=seat.account,
            confirmed_at=now,
        )
        kept = evidence.keep(
            files, contract=seat.contract, incident=incident, report=row, by=seat.account, now=now
        )
        record(
            seat.contract.tree,
            act="incident.reported",
            actor=seat.account.pk,
            clauses=clauses(seat.contract, now),
            public={**public(incident, aware_at, possibility=possibility), **knowledge(row)},
            personal={"text": row.text, "name": row.name},
            frozen=evidence.frozen(kept),
        )
        found = settle(incident, now=now)
        alert(row, incident, found, now=now)
    return row


def known_in_charge(
    seat: Seat, aware_at: datetime, same_as: Incident | None, now: datetime
) -> datetime | None:
    """Since when those in charge know: with who reports it where that is one of them, else from now."""
    if same_as is not None:
        return same_as.appraisal.company_at
    return aware_at if seat.may("prepare") else now


def knowledge(row: Report) -> dict[str, object]:
    """What an entry says of who knew what when, beside since when the contractor did."""
    return {
        "by": row.party,
        "source": row.source,
        "noticed_at": row.noticed_at.isoformat(),
        "claimed_at": row.claimed_at.isoformat() if row.claimed_at else None,
    }


def open_incident(
    contract: Contract,
    *,
    kind: str,
    aware_at: datetime,
    company_at: datetime | None = None,
    possibility: bool,
    text: str,
    drill: bool,
    same_as: Incident | None = None,
    by: Account | None,
    now: datetime,
) -> Incident:
    """The incident with its first record of awareness, inside the caller's unit, which holds the contract's lock."""
    refuse_unknown_kind(kind)
    day = date_in_japan(now)
    year = day.year if day.month >= FISCAL_YEAR_STARTS else day.year - 1
    taken = Incident.objects.filter(contract=contract, drill=drill, number__startswith=f"{year}-").count()
    counter = f"T{taken + 1:02d}" if drill else f"{taken + 1:03d}"
    incident = Incident.objects.create(
        contract=contract,
        number=f"{year}-{series(contract)}{counter}",
        title=KINDS[kind].name.ja,
        kind=kind,
        drill=drill,
        happening=(same_as.happening or same_as) if same_as is not None else None,
        details={"what": text.strip()[:LONGEST_TEXT]} if text.strip() else {},
        created_at=now,
        created_by=by,
    )
    Appraisal.objects.create(
        incident=incident,
        aware_at=aware_at,
        company_at=company_at,
        possibility=possibility,
        tags=SPREADING if KINDS[kind].spreads else "",
        recorded_at=now,
        by=by,
    )
    return incident


def alert(row: Report, incident: Incident | None, found: Sequence[Stage], *, now: datetime) -> None:
    """Tell the contractor's chain at once: all of it, whatever the hour."""
    kind, due = KINDS[row.kind], min((s.answer.due_at for s in found if s.answer.due_at), default=None)
    when = spoken(row.noticed_at)
    heading = Text("カードからの報告（確認待ち）", "A report by card (to be confirmed)")
    if row.party == "client":
        heading = Text("委託者からのインシデントの知らせ", "The client tells of an incident")
    elif incident is not None:
        heading = Text("インシデントの報告", "An incident was reported")
    deadline = (
        say("最初の期限：{due}（日本時間）\n", "First due: {due}\n", due=spoken(due)) if due else Text("", "")
    )
    announce(
        contract=row.contract,
        kind="incident.reported",
        ref=str(incident.pk) if incident else f"report:{row.pk}",
        key=f"incident.reported:{row.pk}:{incident.pk if incident else ''}",
        words=Words(
            subject=say("{heading}：{kind}", "{heading}: {kind}", heading=heading, kind=kind.name),
            body=say(
                "{contract}\n{kind}（{sure}）\n気づいた日時：{when}（日本時間）\n報告した人：{who}\n{deadline}",
                "{contract}\n{kind} ({sure})\nNoticed: {when}\nReported by: {who}\n{deadline}",
                contract=row.contract.title,
                kind=kind.name,
                sure=Text("可能性", "a possibility") if row.possibility else Text("確定", "certain"),
                when=when,
                who=row.name or Text("名乗らず", "not given"),
                deadline=deadline,
            ),
            href=page_of(incident) if incident else list_of(row.contract),
        ),
        to=chain(row.contract, now),
        urgent=True,
        drill=row.drill,
        now=now,
    )


def moment_noticed(noticed_at: datetime, now: datetime) -> datetime:
    """The moment as it is taken. Raises NotPossible when it lies ahead, or further back than makes sense.

    While the server's clock cannot be relied upon, none is too far ahead: the report is taken.
    """
    if noticed_at > now + SKEW and not is_uncertain():
        raise NotPossible(
            "気づいた日時（{when}）が未来です。現在より前の日時を入れてください。",
            "The time of noticing ({when}) lies ahead. Please give one that has passed.",
            when=spoken(noticed_at),
        )
    if noticed_at < now - EARLIEST:
        raise NotPossible(
            "気づいた日時（{when}）が古すぎます。年を確かめてください。",
            "The time of noticing ({when}) is too long ago. Please check the year.",
            when=spoken(noticed_at),
        )
    return min(noticed_at, now)


def refuse_before_signature(contract: Contract, aware_at: datetime) -> None:
    """Raises NotPossible for an awareness before the day (JST) on which the contract was signed."""
    signed = dates(contract)["signed"]
    if signed is not None and date_in_japan(aware_at) < signed:
        raise NotPossible(
            "知った日時（{when}）が、契約締結日（{signed}）より前です。どちらかの日付を確かめてください。",
            "It cannot have been known ({when}) before the contract was signed ({signed}). Please check both.",
            when=spoken(aware_at),
            signed=signed.isoformat(),
        )


def first_known(contract: Contract) -> Iterator[tuple[date, Text]]:
    """The day (JST) since when an incident was known first: the contract had been signed by then."""
    known = Appraisal.objects.filter(incident__contract=contract, incident__drill=False)
    for at in known.order_by("aware_at").values_list("aware_at", flat=True)[:1]:
        yield date_in_japan(at), Text("最初のインシデントを知った日", "the first incident's awareness")


def refuse_unknown_kind(kind: str) -> None:
    """Raises NotPossible unless it is one of KINDS."""
    if kind not in KINDS:
        raise NotPossible("何が起きたかを選んでください。", "Please choose what happened.")


def taken_before(contract: Contract, key: str, *, by: Account | None) -> Report | None:
    """The report that was sent under this key already. Raises NotPossible when it is somebody else's."""
    row = Report.objects.filter(contract=contract, key=key).first()
    if row is not None and row.by != by:
        raise NotPossible(
            "送信をやり直してください。画面を開き直すと送れます。",
            "Please reload the page and send it again.",
        )
    return row


def clauses(contract: Contract, now: datetime) -> list[str]:
    """The annex's clauses that an incident concerns."""
    return [duty.clause for duty in duties_of(pack_in_force(contract, now))]


def public(incident: Incident, aware_at: datetime, *, possibility: bool) -> dict[str, object]:
    """What an entry says of an incident to everyone."""
    return {
        "incident": incident.number,
        "kind": incident.kind,
        "drill": incident.drill,
        "aware_at": aware_at.isoformat(),
        "possibility": possibility,
    }
