"""What is typed about keeping: why erasure rests, for how long a contract or a kind is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kokoroe.keeping.kinds import kinds
from kokoroe.ui.templatetags.ui import said


class LongerForm(forms.Form):
    """How long this contract asks for."""

    months = forms.IntegerField(
        label=_("保存期間（か月）"), min_value=1, max_value=600, help_text=_("例：10年なら 120。")
    )


class PeriodForm(forms.Form):
    """How long a kind is kept on this server."""

    kind = forms.ChoiceField(
        label=_("種類"), choices=lambda: [(kind.key, said(kind.label)) for kind in kinds()]
    )
    months = forms.IntegerField(label=_("保存期間（か月）"), min_value=0, max_value=600)
