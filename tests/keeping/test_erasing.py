"""What has had its time goes, all of it and no sooner; the ledger goes on proving what it proved."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import BinaryField
from tests.keeping.conftest import AWARE, LAST, OVER, SAID, TOLD, reopen, told_and_over

from kokoroe.annex.days import start_of_day
from kokoroe.clock.models import Message, Notice
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import ContractDate
from kokoroe.contracts.seats import seat_of
from kokoroe.keeping.actions import lift_hold, place_hold, renew_hold
from kokoroe.keeping.erasing import ERASED, due_at, erase_due, runs
from kokoroe.keeping.kinds import GONE, kinds
from kokoroe.keeping.models import ContractRetention, Erasure, Hold
from kokoroe.keeping.periods import earlier, keepings, read_periods, set_period
from kokoroe.ledger.models import Disclosure
from kokoroe.ledger.unit import unit
from kokoroe.ledger.verify import verify
from kokoroe.plan.models import RosterEntry
from kokoroe.plan.writings import DRAFTING
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
    erase_due(now=TOLD)
    erase_due(now=OVER - timedelta(seconds=1))
    assert not Erasure.objects.exists()

    assert gone_with(told_and_over(), "contract") == [full.contract.code]

    assert traces() == []
    assert set(RosterEntry.objects.values_list("name", flat=True)) == {GONE}
    after = [bytes(entry.leaf_hash) for entry in full.contract.tree.entries.all()]
    assert after[: len(before)] == before
    report = verify(full.contract.tree)
    assert (report.problems, report.erased > 10) == ([], True)


def test_the_erasure_is_an_entry_that_says_how_much_of_what_and_names_the_rows(full: People):
    told_and_over()
    entry = full.contract.tree.entries.latest("seq")
    assert (entry.act, entry.actor, entry.public["reason"]) == (ERASED, None, "retention ended")
    assert {"roster", "writings", "incidents"} <= entry.public["rows"].keys()
    assert not any(str(line["name"]) in bytes(entry.body).decode() for line in LINES)
    lines = sorted(RosterEntry.objects.values_list("pk", flat=True))
    assert entry.public["blanked"]["plan.RosterEntry"] == f"{lines[0]}-{lines[-1]}"
    assert runs({1, 2, 3, 9}) == "1-3,9"


def test_it_is_done_once(full: People):
    told_and_over()
    entries = full.contract.tree.entries.count()
    assert gone_with(told_and_over(OVER + DAY), "contract") == []
    assert full.contract.tree.entries.count() == entries


def test_a_dry_run_says_what_goes_when_and_changes_nothing(full: People):
    def said(at: datetime) -> tuple[dict[str, int], date | None, bool]:
        before = everything()
        (due,) = [due for due in due_at(at) if due.what == "contract"]
        assert (due.name, everything()) == (full.contract.code, before)
        return due.rows["roster"], due.goes_on, due.told

    assert [due for due in due_at(TOLD - DAY) if due.what == "contract"] == []
    assert said(TOLD) == (6, LAST, False)
    erase_due(now=TOLD)
    assert said(TOLD) == (6, LAST, True)
    assert said(OVER) == (6, None, True)


def test_both_parties_are_told_thirty_days_before_by_notice_and_mail_of_the_page_that_holds_it(full: People):
    (due,) = [due for due in erase_due(now=TOLD) if due.what == "contract"]
    assert (due.goes_on, Erasure.objects.exists()) == (LAST, False)
    where = f"/c/{full.contract.code}/keeping/hold"
    for account in (full.client, full.officer):
        notice = Notice.objects.get(account=account, kind="erasure")
        assert "令和16年3月31日" in notice.words["subject"]["ja"]
        assert "2034-03-31" in notice.words["body"]["en"]
        assert notice.words["href"] == where
        assert Message.objects.filter(kind="erasure", recipient_key=account.key).count() == 1
    entry = full.contract.tree.entries.latest("seq")
    assert (entry.act, entry.public["goes_on"]) == ("keeping.announced", "2034-03-31")
    assert all(entry.public["told"].values())
    erase_due(now=TOLD + DAY)
    assert full.contract.tree.entries.latest("seq").pk == entry.pk  # once


def test_announced_late_it_still_waits_its_thirty_days(full: People):
    erase_due(now=OVER + 99 * DAY)
    erase_due(now=OVER + 129 * DAY)
    assert not Erasure.objects.exists()
    erase_due(now=OVER + 130 * DAY)
    assert Erasure.objects.exists()


def test_announced_held_released_and_announced_anew_before_it_is_done(full: People):
    erase_due(now=TOLD)
    seat = seat_of(full.officer, full.contract, at=TOLD)
    hold = place_hold(seat=seat, reason="係争中", now=TOLD + DAY)
    told = {notice.account_id for notice in Notice.objects.filter(ref=f"hold:{hold.pk}")}
    assert {full.client.pk, full.officer.pk} <= told
    erase_due(now=OVER + 2 * DAY)
    assert traces()
    lift_hold(seat=seat, hold=hold, now=OVER + 3 * DAY)
    erase_due(now=OVER + 4 * DAY)
    assert not Erasure.objects.exists()
    assert gone_with(erase_due(now=OVER + 35 * DAY), "contract") == [full.contract.code]
    assert traces() == []
    assert verify(full.contract.tree).problems == []
    acts = [entry.act for entry in full.contract.tree.entries.all() if entry.act.startswith("keeping.")]
    assert acts == [
        "keeping.announced", "keeping.hold_placed", "keeping.hold_lifted", "keeping.announced", "keeping.erased",
    ]  # fmt: skip


def test_a_hold_goes_on_for_a_year_past_the_rule_and_longer_where_it_is_asked_for_again(full: People):
    seat = seat_of(full.client, full.contract, at=NOW)
    hold = place_hold(seat=seat, reason="係争中", now=NOW + 30 * DAY)
    a_year_later = start_of_day(date(2035, 3, 31))
    found = erase_due(now=a_year_later - 31 * DAY)
    assert [due.goes_on for due in found if due.what == "contract"] == [date(2035, 3, 31)]
    assert "続け直されていません" in Notice.objects.filter(kind="erasure").latest("pk").words["body"]["ja"]
    renewed = renew_hold(seat=seat, hold=hold, reason="控訴審", now=a_year_later - DAY)
    erase_due(now=a_year_later + 300 * DAY)
    assert not Erasure.objects.exists()
    assert (renewed.reason, Hold.objects.filter(lifted_at=None).get()) == ("控訴審", renewed)
    told_and_over(a_year_later + 365 * DAY)
    assert Erasure.objects.exists()


def test_what_is_open_keeps_the_data_for_a_year_past_the_rule_and_a_draft_does_not(full: People):
    reopen()
    DRAFTING.begin(seat=seat_of(full.officer, full.contract, at=AWARE), now=AWARE)
    last = keepings([full.contract])[full.contract.pk]
    assert [one.key for one in last.unfinished] == ["incident"]
    assert last.until == date(2035, 3, 31)
    told_and_over()
    assert not Erasure.objects.exists()
    found = erase_due(now=start_of_day(date(2035, 2, 28)))
    assert [due.goes_on for due in found if due.what == "contract"] == [date(2035, 3, 31)]
    assert (
        "終わっていないインシデント" in Notice.objects.filter(kind="erasure").latest("pk").words["body"]["ja"]
    )
    erase_due(now=start_of_day(date(2035, 3, 31)))
    assert Erasure.objects.exists()


def test_a_proposal_and_a_writing_without_an_answer_are_open(party: People):
    party.contract.agreements.create(
        kind="reading",
        key="x",
        value="y",
        proposed_by=party.officer,
        proposed_for="contractor",
        proposed_at=NOW,
    )
    party.submitted()
    found = keepings([party.contract])[party.contract.pk].unfinished
    assert {one.key for one in found} == {"proposal", "writing"}


def test_a_shorter_period_counts_for_what_is_begun_after_it_was_set(full: People):
    Notice.objects.create(
        account=full.client,
        recipient_key="x",
        contract=full.contract,
        kind="k",
        key="old",
        words={"a": "b"},
        at=NOW,
    )
    before = keepings([full.contract])[full.contract.pk].until
    for kind in kinds():
        set_period(by=full.client, kind=kind.key, months=kind.period.least, now=NOW + DAY)
    assert keepings([full.contract])[full.contract.pk].until == before
    erase_due(now=NOW + 400 * DAY)  # past the shorter time of notices, and within the one that counted
    assert Notice.objects.get(key="old").words == {"a": "b"}
    assert read_periods().now("roster") == 60
    full.contract.created_at = NOW + 2 * DAY
    full.contract.save()
    assert keepings([full.contract])[full.contract.pk].months == 60


def test_a_contract_may_ask_for_longer_and_never_gets_less(full: People):
    for months in (12, 120, 24):
        ContractRetention.objects.create(
            contract=full.contract, months=months, recorded_at=NOW, recorded_by=full.officer
        )  # as one that was recorded before it was asked which party it is
    ten_years = datetime(2037, 3, 30, 15, tzinfo=UTC)
    erase_due(now=ten_years - 31 * DAY)
    erase_due(now=ten_years - timedelta(seconds=1))
    assert not Erasure.objects.exists()
    erase_due(now=ten_years)
    assert Erasure.objects.exists()


def test_a_contract_without_an_end_is_kept(full: People):
    ContractDate.objects.create(contract=full.contract, name="ends", on=None, recorded_at=NOW + DAY)
    told_and_over(OVER + 900 * DAY)
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
    erase_due(now=TOLD)
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
    assert gone_with(told_and_over(OVER + DAY), "contract") == []


def test_what_the_product_records_by_itself_does_not_keep_the_data_longer(full: People):
    before = keepings([full.contract])[full.contract.pk].until
    with unit(now=OVER - 90 * DAY) as record:
        for act in ("ledger.erased", "keeping.announced", "restore.rights_ended"):
            record(full.contract.tree, act=act, actor=None)
    assert keepings([full.contract])[full.contract.pk].until == before
    with unit(now=OVER - 90 * DAY) as record:
        record(full.contract.tree, act="contract.date_set", actor=full.officer.pk)
    assert keepings([full.contract])[full.contract.pk].until > before


@pytest.mark.parametrize(("minutes", "ends"), [(14, date(2030, 3, 31)), (16, date(2099, 3, 31))])
def test_a_year_typed_wrong_and_put_right_at_once_before_anybody_was_told_never_counted(
    full: People, minutes, ends
):
    slip = {"contract": full.contract, "name": "ends", "mover": "contractor", "unasked": True}
    for after, year in ((0, 2099), (minutes, 2030)):
        ContractDate.objects.create(
            **slip, on=date(year, 3, 31), recorded_at=NOW + DAY + timedelta(minutes=after)
        )
    assert keepings([full.contract])[full.contract.pk].ended_on == ends
