from kokoroe.duties.incidents.reporting import open_incident
from kokoroe.ledger.trees import open_epochs
from kokoroe.ledger.unit import unit
from people import NOW


def opened(party, *, drill: bool = False) -> str:
    with unit(now=NOW):
        incident = open_incident(
            party.contract,
            kind="mis-sent",
            aware_at=NOW,
            possibility=True,
            text="",
            drill=drill,
            by=party.officer,
            now=NOW,
        )
    return incident.number


def test_after_a_restore_numbers_go_on_in_a_series_of_their_own(party):
    assert [opened(party), opened(party), opened(party, drill=True)] == ["2025-001", "2025-002", "2025-T01"]
    for epoch in (2, 3):
        open_epochs(reason="restored", now=NOW)
        party.contract.tree.refresh_from_db()
        assert opened(party) == f"2025-R{epoch}-{epoch + 1:03d}"
        assert opened(party, drill=True) == f"2025-R{epoch}-T{epoch:02d}"
