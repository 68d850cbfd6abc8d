"""What a page needs to show the form of a stage, its versions, and whom a report reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kokoroe.annex.state import State
from kokoroe.annex.text import Text, say
from kokoroe.annex.verbs import verb as annex_verb
from kokoroe.contracts.models import Contract
from kokoroe.declare.lacking import Lack
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.duties.incidents.stages import Stage
from kokoroe.duties.incidents.writing import paper
from kokoroe.duties.incidents.writing.content import content_of, latest, name_of, read
from kokoroe.duties.incidents.writing.details import Clash, lacks, needs_reason, values_of
from kokoroe.duties.incidents.writing.form import FORM, change_key, delay_key, grown, required_in
from kokoroe.fields.forms import DraftForm, LinesField, Row
from kokoroe.plan.chain import client_people
from kokoroe.submissions import labels
from kokoroe.submissions.drafting import DRAFT
from kokoroe.ui.templatetags.ui import jst

LONGEST_REASON = 2000
ENDED = frozenset({"returned", "withdrawn"})


class StageForm(DraftForm):
    """A stage's report, as far as the form has grown. `needs_reason`: its time has passed, so why is asked for."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        stage: Stage,
        version: int,
        needs_reason: bool,
        values: Mapping[str, str],
    ) -> None:
        required = {field.key for field in required_in(stage.subject)}
        super().__init__(data, form=FORM, values=values, stage=grown(stage.subject), required=required)
        self.delay, self.change = delay_key(stage.key, version), change_key(stage.key, version)
        if needs_reason:
            self.fields[self.delay] = LinesField(
                label=_("遅れた理由"),
                help_text=_("期限を過ぎています。原則の例外として、理由を報告に載せます。"),
                required=False,
                max_length=LONGEST_REASON,
            )
        if version > 1:
            self.fields[self.change] = LinesField(
                label=_("訂正の理由"),
                help_text=_("前の版から変わったところは、報告に自動で載ります。"),
                required=False,
                max_length=LONGEST_REASON,
                rows=2,
            )
        self.initial.update({key: values.get(key) for key in (self.delay, self.change)})

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The fields under their headings; what belongs to the submission alone comes last."""
        last = [self.row(key) for key in (self.delay, self.change) if key in self.fields]
        return [*super().groups, *([(_("提出について"), last)] if last else [])]

    def show(self, clashes: Sequence[Clash]) -> None:
        """Put both texts of each clash before the reader: mine in the field, theirs beside it."""
        self.clashes = {clash.key: clash for clash in clashes}
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
    name: Text
    version: int
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
    """Whom a report would reach at `at`; three queries."""
    people = client_people(contract, at)
    return Reach(
        inboxes=sum(one.account is not None for one in people),
        addresses=sum(one.account is None and bool(one.email) for one in people),
    )


def desk_of(
    incident: Incident,
    stage: Stage,
    *,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    edit: int | None = None,
) -> Desk:
    """The stage's form with what stands in it, or with what was posted in a form made at `edit`."""
    before = latest(incident, stage.key)
    version = 1 + (before.version if before is not None else 0)
    late = needs_reason(stage, now)
    form = StageForm(data, stage=stage, version=version, needs_reason=late, values=values_of(incident))
    return Desk(
        incident=incident,
        stage=stage,
        name=name_of(stage),
        version=version,
        form=form,
        lacks=lacks(incident, stage),
        late=late,
        reach=reach_of(incident.contract, now),
        before=before,
        edit=incident.edit if edit is None else edit,
    )


def draft_pdf(desk: Desk, found: Sequence[Stage], *, now: datetime) -> bytes:
    """The report as it would be printed now, marked as a draft. Raises PaperError."""
    values = values_of(desk.incident)
    content = content_of(
        desk.incident,
        desk.stage,
        found,
        version=desk.version,
        delay_reason=values.get(desk.form.delay, "") if desk.late else "",
        change_reason=values.get(desk.form.change, "") if desk.before is not None else "",
    )
    return paper.report_pdf(
        desk.incident.contract,
        content,
        verb=desk.stage.duty.verb,
        clauses=[desk.stage.duty.clause],
        number="",
        before=read(desk.before.submission) if desk.before is not None else None,
        now=now,
        mark=DRAFT,
    )


def next_stage(found: Sequence[Stage], reports: Sequence[StageReport]) -> Stage | None:
    """The stage whose report is to be written next: the first without one that stands. None when all have theirs."""
    standing = {report.stage for report in reports if report.submission.standing not in ENDED}
    return next(
        (
            stage
            for stage in found
            if stage.is_written and stage.key not in standing and stage.answer.state is not State.DORMANT
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class Version:
    """A report with where it stands in words."""

    report: StageReport
    word: Text
    lamp: str

    @property
    def is_away(self) -> bool:
        """Whether it is still on its way, so that nothing counts as reported."""
        return self.report.arrived_at is None and self.report.submission.standing != "withdrawn"


@dataclass(frozen=True, slots=True)
class Versions:
    """The reports of a stage, the latest first."""

    stage: Stage
    name: Text
    reports: Sequence[Version]


def versions(found: Sequence[Stage], reports: Sequence[StageReport]) -> list[Versions]:
    """Every stage that asks for a report, with the versions there are."""
    rows: dict[str, list[Version]] = {}
    for report in sorted(reports, key=lambda report: -report.version):
        away = report.arrived_at is None
        word, lamp = (
            labels.standing_label(report.submission, away=away),
            labels.lamp(report.submission, away=away),
        )
        rows.setdefault(report.stage, []).append(Version(report, word, lamp))
    return [Versions(stage, name_of(stage), rows.get(stage.key, [])) for stage in found if stage.is_written]
