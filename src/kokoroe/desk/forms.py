"""Forms of the desk: propose a term, search the portfolio."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kokoroe.accounts.models import Organisation
from kokoroe.accounts.probing import KeyChoice
from kokoroe.desk.terms import Term
from kokoroe.ui.templatetags.ui import said

MOST_HOURS = 24 * 366


class ProposalForm(forms.Form):
    """A proposal on one term: one of its choices, or a target in hours."""

    note = forms.CharField(
        label=_("理由・伝えたいこと"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    field_order = ["value", "note"]

    def __init__(self, data: QueryDict | None = None, *, term: Term) -> None:
        super().__init__(data, prefix=term.anchor)
        if term.kind == "target":
            self.fields["value"] = forms.IntegerField(
                label=_("目標とする時間（時間）"),
                min_value=1,
                max_value=MOST_HOURS,
                initial=term.hours,
                help_text=_("別記の言葉はそのままです。双方が取り決めた目標として表示します。"),
            )
        else:
            self.fields["value"] = forms.ChoiceField(
                label=_("提案する内容"),
                choices=[(choice.value, said(choice.text)) for choice in term.choices],
                widget=forms.RadioSelect,
            )
        self.order_fields(self.field_order)


class WitnessForm(forms.Form):
    """The key with which a party's witness countersigns the ledger."""

    vkey = forms.CharField(
        label=_("副署の鍵"), help_text=_("kokoroe witness init が表示した1行"), max_length=300
    )


class PortfolioForm(forms.Form):
    """What the portfolio is narrowed to, and its order."""

    SORTS = [
        ("attention", _("手当てが要る順")),
        ("due", _("次の期限が近い順")),
        ("title", _("契約名の順")),
    ]

    q = forms.CharField(label=_("件名・番号・相手方"), required=False, max_length=100)
    client = KeyChoice(of="client", label=_("委託者"), required=False, coerce=int, empty_value=None)
    sort = forms.ChoiceField(label=_("並べ方"), required=False, choices=SORTS)

    def __init__(self, data: QueryDict | None = None, *, clients: list[Organisation]) -> None:
        super().__init__(data)
        self.fields["q"].widget.attrs |= {"type": "search", "class": "input-small"}
        self.fields["sort"].widget.attrs |= {"class": "input-small"}
        client = self.fields["client"]
        assert isinstance(client, forms.TypedChoiceField)
        client.choices = [("", _("すべて")), *((each.pk, each.name) for each in clients)]
        client.widget.attrs |= {"class": "input-small"}
        if len(clients) < 2:  # noqa: PLR2004 (one client is no choice)
            del self.fields["client"]
