"""What plans hold about people: the roster, contacts, and files that were read in."""

from kokoroe.annex.text import Text
from kokoroe.keeping.kinds import AFTER_MAKING, CONTRACT_YEARS, GONE, Kind, Period, Rows

ROSTER = Kind(
    key="roster",
    label=Text("実施計画書（名簿・連絡先・作業場所）", "Implementation plans: roster, contacts, workplaces"),
    why=Text(
        "契約が求める作業従事者の届出と、その変更を示すため",
        "to show the people engaged, as the contract asks, and how they changed",
    ),
    period=CONTRACT_YEARS,
    rows=(
        Rows(
            "plan.RosterEntry",
            {"name": GONE, "details": {}},
            "version__contract",
            ("person",),
            made="version__created_at",
        ),
        Rows("plan.Contact", {"name": GONE, "role": "", "phone": "", "email": ""}, "version__contract"),
        Rows(
            "plan.Workplace",
            dict.fromkeys(("address", "room", "entry_control", "network", "devices", "storage"), "")
            | {"name": GONE},
            "version__contract",
        ),
        Rows("plan.PlanVersion", {"reason": ""}, "contract", ("created_by",), made="created_at"),
        Rows(
            "plan.RosterImport",
            {"filename": "", "content": b"", "reading": {}},
            "version__contract",
            made="created_at",
        ),
    ),
)

IMPORTS = Kind(
    key="imports",
    label=Text("取り込んだ名簿のファイル", "Files that rosters were read from"),
    why=Text("取込みの途中で直せるようにするため", "so that an import can be corrected on the way"),
    period=Period(months=3, least=0, since=AFTER_MAKING),
    rows=(
        Rows(
            "plan.RosterImport",
            {"filename": "", "content": b"", "reading": {}},
            contract="version__contract",
            whose=("created_by",),
            made="created_at",
            never=("content", "reading"),
        ),
    ),
)

KINDS = (ROSTER, IMPORTS)
