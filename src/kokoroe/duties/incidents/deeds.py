"""What can be done about an incident from its page: each deed with its form, its verb, and where it leads back to.

What is filled in is declared in `forms.yaml`; a form stands here where it needs more than fields.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.probing import KeyChoice
from kokoroe.annex.text import Text
from kokoroe.clock.acknowledging import acknowledge_deadline
from kokoroe.clock.models import Deadline
from kokoroe.contracts.forms import AgreementForm, RefusalForm
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import DeedForm, Doing
from kokoroe.deeds.who import by_account, seat
from kokoroe.duties.incidents import appraising, moving
from kokoroe.duties.incidents.elsewhere import contracts_beside, report_elsewhere
from kokoroe.duties.incidents.evidence import FilesField, FilesInput
from kokoroe.duties.incidents.kinds import KINDS, STEPS, TAGS
from kokoroe.duties.incidents.models import Delivery, Incident, incident_of
from kokoroe.duties.incidents.page.checklist import checklist
from kokoroe.duties.incidents.response import exhibits, measures, notes, responders, tasks
from kokoroe.duties.incidents.response.responders import Joining, suggested
from kokoroe.duties.incidents.stages import KIND, next_stage, page_of, reports_of, stages
from kokoroe.duties.incidents.writing.submitting import CALL, confirm_call, record_delivery
from kokoroe.fields.forms import choices
from kokoroe.packs.forms import read_fields
from kokoroe.papers.fields import LineField
from kokoroe.submissions.forms.fields import AmendmentForm
from kokoroe.ui.templatetags.ui import said

FIELDS = read_fields(Path(__file__).with_name("forms.yaml"))
MOST = 100


def incident_in(doing: Doing) -> Incident:
    """The incident that it is done about; of a row, the one that it belongs to."""
    thing: Any = doing.thing
    incident: Incident = thing if isinstance(thing, Incident) else thing.incident
    return incident


def about_incident(doing: Doing) -> dict[str, Any]:
    """What `incidents/act.html` needs."""
    return {"incident": incident_in(doing)}


class DoneForm(DeedForm):
    """緊急時対策の確認表: the lines that were done at one time."""

    keys = forms.MultipleChoiceField(
        label=_("済んだ項目"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        # Also those on record: what somebody else has ticked meanwhile is no error, it stays as it is.
        self.fields["keys"].choices = choices(STEPS[incident_in(self.doing).kind])  # type: ignore[attr-defined]


class InapplicableForm(DeedForm):
    """確認表の項目が当てはまらない."""

    key = forms.ChoiceField(label=_("該当しない項目"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        left = {line.key: line.what for line in checklist(incident_in(self.doing)) if line.is_open}
        self.fields["key"].choices = choices(left)  # type: ignore[attr-defined]


class TaskForm(DeedForm):
    """是正措置を加える."""

    permanent = forms.TypedChoiceField(
        label=_("暫定・恒久"),
        choices=[("", _("暫定（当面の措置）")), ("1", _("恒久（再発を防ぐ措置）"))],
        coerce=bool,
        empty_value=False,  # type: ignore[arg-type]
        required=False,
    )
    field_order = ("what",)


class ChangeTaskForm(TaskForm):
    """是正措置を改める. `seen` is what the form was made from."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        task = self.doing.thing
        self.initial.update(
            what=task.what, permanent="1" if task.permanent else "", owner=task.owner, due_at=task.due_at,
            seen=self.made_from(),
        )  # fmt: skip

    def made_from(self) -> str:
        return tasks.mark(self.doing.thing)


class ExhibitForm(DeedForm):
    """証拠の追加."""

    files = FilesField(  # type: ignore[assignment]
        label=_("ファイル"),
        required=False,
        widget=FilesInput(attrs={"multiple": True}),
        help_text=_("一つ20MBまで、一度に10個まで。ハッシュ値を記録台帳に残します。"),
    )


class NameForm(DeedForm):
    """件名と種別."""

    kind = forms.ChoiceField(
        label=_("種別"),
        choices=lambda: choices({kind.key: kind.name for kind in KINDS.values()}),
        help_text=_("種別を変えると、緊急時対策の確認表もその種別のものに変わります。"),
    )
    field_order = ("title",)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.initial.update(title=self.doing.thing.title, kind=self.doing.thing.kind)


class AppraiseForm(DeedForm):
    """知った日時などを改める. `seen` is the record that the form was made from."""

    tags = forms.MultipleChoiceField(
        label=_("当てはまるもの"),
        choices=lambda: choices(TAGS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("aware_at", "company_at", "occurred_at", "possibility")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        known = self.doing.thing.appraisal
        self.initial.update(
            aware_at=known.aware_at,
            company_at=known.company_at,
            occurred_at=known.occurred_at,
            possibility="possible" if known.possibility else "certain",
            tags=known.tags.split(),
            seen=self.made_from(),
        )

    def made_from(self) -> str:
        return str(self.doing.thing.appraisal.pk)

    def as_verb(self) -> dict[str, Any]:
        return {**self.cleaned_data, "possibility": self.cleaned_data["possibility"] == "possible"}


def open_beside(doing: Doing) -> list[Incident]:
    """The open incidents with which this one, or this report by card, may be one."""
    visible = Incident.objects.visible_to(doing.account, at=doing.now).filter(contract=doing.seat.contract)
    found = visible.filter(drill=doing.thing.drill).going_on()
    return list((found.exclude(pk=doing.thing.pk) if isinstance(doing.thing, Incident) else found)[:MOST])


class IntoForm(DeedForm):
    """Which open incident it belongs to."""

    into = KeyChoice(of="into", label=_("対応中のインシデント"), coerce=int)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.others = {one.pk: one for one in open_beside(self.doing)}
        self.fields["into"].choices = [(pk, str(one)) for pk, one in self.others.items()]  # type: ignore[attr-defined]

    def as_verb(self) -> dict[str, Any]:
        return {**self.cleaned_data, "into": self.others[self.cleaned_data["into"]]}


class MergeForm(IntoForm):
    """統合: which incident goes on."""

    into = KeyChoice(of="into", label=_("続けるインシデント"), coerce=int)


class ElsewhereForm(DeedForm):
    """ほかの契約: which of the contractor's contracts the same happening concerns too."""

    contract = KeyChoice(of="contract", label=_("同じ出来事が関わる契約"), coerce=int)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        doing = self.doing
        self.others = {one.pk: one for one in contracts_beside(doing.thing, doing.account, doing.now)[:MOST]}
        self.fields["contract"].choices = [(pk, one.title) for pk, one in self.others.items()]  # type: ignore[attr-defined]

    def as_verb(self) -> dict[str, Any]:
        return {"contract": self.others[self.cleaned_data["contract"]]}


class JoinForm(DeedForm):
    """緊急対応体制を設ける: people the plan suggests, each with a role, and one more by hand."""

    template_name = "incidents/join.html"

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.suggested = suggested(self.doing.seat.contract, self.doing.now)
        for place, one in enumerate(self.suggested):
            self.fields[f"pick-{place}"] = forms.BooleanField(label=one.name, required=False)
            self.fields[f"role-{place}"] = LineField(
                label=say("%(name)sの役割") % {"name": one.name},
                max_length=100,
                required=False,
                initial=one.role,
            )
        for name, label, most in (
            ("name", _("氏名"), 200),
            ("role", _("役割"), 100),
            ("phone", _("電話"), 50),
        ):
            self.fields[f"other-{name}"] = LineField(label=label, max_length=most, required=False)

    @property
    def rows(self) -> Iterator[tuple[Joining, forms.BoundField, forms.BoundField]]:
        """Each suggestion with its fields."""
        for place, one in enumerate(self.suggested):
            yield one, self[f"pick-{place}"], self[f"role-{place}"]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields of somebody whom the plan does not name."""
        return [self[f"other-{name}"] for name in ("name", "role", "phone")]

    def as_verb(self) -> dict[str, Any]:
        """Who was chosen, and since when."""
        given = self.cleaned_data
        found = [
            Joining(one.name, given[f"role-{place}"], one.phone)
            for place, one in enumerate(self.suggested)
            if given[f"pick-{place}"]
        ]
        if any(given[f"other-{name}"] for name in ("name", "role", "phone")):
            found.append(Joining(given["other-name"], given["other-role"], given["other-phone"]))
        return {"people": found, "since": given["at"]}


def act(path: str, label: Text, section: str, *, of: str = "", about: str = "incident", **given: Any) -> Deed:
    """A deed of the page's `section`, with `path` in its address; `of` are the rows of which it is about one."""
    return Deed(
        name=f"incident_{path.replace('-', '_')}",
        label=label,
        who=seat("prepare", party="contractor"),
        path=f"{path}/<int:pk>" if of else path,
        on=(lambda doing: row_of(doing, of)) if of else found,
        about=about,
        back=lambda doing: f"{page_of(incident_in(doing))}#{section}",
        template="incidents/act.html",
        context=about_incident,
        fields=FIELDS.get(path, ()),
        **given,
    )


def found(doing: Doing) -> Incident:
    """The incident that the address names. Raises Http404."""
    return incident_of(doing.seat, doing.key["number"], doing.now)


def row_of(doing: Doing, of: str) -> Any:
    """The row of the incident that the address names. Raises Http404 where the incident has none such."""
    incident = found(doing)
    rows = getattr(incident, of).all()
    row = get_object_or_404(rows.defer("content") if of == "files" else rows, pk=doing.key["pk"])
    row.incident = incident
    return row


def leads_to(host: str) -> Callable[[Doing], str]:
    """Back to a page of the incident."""
    return lambda doing: reverse(host, args=[doing.seat.contract.code, doing.key["number"]])


def deadline(doing: Doing) -> Deadline:
    """A deadline of the incident. Raises Http404."""
    rows = Deadline.objects.filter(contract=doing.seat.contract, kind=KIND, ref=str(found(doing).pk))
    return get_object_or_404(rows.select_related("contract__tree"), pk=doing.key["pk"])


RECORD, RECORDED = _("記録する"), _("記録しました。")
STRIKE, STRUCK = _("取り消す"), _("取り消しました。記録は取消線を付けて残ります。")

ONE = "c/<slug:code>/incidents/<slug:number>/"
DEEDS = Deeds(
    f"{ONE}do/",
    act("join", Text("緊急対応体制に加える", "Let people join the response"), "structure",
        verb=responders.join, form=JoinForm, acts=("incident.responders_joined",),
        word=_("体制に加える"), done=_("緊急対応体制に加えました。")),
    act("leave", Text("緊急対応体制から外す", "Let somebody leave the response"), "structure",
        verb=responders.leave, acts=("incident.responder_left",),
        word=_("体制から外す"), done=_("緊急対応体制から外しました。"), of="responders", about="responder"),
    act("done", Text("済んだ措置を記録する", "Record measures as done"), "measures",
        verb=measures.done, form=DoneForm, acts=("incident.measured",),
        word=RECORD, done=RECORDED),
    act("inapplicable", Text("該当しない項目を記録する", "Record a measure as inapplicable"), "measures",
        verb=measures.not_applicable, form=InapplicableForm, acts=("incident.measure_inapplicable",),
        word=RECORD, done=RECORDED),
    act("measure", Text("ほかの措置を記録する", "Record another measure"), "measures",
        verb=measures.add, acts=("incident.measured",),
        word=RECORD, done=RECORDED),
    act("strike-measure", Text("措置の記録を取り消す", "Strike the record of a measure"), "measures",
        verb=measures.strike, acts=("incident.measure_struck",),
        word=STRIKE, done=STRUCK, of="measures", about="measure", danger=True),
    act("note", Text("経過を記録する", "Note something on the timeline"), "timeline",
        verb=notes.note, acts=("incident.noted",),
        word=RECORD, done=RECORDED),
    act("strike-note", Text("経過の記録を取り消す", "Strike a note"), "timeline",
        verb=notes.strike, acts=("incident.note_struck",),
        word=STRIKE, done=STRUCK, of="notes", about="note", danger=True),
    act("task", Text("是正措置を加える", "Add a corrective measure"), "tasks",
        verb=tasks.add, form=TaskForm, acts=("incident.task_added",),
        word=_("加える"), done=_("是正措置を加えました。")),
    act("change-task", Text("是正措置を改める", "Change a corrective measure"), "tasks",
        verb=tasks.change, form=ChangeTaskForm, acts=("incident.task_changed",),
        word=_("改める"), done=_("是正措置を改めました。"), of="tasks", about="task"),
    act("finish-task", Text("是正措置の実施を記録する", "Record a corrective measure as done"), "tasks",
        verb=tasks.finish, acts=("incident.task_done",),
        word=RECORD, done=RECORDED, of="tasks", about="task"),
    act("drop-task", Text("是正措置を取りやめる", "Drop a corrective measure"), "tasks",
        verb=tasks.drop, acts=("incident.task_dropped",),
        word=_("取りやめる"), done=_("是正措置を取りやめました。"), of="tasks", about="task", danger=True),
    act("exhibit", Text("証拠を加える", "Add evidence"), "evidence",
        verb=exhibits.add, form=ExhibitForm, acts=("incident.files_added",),
        word=_("証拠に加える"), done=_("証拠に加えました。")),
    act("hand-over", Text("証拠の保管を記録する", "Record who keeps a piece of evidence"), "evidence",
        verb=exhibits.hand_over, acts=("incident.custody_passed",),
        word=RECORD, done=RECORDED, of="files", about="file"),
    act("rename", Text("件名・種別を改める", "Change title and kind"), "facts",
        verb=appraising.rename, form=NameForm, acts=("incident.renamed",),
        word=_("改める"), done=_("件名・種別を改めました。")),
    act("appraise", Text("知った日時・確かさを改める", "Amend since when it was known"), "facts",
        verb=appraising.appraise, form=AppraiseForm, acts=("incident.appraised",), tells=("incident", "incident.moved"),
        word=_("改める"), done=_("改めました。期限も改まっています。")),
    act("close", Text("インシデントを終了する", "Close the incident"), "facts",
        verb=appraising.close, acts=("incident.closed",),
        word=_("終了する"), done=_("インシデントを終了しました。"), danger=True),
    act("reopen", Text("終了したインシデントを再び開く", "Reopen the incident"), "facts",
        verb=appraising.reopen, acts=("incident.reopened",), tells=("incident.reopened",),
        word=_("再び開く"), done=_("インシデントを再び開きました。"),
        when=lambda doing: doing.thing.closing is not None),
    act("merge", Text("ほかのインシデントに統合する", "Join it with another incident"), "facts",
        verb=appraising.merge, form=MergeForm,
        acts=("incident.closed", "incident.appraised"), tells=("incident", "incident.moved"),
        word=_("統合する"), done=_("統合しました。"), danger=True),
    act("elsewhere", Text("ほかの契約にも報告する", "Report it under another contract too"), "facts",
        verb=report_elsewhere, form=ElsewhereForm, acts=("incident.reported",), tells=("incident", "incident.reported"),
        note=Text(
            "同じ出来事が関わる契約に、知った日時・種別・報告の文を写したインシデントを作ります。期限はその契約の別記で数えます。"
            "ファイルと、あとから書いたことは写しません。",
            "Makes an incident of that contract with the same time, kind and report; its own annex says what is due. "
            "Files, and what was written since, stay here.",
        ),
        word=_("報告する"), done=_("その契約にも報告しました。")),
)  # fmt: skip


class DeliveryForm(DeedForm):
    """電話、又は持参などで届けた記録. `what` is a stage that was told of, or a report that was brought."""

    what = KeyChoice(of="what", label=_("何を"))
    field_order = ("how",)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        incident, now = self.doing.thing, self.doing.now
        found, reports = stages(incident, now), reports_of(incident)
        written = [stage for stage in found if stage.is_written]
        self.reports = {f"report-{report.pk}": report for report in reports}
        self.stages = {f"stage-{stage.key}": stage for stage in written}
        names = {stage.key: said(stage.name) for stage in written}
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            *((key, names[stage.key]) for key, stage in self.stages.items()),
            *(
                (
                    key,
                    say("%(name)s（第%(number)s版）の書面")
                    % {
                        "name": names.get(report.stage, report.submission.title),
                        "number": report.version,
                    },
                )
                for key, report in self.reports.items()
            ),
        ]
        away = next((key for key, report in self.reports.items() if report.arrived_at is None), "")
        upcoming = next_stage(found, reports)
        self.initial.update(
            who=self.doing.account.person.name,
            at=now,
            what=away or (f"stage-{upcoming.key}" if upcoming else ""),
            how="hand" if away else "phone",
        )

    def clean(self) -> dict[str, Any]:
        """What was brought is a report; a call is about a stage."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("how") in {"hand", "other"} and given.get("what") not in {None, *self.reports}:
            self.add_error("what", _("届けた書面を選んでください。まだなければ、先に提出してください。"))
        return given

    def as_verb(self) -> dict[str, Any]:
        """What the verb takes. The time counts to the end of its minute."""
        given, now = dict(self.cleaned_data), self.doing.now
        what = given.pop("what")
        report = self.reports.get(what)
        stage = report.stage if report is not None else self.stages[what].key
        known = [now] if report is None else [report.submission.created_at, now]
        at = next((moment for moment in known if minute(moment) == minute(given["at"])), given["at"])
        return {**given, "stage": stage, "report": report, "at": at}


def call(doing: Doing) -> Delivery:
    """A call about the incident. Raises Http404."""
    row: Delivery = get_object_or_404(Delivery, incident=found(doing), pk=doing.key["pk"], how="phone")
    return row


def minute(moment: datetime) -> datetime:
    """The minute (UTC) in which a moment lies: people give no more than that."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def of_awareness(what: str, label: Text, *, path: str = "", **given: Any) -> Deed:
    """A deed about the time since which an incident was known."""
    return Deed(
        name=f"incident_awareness_{what}",
        label=label,
        path=path or f"awareness/{what}",
        on=found,
        about="incident",
        back=leads_to("incident"),
        template="incidents/act.html",
        context=about_incident,
        **given,
    )


MOVED = ("incident.moved",)
ANSWERS_AWARENESS = seat("incidents", "agree", party="client")
ALONE = Deeds(
    ONE,
    Deed(
        name="incident_acknowledged",
        label=Text("期限の通知を確認する", "Acknowledge a deadline"),
        word=_("の通知を確認した"),
        path="acknowledge/<int:pk>",
        on=deadline,
        about="deadline",
        acts=("deadline.acknowledged",),
        verb=acknowledge_deadline,
        who=by_account(seat("incidents")),
        back=lambda doing: f"{leads_to('incident')(doing)}#clock",
        is_button=True,
    ),
    Deed(
        name="incident_delivery",
        label=Text("電話・持参の記録", "A call or a delivery"),
        word=_("記録する"),
        path="delivery",
        on=found,
        about="incident",
        acts=("incident.delivered",),
        tells=(CALL,),
        verb=record_delivery,
        fields=FIELDS["delivery"],
        form=DeliveryForm,
        who=seat("prepare", party="contractor"),
        done=lambda _doing, made: (
            _("届けたことを記録しました。")
            if made.report
            else _("電話を記録しました。委託者にも知らせ、確認を求めました。")
        ),
        back=leads_to("incident"),
        template="incidents/writing/delivery.html",
        context=lambda doing: {"incident": doing.thing},
    ),
    Deed(
        name="incident_call_confirmed",
        label=Text("電話の記録を確認する", "Confirm a call"),
        word=_("この電話を受けたことを確認する"),
        path="calls/<int:pk>/confirm",
        on=call,
        about="delivery",
        acts=("incident.call_confirmed",),
        verb=confirm_call,
        who=seat("incidents", "handle", "decide", party="client"),
        when=lambda doing: doing.thing.confirmed_at is None,
        done=_("電話の記録を確認しました。"),
        back=lambda doing: f"{page_of(incident_in(doing))}#reports",
        is_button=True,
    ),
    of_awareness("agree", Text("知った日時に同意する", "Agree to the time of awareness"),
        verb=moving.answer_awareness, form=AgreementForm, who=ANSWERS_AWARENESS,
        acts=("incident.awareness_agreed",), tells=("incident", *MOVED),
        word=_("同意する"), done=_("同意しました。")),
    of_awareness("refuse", Text("知った日時に同意しない", "Refuse the time of awareness"),
        verb=moving.answer_awareness, form=RefusalForm, who=ANSWERS_AWARENESS,
        acts=("incident.awareness_refused",), tells=MOVED,
        word=_("同意しない"), done=_("同意しないことを、受託者に伝えました。")),
    of_awareness("paper", Text("紙で得た同意を記録する", "Record an agreement on paper"), path="awareness/record",
        verb=moving.record_agreement, form=AmendmentForm, who=seat("prepare", party="contractor"),
        acts=("incident.awareness_agreement_recorded",), tells=MOVED,
        word=_("写しを記録する"), done=_("写しを記録しました。相手方が確認するまで、相手方未確認と表示します。")),
)  # fmt: skip
"""Deeds of addresses of their own."""
INLINE = tuple(DEEDS[f"incident_{word}"] for word in ("done", "note", "task", "exhibit"))
"""Deeds whose form stands on the incident's page itself."""
