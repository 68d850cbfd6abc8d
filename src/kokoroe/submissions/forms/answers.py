"""The forms beside a writing: the client's answer, the contractor's withdrawal, an answer that came on paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.verbs import verb as annex_verb
from kokoroe.fields.forms import LinesField
from kokoroe.papers.fields import DayField, LineField, TimeField
from kokoroe.submissions.deciding import PEOPLE
from kokoroe.submissions.forms.fields import ScanField
from kokoroe.ui.templatetags.ui import said


class AnswerForm(forms.Form):
    """決定: the office's own day and number, and what it wants to say."""

    dated_on = DayField(label=_("決裁日"), required=False)
    reference = LineField(
        label=_("文書番号"),
        max_length=100,
        required=False,
        help_text=_("お手元の文書番号があれば。"),
    )
    comment = LinesField(
        label=_("条件・伝えたいこと"),
        required=False,
        max_length=5000,
        rows=4,
        help_text=_("差し戻すときは、直してほしいところを書いてください。"),
    )


class EndorsementForm(AnswerForm):
    """起案: what is proposed to whoever decides, with the office's own day and number."""

    outcome = forms.ChoiceField(label=_("起案の内容"), widget=forms.RadioSelect)
    field_order = ("outcome", "dated_on", "reference", "comment")

    def __init__(self, *args: Any, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("accepted", said(annex_verb(verb).act)), ("returned", _("差戻し"))]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        self.fields["outcome"].initial = "accepted"
        self.fields["dated_on"].label = _("起案日")


class ConfirmationForm(forms.Form):
    """記録された回答の確認: what is wrong with it, where it is contested."""

    reason = LinesField(
        label=_("違うところ"),
        required=False,
        max_length=5000,
        help_text=_("異議があるときに書いてください。"),
    )


class DecisionRuleForm(forms.Form):
    """決裁の決め方: how many people take part, and why it changes."""

    people = forms.TypedChoiceField(label=_("決定のしかた"), coerce=int, widget=forms.RadioSelect)
    reason = LinesField(label=_("理由"), required=False, max_length=2000, rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(people, said(word)) for people, word in PEOPLE.items()]
        self.fields["people"].choices = choices  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    """受付: the office's receipt stamp, as a day and a number."""

    dated_on = DayField(label=_("受付日"), required=False)
    reference = LineField(label=_("受付番号"), max_length=100, required=False)


class WithdrawalForm(forms.Form):
    """取下げ: why, if there is something to say."""

    comment = LinesField(label=_("取り下げる理由"), required=False, max_length=5000)


class TimeForm(forms.Form):
    """記録した回答の時刻: at what time of its day the answer was given."""

    time = TimeField(label=_("回答の時刻"))


class RecordedAnswerForm(forms.Form):
    """紙やメールで届いた回答: who answered, when, what, with the scan that shows it."""

    name = forms.ChoiceField(label=_("回答"), widget=forms.RadioSelect)
    decider = LineField(label=_("回答した人（委託者側の職・氏名）"), max_length=200)
    decided_on = DayField(label=_("回答の日付"))
    decided_time = TimeField(
        label=_("回答の時刻"),
        required=False,
        help_text=_("書面から分かれば。空欄なら、時刻の記録のない日として扱います。"),
    )
    reference = LineField(label=_("回答の文書番号"), max_length=100, required=False)
    comment = LinesField(
        label=_("回答に書かれた条件・指摘"),
        required=False,
        max_length=5000,
    )
    scan = ScanField(
        label=_("回答の写し"),
        help_text=_("PDF、JPEG、PNG（10MBまで）。メールは PDF に印刷して添えてください。"),
    )

    def __init__(self, *args: Any, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("accepted", said(annex_verb(verb).act)), ("returned", _("差戻し"))]
        self.fields["name"].choices = choices  # type: ignore[attr-defined]
