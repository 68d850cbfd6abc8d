"""The roster as a kind of table: how people's own files are read as one."""

from kokoroe.annex.text import Text
from kokoroe.plan.roster.fields import FIELDS, PARTS, ROSTER
from kokoroe.tables.form import Join, Split, TableForm

ROSTER_TABLE = TableForm(
    title=Text(ja="名簿", en="roster"),
    fields=FIELDS,
    parts=PARTS,
    named_by="name",
    reading="kana",
    headed="affiliation",
    joins=(
        Join("name", ("name", "family_name", "given_name"), instead=True),
        Join("kana", ("kana", "family_kana", "given_kana"), instead=True),
        Join("affiliation", ("company", "affiliation", "department")),
    ),
    splits=(Split("contact", ("phone", "email")),),
    groups=ROSTER.groups,
    likely={"role": ("work",), "technologies": ("qualifications",)},
    holds={each.column: each.words for each in ROSTER.holds},
    beside=ROSTER.beside,
)
TARGETS = ROSTER_TABLE.targets
