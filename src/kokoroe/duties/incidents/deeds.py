"""What can be done about an incident from its page: each deed with its form, its verb, and where it leads back to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kokoroe.contracts.seats import Seat
from kokoroe.duties.incidents import appraising
from kokoroe.duties.incidents.forms import acts as forms
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.response import exhibits, measures, naming, notes, responders, tasks

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One act. `anchor`: the page's section it belongs to. `after_end`: also once the incident has ended.

    `of`: the rows of the incident of which it is about one; `about`: what its verb calls that one.
    """

    title: Words
    word: Words
    said: Words
    form: type[forms.ActForm]
    verb: Callable[..., object]
    anchor: str
    of: str = ""
    about: str = "incident"
    after_end: bool = False
    danger: bool = False

    def take(self, *, seat: Seat, incident: Incident, row: Any, form: forms.ActForm, now: datetime) -> None:
        """Do it as the form says. Raises NotPossible as the verb does."""
        subject = {self.about: row if self.of else incident}
        self.verb(seat=seat, **subject, **form.as_verb(), now=now)


RECORD, RECORDED = _("記録する"), _("記録しました。")
STRIKE, STRUCK = _("取り消す"), _("取り消しました。記録は取消線を付けて残ります。")

DEEDS = {
    "join": Deed(
        title=_("緊急対応体制に加える"), word=_("体制に加える"), said=_("緊急対応体制に加えました。"),
        form=forms.JoinForm, verb=responders.join, anchor="structure",
    ),
    "leave": Deed(
        title=_("緊急対応体制から外す"), word=_("体制から外す"), said=_("緊急対応体制から外しました。"),
        form=forms.LeaveForm, verb=responders.leave, about="responder", anchor="structure", of="responders",
    ),
    "done": Deed(
        title=_("済んだ措置を記録する"), word=RECORD, said=RECORDED,
        form=forms.DoneForm, verb=measures.done, anchor="measures",
    ),
    "inapplicable": Deed(
        title=_("該当しない項目を記録する"), word=RECORD, said=RECORDED,
        form=forms.InapplicableForm, verb=measures.not_applicable, anchor="measures",
    ),
    "measure": Deed(
        title=_("ほかの措置を記録する"), word=RECORD, said=RECORDED,
        form=forms.MeasureForm, verb=measures.add, anchor="measures",
    ),
    "strike-measure": Deed(
        title=_("措置の記録を取り消す"), word=STRIKE, said=STRUCK,
        form=forms.StrikeForm, verb=measures.strike, about="measure", anchor="measures", of="measures", danger=True,
    ),
    "note": Deed(
        title=_("経過を記録する"), word=RECORD, said=RECORDED,
        form=forms.NoteForm, verb=notes.note, anchor="timeline", after_end=True,
    ),
    "strike-note": Deed(
        title=_("経過の記録を取り消す"), word=STRIKE, said=STRUCK,
        form=forms.StrikeForm, verb=notes.strike, about="note", anchor="timeline", of="notes",
        after_end=True, danger=True,
    ),
    "task": Deed(
        title=_("是正措置を加える"), word=_("加える"), said=_("是正措置を加えました。"),
        form=forms.TaskForm, verb=tasks.add, anchor="tasks", after_end=True,
    ),
    "change-task": Deed(
        title=_("是正措置を改める"), word=_("改める"), said=_("是正措置を改めました。"),
        form=forms.ChangeTaskForm, verb=tasks.change, about="task", anchor="tasks", of="tasks", after_end=True,
    ),
    "finish-task": Deed(
        title=_("是正措置の実施を記録する"), word=RECORD, said=RECORDED,
        form=forms.FinishTaskForm, verb=tasks.finish, about="task", anchor="tasks", of="tasks", after_end=True,
    ),
    "drop-task": Deed(
        title=_("是正措置を取りやめる"), word=_("取りやめる"), said=_("是正措置を取りやめました。"),
        form=forms.DropTaskForm, verb=tasks.drop, about="task", anchor="tasks", of="tasks", after_end=True, danger=True,
    ),
    "exhibit": Deed(
        title=_("証拠を加える"), word=_("証拠に加える"), said=_("証拠に加えました。"),
        form=forms.ExhibitForm, verb=exhibits.add, anchor="evidence", after_end=True,
    ),
    "hand-over": Deed(
        title=_("証拠の保管を記録する"), word=RECORD, said=RECORDED,
        form=forms.HandOverForm, verb=exhibits.hand_over, about="file", anchor="evidence", of="files", after_end=True,
    ),
    "rename": Deed(
        title=_("件名・種別を改める"), word=_("改める"), said=_("件名・種別を改めました。"),
        form=forms.NameForm, verb=naming.rename, anchor="facts",
    ),
    "appraise": Deed(
        title=_("知った日時・確かさを改める"), word=_("改める"), said=_("改めました。期限も改まっています。"),
        form=forms.AppraiseForm, verb=appraising.appraise, anchor="facts",
    ),
    "close": Deed(
        title=_("インシデントを終了する"), word=_("終了する"), said=_("インシデントを終了しました。"),
        form=forms.CloseForm, verb=appraising.close, anchor="facts", danger=True,
    ),
    "merge": Deed(
        title=_("ほかのインシデントに統合する"), word=_("統合する"), said=_("統合しました。"),
        form=forms.MergeForm, verb=appraising.merge, anchor="facts", danger=True,
    ),
}  # fmt: skip
INLINE = ("done", "note", "task", "exhibit")
"""Deeds whose form stands on the incident's page itself."""
