"""What has had its time goes, all of it and no sooner; the ledger goes on proving what it proved."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import BinaryField
from tests.keeping.conftest import LAST, OVER, SAID

from kokoroe.clock.models import Message, Notice
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import ContractDate
from kokoroe.keeping.erasing import ERASED, erase_due
from kokoroe.keeping.kinds import GONE, kinds
from kokoroe.keeping.models import ContractRetention, Erasure, Hold
from kokoroe.keeping.periods import earlier, end_of, keepings
from kokoroe.ledger.models import Disclosure
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify
from kokoroe.plan.models import RosterEntry
from people import LINES, NOW, People

DAY = timedelta(days=1)
ACCOUNTS = {"accounts.Person", "accounts.Account", "accounts.Invitation", "accounts.Organisation"}


def everything(*, but: frozenset[str] | set[str] = frozenset()) -> str:
    """All values of all rows of ours, as one text."""
    found = []
    for config in apps.get_app_configs():
        for model in config.get_models() if config.name.startswith("kokoroe.") else ():
            if f"{config.label}.{model.__name__}" in but:
                continue
            binary = {field.name for field in model._meta.concrete_fields if isinstance(field, BinaryField)}
            for row in model._base_manager.order_by("pk").values():
                found += [
                    bytes(value or b"").decode("utf-8", "replace") if name in binary else str(value)
                    for name, value in row.items()
                ]
    return "\n".join(found)


def traces() -> list[str]:
    """Which of the roster's names and addresses stand anywhere but with who is known here."""
    text = everything(but=ACCOUNTS)
    wanted = {str(line[key]) for line in LINES for key in ("name", "email")} | {"011-000-0001", SAID}
    return sorted(value for value in wanted if value in text)


def gone_with(dues, what: str) -> list[str]:
    return [due.name for due in dues if due.what == what]


def test_nothing_goes_on_the_last_day_and_all_of_it_on_the_next(full: People):
    assert len(traces()) == 8
    before = [bytes(entry.leaf_hash) for entry in full.contract.tree.entries.all()]
    erase_due(now=OVER - timedelta(seconds=1))
    assert not Erasure.objects.exists()

    assert gone_with(erase_due(now=OVER), "contract") == [full.contract.code]

    assert traces() == []
    assert set(RosterEntry.objects.values_list("name", flat=True)) == {GONE}
    after = [bytes(entry.leaf_hash) for entry in full.contract.tree.entries.all()]
    assert after[: len(before)] == before
    report = verify(full.contract.tree)
    assert (report.problems, report.erased > 10) == ([], True)


def test_the_erasure_is_an_entry_that_says_how_much_of_what(full: People):
    erase_due(now=OVER)
    entry = full.contract.tree.entries.latest("seq")
    assert (entry.act, entry.actor, entry.public["reason"]) == (ERASED, None, "retention ended")
    assert {"roster", "writings", "incidents"} <= entry.public["rows"].keys()
    assert not any(str(line["name"]) in bytes(entry.body).decode() for line in LINES)


def test_it_is_done_once(full: People):
    erase_due(now=OVER)
    entries = full.contract.tree.entries.count()
    assert gone_with(erase_due(now=OVER + DAY), "contract") == []
    assert full.contract.tree.entries.count() == entries


def test_a_dry_run_says_what_would_go_and_changes_nothing(full: People):
    before = everything()
    (due,) = [due for due in erase_due(now=OVER, dry=True) if due.what == "contract"]
    assert (due.name, due.rows["roster"]) == (full.contract.code, 6)
    assert everything() == before


def test_under_a_hold_nothing_goes_until_it_is_lifted(full: People):
    hold = Hold.objects.create(
        contract=full.contract, party="client", reason="係争中", placed_at=NOW, placed_by=full.client
    )
    Message.objects.create(
        contract=full.contract, kind="k", key="k", recipient_key="x", channel="email", subject="件名", body="本文",
        created_at=NOW, next_at=NOW,
    )  # fmt: skip
    before = everything(but=ACCOUNTS | {"ledger.Entry", "ledger.Tree", "ledger.Checkpoint"})
    erase_due(now=OVER + 900 * DAY)
    assert everything(but=ACCOUNTS | {"ledger.Entry", "ledger.Tree", "ledger.Checkpoint"}) == before
    full.worker.refresh_from_db()
    assert full.worker.is_active
    Hold.objects.filter(pk=hold.pk).update(lifted_at=OVER, lifted_by=full.client)
    assert gone_with(erase_due(now=OVER + 901 * DAY), "contract") == [full.contract.code]
    assert traces() == []


def test_a_contract_may_ask_for_longer_and_never_gets_less(full: People):
    for months in (12, 120, 24):
        ContractRetention.objects.create(
            contract=full.contract, months=months, recorded_at=NOW, recorded_by=full.officer
        )
    ten_years = datetime(2037, 3, 30, 15, tzinfo=UTC)
    erase_due(now=ten_years - timedelta(seconds=1))
    assert not Erasure.objects.exists()
    erase_due(now=ten_years)
    assert Erasure.objects.exists()


def test_a_contract_without_an_end_is_kept(full: People):
    ContractDate.objects.create(contract=full.contract, name="ends", on=None, recorded_at=NOW + DAY)
    erase_due(now=OVER + 900 * DAY)
    assert not Erasure.objects.exists()


def test_old_messages_and_notices_go_by_themselves(party: People):
    for made, key in ((NOW, "old"), (NOW + 400 * DAY, "new")):
        Notice.objects.create(
            account=party.client, recipient_key=party.client.key, contract=party.contract, kind="k", key=key,
            words={"subject": {"ja": "見本 太郎"}}, at=made,
        )  # fmt: skip
        Message.objects.create(
            contract=None, kind="k", key=key, recipient_key="address:taro@contractor.example", recipient_name="見本 太郎",
            channel="email", address="taro@contractor.example", subject="件名", body="本文", created_at=made, next_at=made,
        )  # fmt: skip
    (due,) = [due for due in erase_due(now=NOW + 3 * 366 * DAY) if due.what == "old"]
    assert due.rows == {"notices": 2}
    old, new = Message.objects.order_by("pk")
    assert (old.recipient_name, old.address, old.body, new.recipient_name) == (GONE, "", "", "見本 太郎")
    assert Notice.objects.get(at=NOW).words == {}


def test_people_go_once_nothing_of_theirs_is_kept_and_their_account_rests(full: People):
    erase_due(now=OVER - DAY)
    full.worker.refresh_from_db()
    assert full.worker.is_active
    home = full.worker.organisation
    with unit(now=NOW) as record:
        record(home.tree, act="account.created", actor=None, personal={"name": "例示 次郎", "other": "残る"})

    erase_due(now=OVER)

    worker = type(full.worker).objects.get(pk=full.worker.pk)
    assert (worker.is_active, worker.person.name, worker.email) == (False, GONE, f"erased:{worker.pk}")
    assert not worker.has_usable_password()
    full.officer.refresh_from_db()
    assert full.officer.is_active  # administers an organisation
    told = Disclosure.objects.filter(
        entry__tree=home.tree, name__in=("name", "other"), entry__act="account.created"
    )
    assert {row.name: row.value for row in told} == {"name": None, "other": "残る"}
    assert verify(home.tree).problems == []


def test_a_day_is_japans():
    assert earlier(datetime(2026, 3, 31, 15, tzinfo=UTC), 1).isoformat() == "2026-03-01T00:00:00+09:00"


@pytest.mark.parametrize(
    ("days", "ended"),
    [
        ({"ends": "2027-03-31"}, "2027-03-31"),
        ({"ends": "2027-03-31", "completed": "2027-04-10"}, "2027-04-10"),
        ({"ends": "2027-03-31", "completed": "2027-03-01"}, "2027-03-31"),
        ({"ends": "2027-03-31", "cancelled": "2026-09-30"}, "2026-09-30"),
        ({"ends": "2027-03-31", "cancelled": "2026-09-30", "completed": "2026-10-20"}, "2026-10-20"),
        ({"signed": "2026-03-01"}, None),
    ],
)
def test_a_contract_ends_on_the_last_of_its_days(days, ended):
    given = {name: date.fromisoformat(day) for name, day in days.items()}
    assert end_of(given) == (date.fromisoformat(ended) if ended else None)


def test_every_kind_says_why_and_how_long_and_never_less_than_its_least():
    found = kinds()
    assert len({kind.key for kind in found}) == len(found)
    assert {"people", "roster", "writings", "incidents", "notices", "tokens"} <= {kind.key for kind in found}
    for kind in found:
        assert kind.period.months >= kind.period.least
        assert all(len(text) > 3 for text in (kind.label.ja, kind.label.en, kind.why.ja, kind.why.en))


def test_a_subcontract_goes_no_sooner_than_what_is_above_it(full: People):
    below = create_contract(
        title="再委託", number="2", annex="sapporo", client=full.contract.contractor,
        contractor=full.outsider.organisation, on={"starts": date(2026, 4, 1), "ends": date(2026, 6, 30)},
        by=full.outsider, now=NOW,
    )  # fmt: skip
    type(below).objects.filter(pk=below.pk).update(parent=full.contract)
    assert keepings([below])[below.pk].until == date(2033, 6, 30)
    below.refresh_from_db()
    assert keepings([below])[below.pk].until == LAST
    Hold.objects.create(
        contract=full.contract, party="client", reason="係争", placed_at=NOW, placed_by=full.client
    )
    assert gone_with(erase_due(now=OVER + DAY), "contract") == []
