"""When something was done: a field that the forms about an incident share."""

from django.utils.translation import gettext_lazy as _

from kokoroe.fields.forms import LinesField, MomentField

__all__ = ["LinesField", "MomentField", "when_done"]

NOW_WHEN_EMPTY = _("空欄なら、いまの日時で記録します。過去の日時も入れられます（日本時間）。")


def when_done() -> MomentField:
    """When something was done; empty means now."""
    return MomentField(label=_("日時"), required=False, help_text=NOW_WHEN_EMPTY)
