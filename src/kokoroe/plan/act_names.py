"""What the ledger's entries about the plan are called in words."""

from kokoroe.annex.text import Text

ACTS: dict[str, Text] = {
    "contract.roster_invited": Text("名簿の人を招待した", "People of the roster invited"),
}
