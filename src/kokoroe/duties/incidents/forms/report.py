"""The form on a phone: what, when noticed, possible or certain, and photos; nothing else stands in the way."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kokoroe.annex.days import JST
from kokoroe.duties.incidents.evidence import FilesField
from kokoroe.duties.incidents.kinds import KINDS
from kokoroe.fields.forms import choices

LONGEST_WAIT = timedelta(days=7)
"""How long a telephone may have kept a report that it could not send."""
WHEN_PRESSED = "now"


def kinds() -> list[tuple[str, str]]:
    """What may have happened, in the words of who reports it."""
    return choices({kind.key: kind.asked for kind in KINDS.values()})


class ReportForm(forms.Form):
    """What somebody noticed. `age` is how many seconds ago it was sent off, where the line was down since."""

    kind = forms.ChoiceField(label=_("何が起きましたか"), choices=kinds, widget=forms.RadioSelect)
    when = forms.ChoiceField(
        label=_("気づいた日時"),
        choices=[(WHEN_PRESSED, _("いま")), ("other", _("別の日時"))],
        initial=WHEN_PRESSED,
        widget=forms.RadioSelect,
    )
    noticed_at = forms.DateTimeField(
        label=_("気づいた日時（日本時間）"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    sure = forms.ChoiceField(
        label=_("どのくらい確かですか"),
        choices=[("possible", _("かもしれない")), ("certain", _("確かに起きた"))],
        initial="possible",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("分かっていること"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": _("いつ、どこで、何が。分かる範囲で")}),
    )
    photos = FilesField(label=_("写真"), required=False)
    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    age = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    drill = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, drill: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.initial.update(key=uuid4().hex, age=0, drill=drill)

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
        """As given, in Japan's time; a moment ahead is refused in place."""
        found: datetime | None = self.cleaned_data["noticed_at"]
        if found is None:
            return None
        found = found.replace(tzinfo=JST) if found.tzinfo is None else found
        if self.data.get("when") == "other" and found > self.now:
            raise ValidationError(_("気づいた日時が未来です。現在より前の日時を入れてください。"))
        return found

    def as_verb(self) -> dict[str, Any]:
        """What the verb takes."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "noticed_at": given["noticed_at"],
            "possibility": given["sure"] == "possible",
            "text": given["text"],
            "files": given["photos"],
            "drill": given["drill"],
            "key": given["key"],
        }


class CardForm(ReportForm):
    """The same for somebody without an account: who they are is welcome, and not asked for."""

    name = forms.CharField(label=_("お名前（任意）"), required=False, max_length=200)
    reach = forms.CharField(label=_("折り返しの電話番号・メール（任意）"), required=False, max_length=200)

    def as_verb(self) -> dict[str, Any]:
        """What the verb takes."""
        return {
            **super().as_verb(),
            "name": self.cleaned_data["name"],
            "reach": self.cleaned_data["reach"],
        }
