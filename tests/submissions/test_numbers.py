from kokoroe.ledger.trees import open_epochs
from kokoroe.submissions.actions import next_number
from people import NOW


def test_a_number_given_after_a_restore_is_of_a_series_of_its_own(party):
    assert next_number(party.contract, "plan", now=NOW) == "2025-計-001"
    for epoch in (2, 3):
        open_epochs(reason="restored", now=NOW)
        party.contract.tree.refresh_from_db()
        assert next_number(party.contract, "plan", now=NOW) == f"2025-R{epoch}-計-001"
