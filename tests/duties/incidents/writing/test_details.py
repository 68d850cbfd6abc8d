"""Writing into the form that grows: two people at once lose nothing."""

from datetime import timedelta

import pytest
from tests.duties.incidents.conftest import AWARE

from kept import kept
from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.contracts.people import grant
from kokoroe.duties.incidents.appraising import merge
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.writing.form import FORM, Saved, save_details, values_of
from kokoroe.ledger.verify import verify

MINUTE = timedelta(minutes=1)


def save(desk, incident, edit, who="officer", at=AWARE, **values) -> Saved:
    return save_details(seat=desk.seat(who, at), incident=incident, edit=edit, values=values, now=at)


@kept
def two(desk):
    """The worker prepares for the contract too: two people write."""
    party = desk.party
    grant(contract=party.contract, account=party.worker, party="contractor", role="prepares", by=party.officer,
          now=AWARE)  # fmt: skip
    return desk


class TestOneWriter:
    def test_what_was_reported_stands_in_the_form_already(self, desk):
        incident = desk.reported(text="通知メールを別の園に送った。")
        values = values_of(incident)
        assert {key: value for key, value in values.items() if value} == {
            "what": "通知メールを別の園に送った。",
            "category": "leak",
            "noticed_by": "例示 次郎",
        }
        assert values.keys() == FORM.by_key.keys()

    def test_what_was_typed_is_kept_and_the_form_grows_by_an_edit(self, desk):
        incident = desk.reported()
        saved = save(desk, incident, 0, what=" 二行\r\nある。 ", cause="調査中")
        assert saved == Saved(edit=1, changed=("what", "cause"), others=(), clashes=())
        stored = Incident.objects.get()
        assert (stored.details["what"], stored.details["cause"], stored.edit) == ("二行\nある。", "調査中", 1)

    def test_saving_what_stands_there_changes_nothing(self, desk):
        incident = desk.reported()
        entries = desk.party.contract.tree.entries.count()
        saved = save(desk, incident, 0, **values_of(incident))
        assert (saved.changed, saved.edit) == ((), 0)
        assert desk.party.contract.tree.entries.count() == entries

    def test_a_field_emptied_stays_empty_though_it_was_filled_in_from_the_report(self, desk):
        incident = desk.reported()
        save(desk, incident, 0, noticed_by="")
        assert values_of(Incident.objects.get())["noticed_by"] == ""

    def test_the_ledger_says_which_fields_and_commits_to_the_words(self, desk):
        incident = desk.reported()
        save(desk, incident, 0, cause="見本さんの操作の誤り")
        entry = next(e for e in desk.party.contract.tree.entries.all() if e.act == "incident.written")
        assert entry.public == {"incident": "2026-001", "edit": 1, "fields": ["cause"], "drill": False}
        assert "見本さん" not in bytes(entry.body).decode()
        assert verify(desk.party.contract.tree).problems == []

    def test_only_who_prepares_for_the_contractor_writes(self, desk):
        incident = desk.reported()
        for who in ("worker", "client"):
            with pytest.raises(NotAllowed):
                save(desk, incident, 0, who, cause="x")

    def test_into_an_incident_that_was_joined_nobody_writes(self, desk):
        kept, other = desk.reported(key="a"), desk.reported(key="b", at=AWARE + MINUTE)
        merge(seat=desk.seat("officer", AWARE + 2 * MINUTE), incident=other, into=kept, reason="同じ件",
              now=AWARE + 2 * MINUTE)  # fmt: skip
        with pytest.raises(NotPossible, match="2026-001 に統合"):
            save(desk, other, 0, at=AWARE + 3 * MINUTE, cause="x")

    def test_a_form_from_the_future_is_none_of_ours(self, desk):
        with pytest.raises(NotPossible):
            save(desk, desk.reported(), 1, cause="x")


class TestTwoWriters:
    def test_different_fields_at_once_are_both_kept(self, two):
        incident = two.reported()
        shown = values_of(incident)
        save(two, incident, 0, **{**shown, "cause": "一人目"})
        saved = save(two, incident, 0, "worker", **{**shown, "scope": "二人目"})
        assert saved == Saved(edit=2, changed=("scope",), others=("cause",), clashes=())
        assert {key: Incident.objects.get().details[key] for key in ("cause", "scope")} == {
            "cause": "一人目",
            "scope": "二人目",
        }

    def test_the_same_field_is_given_back_to_who_comes_later_with_whose_words_stand_there(self, two):
        incident = two.reported()
        shown = values_of(incident)
        save(two, incident, 0, at=AWARE + MINUTE, **{**shown, "what": "一人目"})
        saved = save(
            two, incident, 0, "worker", at=AWARE + 2 * MINUTE, **{**shown, "what": "二人目", "scope": "範囲"}
        )
        (clash,) = saved.clashes
        assert (clash.key, clash.theirs, clash.mine) == ("what", "一人目", "二人目")
        assert (clash.by, clash.at) == (two.party.officer, AWARE + MINUTE)
        assert saved.changed == ("scope",)
        assert Incident.objects.get().details["what"] == "一人目"

    def test_saved_again_with_both_in_sight_mine_stands(self, two):
        incident = two.reported()
        save(two, incident, 0, what="一人目")
        first = save(two, incident, 0, "worker", what="二人目")
        again = save(two, incident, first.edit, "worker", what="二人目")
        assert (again.changed, again.clashes) == (("what",), ())

    def test_the_same_words_are_no_clash(self, two):
        incident = two.reported()
        save(two, incident, 0, what="同じ文")
        assert save(two, incident, 0, "worker", what="同じ文").clashes == ()
