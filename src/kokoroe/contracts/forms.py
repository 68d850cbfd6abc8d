"""Forms about a contract: open it, set its dates, invite people."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.forms import CorporateNumberField
from kokoroe.accounts.models import Account
from kokoroe.contracts.actions import DATE_WORDS
from kokoroe.contracts.opening import Other
from kokoroe.contracts.roles import given, other_than
from kokoroe.contracts.seats import Seat
from kokoroe.contracts.terms import available_packs, load_pack
from kokoroe.packs import PackError
from kokoroe.packs.brought import LARGEST
from kokoroe.papers.fields import DayField, LineField
from kokoroe.ui.templatetags.ui import said


class ContractForm(forms.Form):
    """A contract as it is opened: what, under which annex, with whom, from when to when."""

    title = LineField(
        label=_("契約の件名"), max_length=300, help_text=_("例：保育業務支援システム運用保守業務")
    )
    number = LineField(label=_("契約番号"), required=False, max_length=100)
    annex = forms.ChoiceField(label=_("契約に付く別記・留意事項"), widget=forms.RadioSelect)
    side = forms.ChoiceField(
        label=_("あなたの団体は"),
        choices=[("contractor", _("受託者")), ("client", _("委託者"))],
        widget=forms.RadioSelect,
        initial="contractor",
    )
    other = LineField(label=_("相手方の名称"), max_length=200, help_text=_("例：見本市"))
    other_number = CorporateNumberField(label=_("相手方の法人番号"), required=False, max_length=30)
    other_representative = LineField(
        label=_("相手方の代表者（書面のあて名）"), required=False, max_length=200, help_text=_("例：見本市長")
    )
    other_address = LineField(label=_("相手方の所在地"), required=False, max_length=300)
    signed = DayField(label=_("契約締結日"), required=False)
    starts = DayField(label=_("作業開始日"), help_text=_("この日までに、実施計画書などの了承が要ります。"))
    ends = DayField(label=_("履行期間の末日"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        annex = self.fields["annex"]
        assert isinstance(annex, forms.ChoiceField)
        annex.choices = list(annexes(get_language() or "ja"))

    def as_verb(self) -> dict[str, Any]:
        """What `open_contract` takes."""
        given = self.cleaned_data
        return {"side": given["side"], "other": other_of(given), **opening_of(given)}


def opening_of(given: dict[str, Any]) -> dict[str, Any]:
    """What a contract and a subcontract are opened with alike."""
    return {
        **{name: given[name] for name in ("title", "number", "annex")},
        "on": {name: given[name] for name in ("signed", "starts", "ends")},
    }


def other_of(given: dict[str, Any]) -> Other:
    """The other party, as it was typed."""
    return Other(
        name=given["other"],
        corporate_number=given["other_number"],
        address=given["other_address"],
        representative=given["other_representative"],
    )


def annexes(language: str) -> Iterator[tuple[str, str]]:
    """The annexes that can be chosen; a broken one cannot (`kokoroe check` names it), and is in nobody's way."""
    for name in available_packs():
        with suppress(PackError):
            yield name, load_pack(name).title.in_language(language)


class SubcontractForm(forms.Form):
    """A part of the work as it is handed on: what, to whom, from when to when."""

    title = LineField(label=_("再委託する業務の件名"), max_length=300)
    number = LineField(label=_("再委託契約の番号"), required=False, max_length=100)
    other = LineField(label=_("再委託先の名称"), max_length=200)
    other_number = CorporateNumberField(label=_("再委託先の法人番号"), required=False, max_length=30)
    other_representative = LineField(
        label=_("再委託先の代表者（書面のあて名）"), required=False, max_length=200
    )
    other_address = LineField(label=_("再委託先の所在地"), required=False, max_length=300)
    annex = forms.ChoiceField(
        label=_("再委託の契約に付く別記・留意事項"),
        help_text=_("元の契約と同じものを選んであります。"),
        widget=forms.RadioSelect,
    )
    signed = DayField(label=_("契約締結日"), required=False)
    starts = DayField(label=_("作業開始日"), help_text=_("元の契約の期間の中の日付です。"))
    ends = DayField(label=_("履行期間の末日"))

    def __init__(self, *args: Any, pack: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        annex = self.fields["annex"]
        assert isinstance(annex, forms.ChoiceField)
        annex.choices = list(annexes(get_language() or "ja"))
        annex.initial = pack

    def as_verb(self) -> dict[str, Any]:
        """What `open_subcontract` takes."""
        return {"subcontractor": other_of(self.cleaned_data), **opening_of(self.cleaned_data)}


class DeclineForm(forms.Form):
    """Why a contract is not one's own."""

    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("契約を開いた相手方に伝わります。"),
    )


class DateForm(forms.Form):
    """One of the five dates, set or moved."""

    name = forms.ChoiceField(label=_("どの日付"))
    on = DayField(label=_("日付"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("変更契約など。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        assert isinstance(name, forms.ChoiceField)
        name.choices = [(key, said(word)) for key, word in DATE_WORDS.items()]


class PackForm(forms.Form):
    """別記の変更: one of the installed annexes, or the files of one that a party brings."""

    name = forms.ChoiceField(label=_("サーバーにある別記"), required=False)
    pack_yaml = forms.FileField(
        label=_("別記のファイル（pack.yaml）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        help_text=_("サーバーにある別記を選ばないときだけ。"),
    )
    forms_yaml = forms.FileField(
        label=_("様式のファイル（forms.yaml）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )
    reason = forms.CharField(
        label=_("理由"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("別記の改正、読み取りの訂正など。"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        assert isinstance(name, forms.ChoiceField)
        name.choices = [("", gettext("（ファイルを選ぶ）")), *annexes(get_language() or "ja")]

    def as_verb(self) -> dict[str, Any]:
        """What `propose_pack` takes."""
        given = self.cleaned_data
        sent = {"pack.yaml": given["pack_yaml"], "forms.yaml": given["forms_yaml"]}
        files = {name: file.read(LARGEST + 1) for name, file in sent.items() if file is not None}
        return {"name": given["name"], "files": files or None, "reason": given["reason"]}

    def clean(self) -> dict[str, Any] | None:
        """A form goes with a pack, never alone."""
        given = super().clean() or {}
        if given.get("forms_yaml") and not given.get("pack_yaml"):
            self.add_error("pack_yaml", gettext("pack.yaml も選んでください。"))
        return given


class RefusalForm(forms.Form):
    """Why a date or an annex that the other party recorded is not agreed to."""

    reason = forms.CharField(
        label=_("同意しない理由"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("記録した相手方に伝わります。"),
    )

    def as_verb(self) -> dict[str, Any]:
        """What `answer_date` and `answer_pack` take."""
        return {"agreed": False, **self.cleaned_data}


class AgreementForm(forms.Form):
    """Agreeing: nothing is filled in."""

    def as_verb(self) -> dict[str, Any]:
        """What `answer_date` and `answer_pack` take."""
        return {"agreed": True}


class InvitationForm(forms.Form):
    """Somebody who is to take part, and as what."""

    name = LineField(label=_("お名前"), max_length=200)
    email = forms.EmailField(label=_("メールアドレス"), max_length=254)
    role = forms.ChoiceField(
        label=_("役割"), widget=forms.RadioSelect, choices=lambda: [(role.key, role.key) for role in given()]
    )

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = roles
        role.initial = roles[0][0]

    def as_verb(self) -> dict[str, Any]:
        """With the side and its role apart."""
        party, _colon, role = self.cleaned_data["role"].partition(":")
        return {**self.cleaned_data, "party": party, "role": role}


def roles_for(seat: Seat) -> list[tuple[str, str]]:
    """The roles that this seat may give: its own party's, and the other's first ones."""
    other = other_than(seat.party)
    named = {"party": seat.contract.label(other)}
    return [
        *((role.key, said(role.of_ours or role.label)) for role in given(seat.party)),
        *(
            (role.key, gettext("%(party)s：%(role)s") % {**named, "role": said(role.label)})
            for role in given(other)
        ),
    ]
