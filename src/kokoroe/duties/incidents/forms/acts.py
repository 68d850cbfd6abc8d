"""The forms of what is done about an incident: one act, one form."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.probing import KeyChoice
from kokoroe.deeds.doing import DeedForm, Doing
from kokoroe.duties.incidents.forms.report import FilesField, FilesInput, choices
from kokoroe.duties.incidents.kinds import KINDS, TAGS
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.response.responders import Joining
from kokoroe.duties.incidents.response.suggesting import suggested
from kokoroe.duties.incidents.response.tasks import mark
from kokoroe.fields.forms import LinesField, MomentField
from kokoroe.papers.fields import LineField

MOST = 100
NOW_WHEN_EMPTY = _("空欄なら、いまの日時で記録します。過去の日時も入れられます（日本時間）。")
HOW = [("done", _("措置をとり終えた")), ("false-alarm", _("誤報だった"))]


def when_done() -> MomentField:
    """When something was done; empty means now."""
    return MomentField(label=_("日時"), required=False, help_text=NOW_WHEN_EMPTY)


class ActForm(DeedForm):
    """A form about an incident, or about one row of it."""

    @property
    def row(self) -> Any:
        """What the act is about, as it stands now."""
        return self.doing.thing

    @property
    def incident(self) -> Incident:
        """The incident; of a row, the one it belongs to."""
        found: Incident = self.row if isinstance(self.row, Incident) else self.row.incident
        return found


class LeaveForm(ActForm):
    """緊急対応体制から外れる."""

    at = when_done()

    def as_verb(self) -> dict[str, Any]:
        return {"until": self.cleaned_data["at"]}


class DoneForm(ActForm):
    """緊急時対策の確認表: the lines that were done at one time."""

    keys = forms.MultipleChoiceField(
        label=_("済んだ項目"), required=False, widget=forms.CheckboxSelectMultiple
    )
    at = when_done()

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        # Also those on record: what somebody else has ticked meanwhile is no error, it stays as it is.
        self.fields["keys"].choices = choices(KINDS[self.incident.kind].steps)  # type: ignore[attr-defined]


class InapplicableForm(ActForm):
    """確認表の項目が当てはまらない."""

    key = forms.ChoiceField(label=_("該当しない項目"), widget=forms.RadioSelect)
    why = LinesField(label=_("該当しない理由"))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        there = {one.key for one in self.incident.measures.all() if one.struck_at is None}
        self.fields["key"].choices = choices(  # type: ignore[attr-defined]
            {key: what for key, what in KINDS[self.incident.kind].steps.items() if key not in there}
        )


class MeasureForm(ActForm):
    """確認表にない措置."""

    text = LinesField(label=_("したこと"), rows=2)
    at = when_done()


class StrikeForm(ActForm):
    """記録の取消し: nothing to fill in."""


class NoteForm(ActForm):
    """経過の記録."""

    text = LinesField(label=_("何があったか"), rows=2)
    at = when_done()


class TaskForm(ActForm):
    """是正措置を加える."""

    what = LinesField(label=_("行うこと"), rows=2)
    permanent = forms.TypedChoiceField(
        label=_("暫定・恒久"),
        choices=[("", _("暫定（当面の措置）")), ("1", _("恒久（再発を防ぐ措置）"))],
        coerce=bool,
        empty_value="",
        required=False,
    )
    owner = LineField(label=_("担当"), required=False, max_length=200)
    due_at = MomentField(label=_("期限（日本時間）"), required=False)

    def as_verb(self) -> dict[str, Any]:
        return {**self.cleaned_data, "permanent": bool(self.cleaned_data["permanent"])}


class ChangeTaskForm(TaskForm):
    """是正措置を改める. `seen` is what the form was made from."""

    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.initial.update(
            {
                "what": self.row.what,
                "permanent": "1" if self.row.permanent else "",
                "owner": self.row.owner,
                "due_at": self.row.due_at,
                "seen": self.made_from(),
            }
        )

    def made_from(self) -> str:
        return mark(self.row)


class FinishTaskForm(ActForm):
    """是正措置の実施."""

    result = LinesField(label=_("実施の結果"))
    at = when_done()


class DropTaskForm(ActForm):
    """是正措置の取りやめ."""

    why = LinesField(label=_("取りやめる理由"))


class ExhibitForm(ActForm):
    """証拠の追加."""

    files = FilesField(  # type: ignore[assignment]
        label=_("ファイル"),
        required=False,
        widget=FilesInput(attrs={"multiple": True}),
        help_text=_("一つ20MBまで、一度に10個まで。ハッシュ値を記録台帳に残します。"),
    )
    note = LinesField(label=_("何の証拠か"), rows=2, required=False, max_length=2000)


class HandOverForm(ActForm):
    """証拠の保管の引継ぎ."""

    holder = LineField(label=_("保管する人"), max_length=200)
    place = LineField(label=_("保管場所"), max_length=200, required=False)
    at = when_done()

    def as_verb(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"holder": given["holder"], "place": given["place"], "since": given["at"]}


class NameForm(ActForm):
    """件名と種別."""

    title = LineField(label=_("件名"), max_length=200)
    kind = forms.ChoiceField(
        label=_("種別"),
        choices=lambda: choices({kind.key: kind.name for kind in KINDS.values()}),
        help_text=_("種別を変えると、緊急時対策の確認表もその種別のものに変わります。"),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.initial.update({"title": self.incident.title, "kind": self.incident.kind})


class AppraiseForm(ActForm):
    """知った日時などを改める. `seen` is the record that the form was made from."""

    aware_at = MomentField(
        label=_("知った日時（日本時間）"),
        help_text=_("改めると、すべての期限が動き、期限を知らされた人に伝わります。前の記録も残ります。"),
    )
    occurred_at = MomentField(label=_("発生の日時（推定、日本時間）"), required=False)
    possibility = forms.ChoiceField(
        label=_("確かさ"),
        choices=[("possible", _("可能性")), ("certain", _("確定"))],
        widget=forms.RadioSelect,
    )
    tags = forms.MultipleChoiceField(
        label=_("当てはまるもの"),
        choices=lambda: choices(TAGS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = LinesField(label=_("改める理由"), rows=2)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        known = self.incident.appraisal
        self.initial.update(
            {
                "aware_at": known.aware_at,
                "occurred_at": known.occurred_at,
                "possibility": "possible" if known.possibility else "certain",
                "tags": known.tags.split(),
                "seen": self.made_from(),
            }
        )

    def made_from(self) -> str:
        return str(self.incident.appraisal.pk)

    def as_verb(self) -> dict[str, Any]:
        return {**self.cleaned_data, "possibility": self.cleaned_data["possibility"] == "possible"}


class CloseForm(ActForm):
    """終了."""

    how = forms.ChoiceField(label=_("どのように終わりましたか"), choices=HOW, widget=forms.RadioSelect)
    reason = LinesField(
        label=_("理由・まとめ"), required=False, help_text=_("誤報として終えるときは必須です。")
    )


def open_beside(incident: Incident, doing: Doing) -> list[Incident]:
    """The open incidents with which this one may be one."""
    visible = Incident.objects.visible_to(doing.account, at=doing.now).filter(contract=doing.seat.contract)
    return list(visible.filter(drill=incident.drill, closings__isnull=True).exclude(pk=incident.pk)[:MOST])


class MergeForm(ActForm):
    """統合: which incident goes on."""

    into = KeyChoice(of="into", label=_("続けるインシデント"), coerce=int)
    reason = LinesField(label=_("理由"), required=False, rows=2)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        others = open_beside(self.incident, self.doing)
        self.others = {one.pk: one for one in others}
        self.fields["into"].choices = [(one.pk, str(one)) for one in others]  # type: ignore[attr-defined]

    def as_verb(self) -> dict[str, Any]:
        return {**self.cleaned_data, "into": self.others[self.cleaned_data["into"]]}


class JoinForm(ActForm):
    """緊急対応体制を設ける: people the plan suggests, each with a role, and one more by hand."""

    template_name = "incidents/join.html"
    at = when_done()

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
