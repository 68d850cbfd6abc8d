"""The same person twice on a draft's roster."""

from django.utils.translation import gettext as _

from kokoroe.plan.forms.roster import EntryForm
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.plan.roster.values import same_name


def is_there_already(form: EntryForm, version: PlanVersion, entry: RosterEntry | None) -> bool:
    """The same person twice is refused, as an import refuses it: one name, and nothing that tells the two apart."""
    line = form.line
    for other in version.entries.all():
        if (entry is not None and other.pk == entry.pk) or same_name(other.name) != same_name(
            str(line["name"])
        ):
            continue
        emails = (other.details.get("email", "").casefold(), str(line.get("email", "")).casefold())
        if all(emails):
            same = emails[0] == emails[1]
        else:
            same = same_name(other.details.get("affiliation", "")) == same_name(
                str(line.get("affiliation", ""))
            )
        if same:
            form.add_error(
                "name",
                _(
                    "同じ人が名簿の%(position)d人目にいます。別の人なら、所属かメールで見分けられるようにしてください。"
                )
                % {"position": other.position},
            )
            return True
    return False
