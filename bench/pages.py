"""The contract's page and the portfolio of 10,000: how many queries, and how much against the Django admin."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from bench import admin, every, samples
from bench.measure import Figure, cpu_ratio, milliseconds
from kokoroe import clock
from kokoroe.accounts.models import Account, Person
from kokoroe.contracts.models import ClientRole, Contract, ContractDate, ContractPack, Preparing
from kokoroe.desk.standings import rebuild
from kokoroe.ledger.models import Tree
from kokoroe.ledger.unit import unit
from kokoroe.plan.models import PlanVersion, RosterEntry
from kokoroe.site.statistics import refresh_statistics
from kokoroe.submissions.models import Step, Submission

CONTRACTS, PEOPLE, ENTRIES = 10_000, 30, 1000
QUERIES = 15
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def figures() -> Iterator[Figure]:
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        party = samples.party(people=100).accepted()
        lengthen(party)
        officer = crowd(party)
        while rebuild(now=clock.now(), limit=500):
            pass
        refresh_statistics()  # as every start of the server does
        contract = reverse("contract", args=[party.contract.code])
        yield from page("contract page, 100 people, 1,000 entries", party.officer, contract)
        yield from page("portfolio, 10,000 contracts of 30 people", officer, reverse("portfolio"))


def page(name: str, account: Account, address: str) -> Iterator[Figure]:
    """Its queries, and its CPU time against the admin's change list of 50 contracts over the same database."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    peer = admin.change_list(account, backend=BACKEND)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    yield Figure(f"{name}: queries", len(queries), QUERIES, "")

    def ours() -> None:
        assert client.get(address).status_code == 200

    times, a, b = cpu_ratio(ours, peer)
    yield Figure(
        f"{name}: time", times, every.TIMES, "×", note=f"the admin's change list, {milliseconds(a, b)}"
    )


def lengthen(party: samples.Party) -> None:
    """Acts on the ledger until it holds a thousand."""
    party.contract.tree.refresh_from_db()
    with unit(now=samples.NOW) as record:
        for index in range(ENTRIES - party.contract.tree.size):
            record(party.contract.tree, act="bench.done", actor=party.officer.pk, public={"n": index})


def crowd(first: samples.Party) -> Account:
    """Ten thousand accepted contracts, copied in bulk from one, with one officer who prepares them all."""
    model = samples.party(people=PEOPLE).accepted()
    contract, officer = model.contract, model.officer
    version = PlanVersion.objects.get(contract=contract)
    entries = list(version.entries.all())
    submission = version.submission
    assert submission is not None
    steps = list(submission.steps.all())
    now, starts = datetime(2026, 3, 20, tzinfo=UTC), timedelta(days=1)
    home = contract.contractor
    clients = [first.contract.client, contract.client]
    people = Person.objects.bulk_create(
        Person(organisation=home, name=entry.name, created_at=now) for entry in entries
    )
    with transaction.atomic():
        trees = Tree.objects.bulk_create(
            [Tree(origin=f"bench/{n}", size=4) for n in range(CONTRACTS - 2)], batch_size=500
        )
        contracts = Contract.objects.bulk_create(
            [
                Contract(
                    title=f"見本業務 {n:05d} 運用保守", number=f"B-{n:05d}", client=clients[n % 2], contractor=home,
                    client_label="委託者", contractor_label="受託者", created_at=now, tree=tree,
                )
                for n, tree in enumerate(trees)
            ],
            batch_size=500,
        )  # fmt: skip
        dates = {row.name: row.on for row in contract.dates.all()}
        ContractDate.objects.bulk_create(
            [
                ContractDate(
                    contract=each, name=name, on=on + starts * (n % 300) if on else None, recorded_at=now
                )
                for n, each in enumerate(contracts)
                for name, on in dates.items()
            ],
            batch_size=2000,
        )
        ContractPack.objects.bulk_create(
            [
                ContractPack(
                    contract=each, name="sapporo", edition="undated", since=now.date(), recorded_at=now
                )
                for each in contracts
            ],
            batch_size=2000,
        )
        Preparing.objects.bulk_create(
            [Preparing(contract=each, account=officer, since=now) for each in contracts], batch_size=2000
        )
        ClientRole.objects.bulk_create(
            [ClientRole(contract=each, account=model.client, role="reads", since=now) for each in contracts],
            batch_size=2000,
        )
        submissions = Submission.objects.bulk_create(
            [
                Submission(
                    contract=each, form="plan", number="2025-計-001", title=submission.title, verb=submission.verb,
                    clauses=submission.clauses, content=b"{}", created_at=now, created_by=officer,
                )
                for each in contracts
            ],
            batch_size=1000,
        )  # fmt: skip
        Step.objects.bulk_create(
            [
                Step(
                    submission=each, name=step.name, happened_at=step.happened_at, recorded_at=step.recorded_at,
                    by=step.by, party=step.party, assurance=step.assurance,
                )
                for each in submissions
                for step in steps
            ],
            batch_size=2000,
        )  # fmt: skip
        versions = PlanVersion.objects.bulk_create(
            [
                PlanVersion(
                    contract=each, number=1, submission=written, effective_at=version.effective_at,
                    effective_recorded_at=version.effective_recorded_at, created_at=now, created_by=officer,
                )
                for each, written in zip(contracts, submissions, strict=True)
            ],
            batch_size=1000,
        )  # fmt: skip
        details = json.loads(json.dumps(entries[0].details))
        for begin in range(0, len(versions), 1000):
            RosterEntry.objects.bulk_create(
                [
                    RosterEntry(
                        version=each, person=person, position=position, name=person.name, role="worker", details=details
                    )
                    for each in versions[begin : begin + 1000]
                    for position, person in enumerate(people)
                ],
                batch_size=5000,
            )  # fmt: skip
    return officer
