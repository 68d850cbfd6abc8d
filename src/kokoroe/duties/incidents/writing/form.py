"""The one form that grows from the first report to the result, declared in `form.yaml`: what is written, what it lacks.

`Incident.details` holds the values by the fields' keys, as the declared kinds keep them: texts (numbers, quantities
and choices too), lists of choices, tables as lists of rows. Which fields a stage's report has follows from the subject
that answers the stage; a subject that is not known here has everything that can be known of an incident, and asks only
for what a first report asks for.

A form names the `edit` that it was made at, so that people who write at once lose nothing. A field that only this form
changed is taken; one that somebody else changed meanwhile is taken when both wrote the same, and otherwise given back
as a `Clash`: theirs and mine side by side. Saved again from the form that showed both, mine stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _

from kokoroe.accounts.models import Account
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import spoken
from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.annex.verbs import verb as annex_verb
from kokoroe.contracts import locking
from kokoroe.contracts.models import Contract
from kokoroe.contracts.seats import Seat, require_any
from kokoroe.declare import Field, Kind
from kokoroe.declare.kinds import from_json, tidy, to_json
from kokoroe.declare.kinds import said as spoken_of
from kokoroe.declare.lacking import Lack, lacking
from kokoroe.declare.merging import merge
from kokoroe.declare.values import Stored
from kokoroe.duties.incidents.models import DetailChange, Incident, StageReport
from kokoroe.duties.incidents.stages import Stage, latest, reports_of, stages, written_stage
from kokoroe.duties.incidents.writing.sequels import CHOICES, FURTHER, Sequel, called, sequel_of, stands
from kokoroe.fields.drafts import DraftForm, Row
from kokoroe.fields.forms import LinesField, in_words
from kokoroe.ledger.unit import unit
from kokoroe.packs.forms import read_form
from kokoroe.plan.chain import client_people
from kokoroe.ui.templatetags.ui import jst, said

FORM = read_form(Path(__file__).with_name("form.yaml"))
FIRST, DETAILED, PLAN, RESULT = FORM.stages
"""How far the form has grown."""

SUBJECTS = {
    "incident:first-report": FIRST,
    "incident:detailed-report": DETAILED,
    "incident:corrective-plan": PLAN,
    "incident:result-report": RESULT,
}

CATEGORY_OF_KIND = {
    "mis-sent": "leak",
    "lost": "loss",
    "malware": "access",
    "unauthorised-access": "access",
    "insider": "misuse",
    "exposed": "leak",
    "outage": "outage",
}
"""What a kind of incident is in a report, until somebody says otherwise."""


def grown(subject: str) -> str:
    """How far the form has grown in the report that answers with `subject`."""
    return SUBJECTS.get(subject, RESULT)


def fields_of(subject: str) -> tuple[Field, ...]:
    """The fields of that report, in the form's order."""
    return FORM.at(grown(subject))


def required_in(subject: str) -> tuple[Field, ...]:
    """The fields without which that report is not complete."""
    return FORM.required_at(SUBJECTS.get(subject, FIRST))


def delay_key(stage: str, version: int) -> str:
    """Under which key the reason for a delay is kept while a version is drafted."""
    return f"delay.{version}.{stage}"


def change_key(stage: str, version: int) -> str:
    """Under which key the reason for a correction is kept while it is drafted."""
    return f"change.{version}.{stage}"


def sequel_key(stage: str, version: int) -> str:
    """Under which key it is kept what a further version is: a follow-up or a correction."""
    return f"sequel.{version}.{stage}"


def is_key(key: str) -> bool:
    """Whether something can be written under this key: a field, or what goes with the submission of a stage."""
    return key in FORM.by_key or key.startswith(("delay.", "change.", "sequel."))


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people wrote at once: what stands there now, by whom and since when, and what was typed."""

    key: str
    theirs: Stored
    mine: Stored
    by: Account | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save. `others`: fields that somebody else changed since the form was made."""

    edit: int
    changed: tuple[str, ...]
    others: tuple[str, ...]
    clashes: tuple[Clash, ...]


def save_details(
    *, seat: Seat, incident: Incident, edit: int, values: Mapping[str, Stored], now: datetime
) -> Saved:
    """Save what was typed into a form made at `edit`; fields that clash are not saved but given back.

    `values` are by field, with what the form showed where nothing was typed; fields that it did not have are left
    out. `incident` is brought up to date.

    Raises:
        NotAllowed: the seat does not prepare for the contractor.
        NotPossible: the incident was joined with another one, or the form is none of this incident's.
    """
    require_any(seat, "prepare", party="contractor")
    typed = {key: as_kept(key, value) for key, value in values.items() if is_key(key)}
    with unit(now=now) as record:
        row = locked(seat, incident, now)
        if edit > row.edit or edit < 0:
            raise NotPossible(
                "画面を開き直してから保存してください。入力した内容は残っています。",
                "Please reload the page and save again. What you typed is kept.",
            )
        known = prefill(row)
        standing = {**known, **row.details}
        changes = list(row.detail_changes.select_related("by__person"))
        shown = {**known, **as_of(row, changes, edit)}
        last = {change.key: change for change in changes}
        others = tuple(key for key in {**shown, **standing} if standing.get(key, "") != shown.get(key, ""))
        taken, clashing = merge(shown, standing, typed)
        clashes = []
        for key in clashing:
            change = last.get(key)
            clashes.append(
                Clash(key, standing.get(key, ""), typed[key], change and change.by, change and change.at)
            )
        if taken:
            write(row, taken, by=seat.account, now=now)
            record(
                seat.contract.tree,
                act="incident.written",
                actor=seat.account.pk,
                public={
                    "incident": row.number,
                    "edit": row.edit,
                    "fields": sorted(taken),
                    "drill": row.drill,
                },
                personal=taken,
            )
    incident.details, incident.edit = row.details, row.edit
    return Saved(row.edit, tuple(taken), tuple(key for key in others if key not in taken), tuple(clashes))


def as_kept(key: str, value: Stored) -> Stored:
    """A value as it is kept: a quantity as a paper prints it, so that what a page shows is what stands there."""
    field = FORM.by_key.get(key)
    if field is not None and field.kind is Kind.QUANTITY and value:
        return to_json(field, from_json(field, value))
    return tidy(value) if isinstance(value, str) else value


def write(row: Incident, values: Mapping[str, Stored], *, by: Account, now: datetime) -> None:
    """The values as the next edit of the incident, which the caller holds locked.

    What a field held from the beginning is kept beside its first change.
    """
    known = set(row.detail_changes.values_list("key", flat=True))
    first = [key for key in values if key in row.details and key not in known]
    rows = [
        DetailChange(
            incident=row, edit=0, key=key, value=row.details[key], at=row.created_at, by=row.created_by
        )
        for key in first
    ]
    row.edit += 1
    rows += [
        DetailChange(incident=row, edit=row.edit, key=key, value=value, at=now, by=by)
        for key, value in values.items()
    ]
    row.details = {**row.details, **values}
    row.save(update_fields=["edit", "details"])
    DetailChange.objects.bulk_create(rows)


def as_of(incident: Incident, changes: Iterable[DetailChange], edit: int) -> dict[str, Stored]:
    """The details as they stood at an edit."""
    rows = [change for change in changes if is_key(change.key)]
    changed = {change.key for change in rows}
    untouched = {key: value for key, value in incident.details.items() if key not in changed}
    return untouched | {change.key: change.value for change in rows if change.edit <= edit}


def prefill(incident: Incident) -> dict[str, str]:
    """What the rows of an incident say already, by field: shown where nobody has written anything else."""
    first = next(iter(incident.reports.all()), None)
    return {
        "category": CATEGORY_OF_KIND.get(incident.kind, "other"),
        "noticed_by": first.name if first is not None else "",
    }


def values_of(incident: Incident) -> dict[str, Stored]:
    """Every field as it stands, with what is filled in already."""
    written = {key: value for key, value in incident.details.items() if is_key(key)}
    return {**dict.fromkeys(FORM.by_key, ""), **prefill(incident), **written}


def locked(seat: Seat, incident: Incident, now: datetime) -> Incident:
    """The incident, locked. Raises NotPossible when another one has taken it in."""
    row = locking.locked(seat, incident, now)
    closing = row.closing
    if closing is not None and closing.into is not None:
        raise NotPossible(
            f"このインシデントは {closing.into.number} に統合されています。そちらに書いてください。",
            f"This incident was joined with {closing.into.number}. Please write there.",
        )
    return row


def lacks(incident: Incident, stage: Stage) -> list[Lack]:
    """What is missing in the stage's report, the necessary first."""
    values = values_of(incident)
    found = list(lacking(FORM, values, SUBJECTS.get(stage.subject, FIRST)))
    if (size := grown(stage.subject)) in (PLAN, RESULT):
        found += _of_tasks(incident, values, size)
    if all(one.until is not None for one in incident.responders.all()):
        nobody = Text("緊急対応体制がまだ記録されていません。", "No emergency structure is on record yet.")
        found.append(Lack("responders", nobody, must=False))
    return sorted(found, key=lambda lack: not lack.must)


def _of_tasks(incident: Incident, values: Mapping[str, Stored], size: str) -> list[Lack]:
    tasks = [task for task in incident.tasks.all() if task.dropped_at is None]
    if not tasks and not values["plan"]:
        return [
            Lack(
                "plan",
                Text(
                    "是正処置（暫定・恒久の措置）を一つ以上加えるか、「是正処置の内容」に書いてください。",
                    "Please add a corrective measure, or write what the corrective action is.",
                ),
                must=size == PLAN,
            )
        ]
    undone = [task for task in tasks if task.done_at is None]
    if undone and size == RESULT:
        return [
            Lack(
                "tasks",
                say(
                    "実施の記録がない措置が{n}件あります。残る課題に書くか、実施を記録してください。",
                    "{n} measures are not recorded as done. Record them, or say what remains.",
                    n=str(len(undone)),
                ),
                must=False,
            )
        ]
    return []


def needs_reason(stage: Stage, now: datetime) -> bool:
    """Whether the stage's time has passed without its answer, so that the reason for the delay is asked for (原則)."""
    answer = stage.answer
    if answer.due_at is None or answer.state is State.MET or not stage.duty.in_principle:
        return False
    return now > answer.due_at


def reason_wanted(stage: Stage) -> Text:
    """The sentence that asks for it."""
    assert stage.answer.due_at is not None, "nothing is late without a due time"
    return say(
        "期限（{due}）を過ぎています。遅れた理由を書いてください。",
        "The time for it ({due}) has passed. Please write why it is late.",
        due=spoken(stage.answer.due_at),
    )


LONGEST_REASON = 2000


class StageForm(DraftForm):
    """A stage's report, as far as the form has grown. `needs_reason`: its time has passed, so why is asked for.

    Of what follows a report that stands (`before`) it asks whether that is a follow-up or a correction.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        stage: Stage,
        before: StageReport | None,
        needs_reason: bool,
        values: Mapping[str, Stored],
    ) -> None:
        version = 1 + (before.version if before is not None else 0)
        required = {field.key for field in required_in(stage.subject)}
        super().__init__(data, form=FORM, values=values, stage=grown(stage.subject), required=required)
        self.delay, self.change = delay_key(stage.key, version), change_key(stage.key, version)
        self.sequel = sequel_key(stage.key, version)
        if needs_reason:
            self.fields[self.delay] = LinesField(
                label=_("遅れた理由"),
                help_text=_("期限を過ぎています。原則の例外として、理由を報告に載せます。"),
                required=False,
                max_length=LONGEST_REASON,
            )
        if stands(before):
            self.fields[self.sequel] = forms.ChoiceField(
                label=in_words(Text("この版は", "This version is")),
                choices=[(key, in_words(word)) for key, word in CHOICES.items()],
                widget=forms.RadioSelect,
                required=False,
            )
        if version > 1:
            self.fields[self.change] = LinesField(
                label=in_words(Text("続報・訂正の理由", "Reason for it")),
                help_text=_("前の版から変わったところは、報告に自動で載ります。"),
                required=False,
                max_length=LONGEST_REASON,
                rows=2,
            )
        self.initial.update({key: values.get(key) for key in (self.delay, self.change)})
        self.initial[self.sequel] = values.get(self.sequel) or FURTHER

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The fields under their headings; what belongs to the submission alone comes last."""
        last = [self.row(key) for key in (self.sequel, self.delay, self.change) if key in self.fields]
        return [*super().groups, *([(_("提出について"), last)] if last else [])]

    def show(self, clashes: Sequence[Clash]) -> None:
        """Put both texts of each clash before the reader: mine in the field, theirs in words beside it."""
        for clash in clashes:
            field = FORM.by_key.get(clash.key)
            theirs = clash.theirs if field is None else said(spoken_of(field, clash.theirs))
            self.clashes[clash.key] = replace(clash, theirs=theirs)
        for clash in clashes:
            who = clash.by.person.name if clash.by is not None else _("ほかの人")
            self.add_error(
                clash.key,
                _(
                    "%(who)sさんが %(when)s に同じ欄を書き換えました。下の文も見て、残す文にして保存し直してください。"
                )
                % {"who": who, "when": jst(clash.at)},
            )


@dataclass(frozen=True, slots=True)
class Desk:
    """The form of a stage, ready to be shown by `incidents/writing/form.html`."""

    incident: Incident
    stage: Stage
    found: Sequence[Stage]
    sequel: Sequel | None
    form: StageForm
    lacks: Sequence[Lack]
    late: bool
    reach: "Reach"
    before: StageReport | None
    edit: int
    """What the form was made from."""
    others: tuple[Text, ...] = ()
    preview: bool = False

    @property
    def name(self) -> Text:
        """What the report is called."""
        return self.stage.name

    @property
    def version(self) -> int:
        """The version that would be submitted."""
        return self.sequel.version if self.sequel is not None else 1

    @property
    def called(self) -> Text:
        """What it would be called as the version that it is."""
        return called(self.name, self.sequel.which) if self.sequel is not None else self.name

    @property
    def keep(self) -> str:
        """Under which name the browser keeps what was typed."""
        return f"incident-{self.incident.pk}-{self.stage.key}-{self.version}"

    @property
    def missing(self) -> list[Text]:
        """What must be there before it can be submitted."""
        return [lack.text for lack in self.lacks if lack.must]

    @property
    def advised(self) -> list[Text]:
        """What had better be there."""
        return [lack.text for lack in self.lacks if not lack.must]

    @property
    def waits(self) -> bool:
        """Whether the version before waits for the client's answer, so that none can follow yet."""
        return self.before is not None and self.before.submission.is_open

    @property
    def verb(self) -> Text | None:
        """What is asked of the client with it."""
        return annex_verb(self.stage.duty.verb).act if self.stage.duty.verb else None


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a report reaches: accounts have it at once, addresses once their mail server has taken it."""

    inboxes: int
    addresses: int

    @property
    def text(self) -> Text:
        """One sentence."""
        if self.inboxes:
            return say(
                "委託者 {n}名へ直ちに通知されます",
                "{n} people of the client’s are told at once",
                n=str(self.inboxes + self.addresses),
            )
        if self.addresses:
            return say(
                "委託者 {n}名へメールで送ります。相手のメールサーバーが受け取った時に届いたことになります",
                "Sent to {n} people of the client’s by mail; it counts once their mail server has taken it",
                n=str(self.addresses),
            )
        return Text(
            "委託者に届け先がありません。提出したあと、持参などで届けて記録してください。それまで報告したことになりません",
            "The client cannot be reached from here. Once submitted, bring it by hand and record that: "
            "until then nothing counts as reported",
        )

    @property
    def nobody(self) -> bool:
        return not self.inboxes and not self.addresses


def reach_of(contract: Contract, at: datetime) -> Reach:
    """Whom a report would reach at `at`."""
    people = client_people(contract, at)
    return Reach(
        inboxes=sum(one.account is not None for one in people),
        addresses=sum(one.account is None and bool(one.email) for one in people),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A stage of an incident whose report is asked for, with the stages around it."""

    incident: Incident
    found: Sequence[Stage]
    stage: Stage
    now: datetime
    reports: Sequence[StageReport] | None = None
    """Those of the incident, where they were read already."""

    def desk(self, data: Mapping[str, Any] | None = None, *, edit: int | None = None) -> "Desk":
        """The stage's form with what stands in it, or with what was posted in a form made at `edit`."""
        incident, stage = self.incident, self.stage
        reports, values = reports_of(incident) if self.reports is None else self.reports, values_of(incident)
        before = latest(reports, stage.key)
        late = needs_reason(stage, self.now)
        form = StageForm(data, stage=stage, before=before, needs_reason=late, values=values)
        return Desk(
            incident=incident,
            stage=stage,
            found=self.found,
            sequel=sequel_of(reports, stage.key, str(values.get(form.sequel, ""))),
            form=form,
            lacks=lacks(incident, stage),
            late=late,
            reach=reach_of(incident.contract, self.now),
            before=before,
            edit=incident.edit if edit is None else edit,
        )


def asked_for(incident: Incident, key: str, now: datetime) -> Asked:
    """The stage of this key. Raises Http404 where the annex asks for no such report."""
    found = stages(incident, now)
    stage = written_stage(found, key)
    if stage is None:
        raise Http404
    return Asked(incident, found, stage, now)
