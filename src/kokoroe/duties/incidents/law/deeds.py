"""What is done about the law: answer its questions, write the items of the notice, submit it, record a report."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.law import Kind, Question, Said
from kokoroe.annex.text import Text
from kokoroe.deeds.deed import Deed, Deeds
from kokoroe.deeds.doing import DeedForm, Doing
from kokoroe.deeds.who import seat
from kokoroe.duties.incidents.deeds import FIELDS, ONE, about_incident, found, leads_to
from kokoroe.duties.incidents.law.answering import (
    ACTS_HERE,
    MOST_PERSONS,
    answer,
    count_report,
    file,
    save_items,
    strike,
)
from kokoroe.duties.incidents.law.items import LONGEST_TEXT, Item, draft, items_form
from kokoroe.duties.incidents.law.looking import Look, look
from kokoroe.duties.incidents.law.notifying import submit_notice
from kokoroe.duties.incidents.law.showing import ANSWERS, UNANSWERED
from kokoroe.duties.incidents.models import Filing, StageReport
from kokoroe.fields.forms import MomentField
from kokoroe.packs import laws
from kokoroe.papers.fields import LineField
from kokoroe.ui.templatetags.ui import said

HOST = "incident_law"
EITHER_SIDE, SUBMITS = seat("incidents", *ACTS_HERE), seat("submit", party="contractor")


class AnswersForm(DeedForm):
    """The questions, each of which may stay unanswered."""

    def __init__(self, *args: Any, look: Look, **given: Any) -> None:
        super().__init__(*args, **given)
        self.law = look.law
        wanted = look.assessment.could_change
        for question in self.law.questions:
            self.fields[question.key] = field = question_field(question)
            field.label = said(question.text)
            field.help_text = said(question.help)
            if question.key in wanted and question.key not in look.answers:
                field.help_text = " ".join(filter(None, (say("結論が変わり得ます。"), field.help_text)))
            value = look.answers.get(question.key, "")
            self.initial[question.key] = value.value if isinstance(value, Said) else value
        self.fields["known_at"] = MomentField(
            label=say("報告対象の事態（漏えい等又はそのおそれ）を知った日時（日本時間）"),
            help_text=say("インシデントを知ったときと同じなら空欄にします。法定の期限はこの日から数えます。"),
            required=False,
            initial=look.check.known_at if look.check else None,
        )
        self.fields["note"] = LineField(
            label=say("判断の理由・確かめたこと"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
            initial=look.check.note if look.check else "",
        )

    def as_verb(self) -> dict[str, Any]:
        given = {key: self.cleaned_data[key] for key in self.law.by_key}
        answers = {key: value for key, value in given.items() if value not in ("", None)}
        return {
            "answers": answers,
            "known_at": self.cleaned_data["known_at"],
            "note": self.cleaned_data["note"],
        }


def question_field(question: Question) -> forms.Field:
    """A number of persons, or one of the answers and that there is none yet."""
    if question.kind is Kind.COUNT:
        return forms.IntegerField(required=False, min_value=0, max_value=MOST_PERSONS)
    options = (Said.YES, Said.NO) if question.kind is Kind.FACT else tuple(Said)
    choices = [(option.value, said(ANSWERS[option])) for option in options]
    return forms.ChoiceField(
        required=False, choices=[*choices, ("", said(UNANSWERED))], widget=forms.RadioSelect
    )


class SeenForm(DeedForm):
    """It names the edit of the items that was `seen`."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, edit: int, **given: Any) -> None:
        super().__init__(*args, **given)
        self.edit = edit
        self.initial["seen"] = edit

    def made_from(self) -> str:
        return str(self.edit)

    def as_verb(self) -> dict[str, Any]:
        return {"edit": self.cleaned_data["seen"]}


class NoticeForm(SeenForm):
    """The notice as it was read: items that were changed meanwhile are read on the page before they go out."""

    def renew(self) -> None:
        pass


class ItemsForm(SeenForm):
    """The items of the notice, filled with what is known."""

    def __init__(self, *args: Any, items: Iterable[Item], **given: Any) -> None:
        super().__init__(*args, **given)
        self.items = list(items)
        overtaken = self.is_bound and self.data.get(self.add_prefix("seen")) != self.made_from()
        for one in self.items:
            field = self.fields[one.item.key]
            field.widget.attrs["lang"] = "ja"
            self.initial[one.item.key] = one.text
            if one.known and not one.written:
                field.help_text = say("インシデントの記録から入れています。")
            if overtaken and self.data.get(self.add_prefix(one.item.key), "").strip() != one.text:
                now = escape(one.text) or say("なし")
                field.help_text = say("いま保存されている内容：%(text)s") % {"text": now}

    def as_verb(self) -> dict[str, Any]:
        """What somebody wrote; what only repeats the incident's own record is left to it."""
        texts = {
            one.item.key: self.cleaned_data[one.item.key]
            for one in self.items
            if self.cleaned_data[one.item.key].strip() != one.known.strip()
        }
        return {**super().as_verb(), "texts": texts}


def of_items(doing: Doing) -> dict[str, Any]:
    """The items as they stand."""
    _found, items, edit = draft(doing.thing)
    return {"items": items, "edit": edit}


class FilingForm(DeedForm):
    """A report that was made, by the clock that it meets."""

    clock = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["note"].widget.attrs["lang"] = "ja"


def filings(doing: Doing) -> "QuerySet[Filing]":
    """The records of the incident that stand."""
    return Filing.objects.filter(incident=found(doing), struck_at=None)


def reports(doing: Doing) -> "QuerySet[StageReport]":
    """The incident's reports."""
    return StageReport.objects.filter(incident=found(doing)).select_related("submission", "incident")


def by_law(act: str, label: Text, **given: Any) -> Deed:
    """A deed of the page."""
    deed: dict[str, Any] = {
        "who": EITHER_SIDE, "on": found, "about": "incident",
        "template": "incidents/act.html", "context": about_incident, **given,
    }  # fmt: skip
    return Deed(name=f"{HOST}_{act}", act=act, host=HOST, label=label, back=leads_to(HOST), **deed)


LAW = Deeds(
    f"{ONE}law",
    by_law(
        "answer", Text("法令の確認の問いに答える", "Answer the law’s questions"),
        word=_("答えを記録する"), done=_("答えを記録しました。"), note=_("答えは版として残り、双方に見えます。"),
        acts=("incident.law_answered",), tells=("statutory",),
        verb=answer, form=AnswersForm, prefix="law", given=lambda doing: {"look": look(doing.thing)},
    ),
    by_law(
        "write", Text("通知の事項を書く", "Write the items of the notice"), who=seat("prepare", party="contractor"),
        word=_("保存する"), done=_("通知の事項を保存しました。"),
        acts=("incident.law_items_written",),
        verb=save_items, fields=items_form(laws.load()).fields, form=ItemsForm, prefix="items", given=of_items,
    ),
    by_law(
        "submit", Text("漏えい等を委託者に通知する", "Notify the client by law"), who=SUBMITS,
        word=_("委託者へ通知する"), done=_("委託者へ通知しました。"),
        acts=("statutory_notice.submitted", "incident.arrived"), tells=("incident.report",),
        verb=submit_notice, form=NoticeForm, prefix="notice", given=lambda doing: {"edit": draft(doing.thing)[2]},
    ),
    by_law(
        "file", Text("法定の報告を記録する", "Record a statutory report"),
        word=_("記録する"), done=_("報告を記録しました。"),
        acts=("incident.law_filed",),
        verb=file, fields=FIELDS["filing"], form=FilingForm, prefix="filing",
    ),
    by_law(
        "strike", Text("法定の報告の記録を取り消す", "Strike a record"),
        word=_("記録を取り消す"), done=_("記録を取り消しました。"),
        on=filings, sent="filing", about="filing", acts=("incident.law_filing_struck",), verb=strike,
        when=lambda doing: doing.thing.party == doing.seat.party,
    ),
    by_law(
        "count", Text("届いた報告を通知とみなす", "Let a report stand for the notice"), who=SUBMITS,
        word=_("この報告を通知とする"), done=_("この報告を、法令に基づく通知として記録しました。"),
        on=reports, sent="report", about="report", acts=("incident.law_filed",), verb=count_report,
    ),
)  # fmt: skip
