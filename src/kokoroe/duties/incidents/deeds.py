"""What can be done about an incident from its page: each deed with its form, its verb, and where it leads back to."""

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.text import Text
from kokoroe.clock.acknowledging import acknowledge_deadline
from kokoroe.clock.models import Deadline
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import Doing
from kokoroe.deeds.who import by_account, seat
from kokoroe.duties.incidents import appraising, clockwork
from kokoroe.duties.incidents.forms import acts as forms
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.response import exhibits, measures, naming, notes, responders, tasks


def act(name: str, label: Text, section: str, *, of: str = "", about: str = "incident", **given: Any) -> Deed:
    """A deed of the page's `section`; `of` are the incident's rows of which it is about one."""
    return Deed(
        name=name,
        label=label,
        who=seat("prepare", party="contractor"),
        path=f"{name}/<int:pk>" if of else name,
        on=(lambda doing: row_of(doing, of)) if of else found,
        about=about,
        back=lambda doing: f"{clockwork.page_of(incident_in(doing))}#{section}",
        template="incidents/act.html",
        context=lambda doing: {"incident": incident_in(doing)},
        **given,
    )


def found(doing: Doing) -> Incident:
    """The incident that the address names. Raises Http404."""
    visible = Incident.objects.visible_to(doing.account, at=doing.now)
    incident: Incident = get_object_or_404(visible, contract=doing.seat.contract, number=doing.key["number"])
    incident.contract = doing.seat.contract
    return incident


def row_of(doing: Doing, of: str) -> Any:
    """The row of the incident that the address names. Raises Http404 where the incident has none such."""
    incident = found(doing)
    rows = getattr(incident, of).all()
    row = get_object_or_404(rows.defer("content") if of == "files" else rows, pk=doing.key["pk"])
    row.incident = incident
    return row


def incident_in(doing: Doing) -> Incident:
    """The incident that it is done about."""
    thing: Any = doing.thing
    incident: Incident = thing if isinstance(thing, Incident) else thing.incident
    return incident


def leads_to(host: str) -> Callable[[Doing], str]:
    """Back to a page of the incident."""
    return lambda doing: reverse(host, args=[doing.seat.contract.code, doing.key["number"]])


def deadline(doing: Doing) -> Deadline:
    """A deadline of the incident. Raises Http404."""
    rows = Deadline.objects.filter(
        contract=doing.seat.contract, kind=clockwork.KIND, ref=str(found(doing).pk)
    )
    return get_object_or_404(rows.select_related("contract__tree"), pk=doing.key["pk"])


RECORD, RECORDED = _("記録する"), _("記録しました。")
STRIKE, STRUCK = _("取り消す"), _("取り消しました。記録は取消線を付けて残ります。")

ONE = "c/<slug:code>/incidents/<slug:number>/"
DEEDS = Deeds(
    f"{ONE}do/",
    act("join", Text("緊急対応体制に加える", "Let people join the response"), "structure",
        verb=responders.join, form=forms.JoinForm,
        word=_("体制に加える"), done=_("緊急対応体制に加えました。")),
    act("leave", Text("緊急対応体制から外す", "Let somebody leave the response"), "structure",
        verb=responders.leave, form=forms.LeaveForm,
        word=_("体制から外す"), done=_("緊急対応体制から外しました。"), of="responders", about="responder"),
    act("done", Text("済んだ措置を記録する", "Record measures as done"), "measures",
        verb=measures.done, form=forms.DoneForm,
        word=RECORD, done=RECORDED),
    act("inapplicable", Text("該当しない項目を記録する", "Record a measure as inapplicable"), "measures",
        verb=measures.not_applicable, form=forms.InapplicableForm,
        word=RECORD, done=RECORDED),
    act("measure", Text("ほかの措置を記録する", "Record another measure"), "measures",
        verb=measures.add, form=forms.MeasureForm,
        word=RECORD, done=RECORDED),
    act("strike-measure", Text("措置の記録を取り消す", "Strike the record of a measure"), "measures",
        verb=measures.strike, form=forms.StrikeForm,
        word=STRIKE, done=STRUCK, of="measures", about="measure", danger=True),
    act("note", Text("経過を記録する", "Note something on the timeline"), "timeline",
        verb=notes.note, form=forms.NoteForm,
        word=RECORD, done=RECORDED),
    act("strike-note", Text("経過の記録を取り消す", "Strike a note"), "timeline",
        verb=notes.strike, form=forms.StrikeForm,
        word=STRIKE, done=STRUCK, of="notes", about="note", danger=True),
    act("task", Text("是正措置を加える", "Add a corrective measure"), "tasks",
        verb=tasks.add, form=forms.TaskForm,
        word=_("加える"), done=_("是正措置を加えました。")),
    act("change-task", Text("是正措置を改める", "Change a corrective measure"), "tasks",
        verb=tasks.change, form=forms.ChangeTaskForm,
        word=_("改める"), done=_("是正措置を改めました。"), of="tasks", about="task"),
    act("finish-task", Text("是正措置の実施を記録する", "Record a corrective measure as done"), "tasks",
        verb=tasks.finish, form=forms.FinishTaskForm,
        word=RECORD, done=RECORDED, of="tasks", about="task"),
    act("drop-task", Text("是正措置を取りやめる", "Drop a corrective measure"), "tasks",
        verb=tasks.drop, form=forms.DropTaskForm,
        word=_("取りやめる"), done=_("是正措置を取りやめました。"), of="tasks", about="task", danger=True),
    act("exhibit", Text("証拠を加える", "Add evidence"), "evidence",
        verb=exhibits.add, form=forms.ExhibitForm,
        word=_("証拠に加える"), done=_("証拠に加えました。")),
    act("hand-over", Text("証拠の保管を記録する", "Record who keeps a piece of evidence"), "evidence",
        verb=exhibits.hand_over, form=forms.HandOverForm,
        word=RECORD, done=RECORDED, of="files", about="file"),
    act("rename", Text("件名・種別を改める", "Change title and kind"), "facts",
        verb=naming.rename, form=forms.NameForm,
        word=_("改める"), done=_("件名・種別を改めました。")),
    act("appraise", Text("知った日時・確かさを改める", "Amend since when it was known"), "facts",
        verb=appraising.appraise, form=forms.AppraiseForm,
        word=_("改める"), done=_("改めました。期限も改まっています。")),
    act("close", Text("インシデントを終了する", "Close the incident"), "facts",
        verb=appraising.close, form=forms.CloseForm,
        word=_("終了する"), done=_("インシデントを終了しました。"), danger=True),
    act("merge", Text("ほかのインシデントに統合する", "Join it with another incident"), "facts",
        verb=appraising.merge, form=forms.MergeForm,
        word=_("統合する"), done=_("統合しました。"), danger=True),
)  # fmt: skip
ACKNOWLEDGE = Deeds(
    ONE,
    Deed(
        name="incident_acknowledged",
        label=Text("期限の通知を確認する", "Acknowledge a deadline"),
        word=_("の通知を確認した"),
        path="acknowledge/<int:pk>",
        on=deadline,
        about="deadline",
        verb=acknowledge_deadline,
        who=by_account(seat("incidents")),
        back=lambda doing: f"{leads_to('incident')(doing)}#clock",
        is_button=True,
    ),
)
INLINE = ("done", "note", "task", "exhibit")
"""Deeds whose form stands on the incident's page itself."""
