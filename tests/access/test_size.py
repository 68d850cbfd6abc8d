"""With 500 people on a roster and 2,000 contracts, every page and every list asks the database as little as ever."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.access.asking import Asking, place, table
from tests.access.world import AT, World

from kokoroe.accounts.models import Person
from kokoroe.contracts.models import ClientRole, Contract, ContractDate, ContractPack, Preparing
from kokoroe.ledger.models import Tree
from kokoroe.plan.models import PlanVersion, RosterEntry

PEOPLE, CONTRACTS, QUERIES = 500, 2_000, 18
WITH_THOSE_BELOW = 24
"""A contract with others below it is judged with them: their facts are gathered as its own are."""
JUDGING = {
    "portfolio",
    "contract",
    "clause",
    "api:clauses",
    "api:duties",
    "api:terms",
    "api:todo",
    "contract_annex",
}
ON_RECORD = 42
"""What is shown of one incident stands in twenty tables, each read by a query of its own, however much is in it."""
# Whoever sees most there is, first.
ACTORS = (
    "contractor administrator",
    "decides",
    "client administrator",
    "prepares",
    "outsider",
    "operator",
    "worker",
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def large(asking: Asking):
    """The same world with many more people and contracts, until the test ends."""
    with transaction.atomic():
        enlarge(asking.world)
        yield asking
        transaction.set_rollback(True)


def enlarge(made: World) -> None:
    """Five hundred on the roster and in its draft, and two thousand contracts of the same two organisations."""
    contract, people = made.ours.party.contract, made.people
    persons = Person.objects.bulk_create(
        Person(organisation=contract.contractor, name=f"作業 従事者{number:03d}", created_at=AT)
        for number in range(PEOPLE)
    )
    for version in PlanVersion.objects.filter(contract=contract):
        model = version.entries.last()
        RosterEntry.objects.bulk_create(
            RosterEntry(
                version=version,
                person=person,
                position=position,
                name=person.name,
                role="worker",
                details=model.details,
            )
            for position, person in enumerate(persons, 100)
        )
    trees = Tree.objects.bulk_create(Tree(origin=f"size/{number}") for number in range(CONTRACTS))
    contracts = Contract.objects.bulk_create(
        Contract(
            title=f"見本業務{number:04d}", number=f"S-{number:04d}", client=contract.client, contractor=contract.contractor,
            client_label="委託者", contractor_label="受託者", created_at=AT - timedelta(days=60), tree=tree,
        )
        for number, tree in enumerate(trees)
    )  # fmt: skip
    dates = list(contract.dates.all())
    ContractDate.objects.bulk_create(
        ContractDate(contract=each, name=row.name, on=row.on, recorded_at=row.recorded_at)
        for each in contracts
        for row in dates
    )
    ContractPack.objects.bulk_create(
        ContractPack(
            contract=each,
            name="sapporo",
            edition="undated",
            since=AT.date() - timedelta(days=60),
            recorded_at=AT,
        )
        for each in contracts
    )
    Preparing.objects.bulk_create(
        Preparing(contract=each, account=people["prepares"], since=AT - timedelta(days=30))
        for each in contracts
    )
    ClientRole.objects.bulk_create(
        ClientRole(contract=each, account=people["decides"], role="decides", since=AT - timedelta(days=30))
        for each in contracts
    )


def test_no_page_and_no_list_asks_more_than_eighteen_times_or_two_dozen_with_those_below(large):
    took = {}
    for row in table().values():
        actor = next((actor for actor in ACTORS if row.meets(actor, "GET") == "in"), None)
        if "GET" in row.methods and actor is not None:
            answer = large.ask(actor, "GET", place(row, large.world.ours.objects))
            took[row.name] = answer.queries
    assert len(took) > 100
    bounds = dict.fromkeys(took, QUERIES) | dict.fromkeys(JUDGING & took.keys(), WITH_THOSE_BELOW)
    bounds |= {name: ON_RECORD for name in took if "incident" in name}
    assert {name: queries for name, queries in took.items() if queries > bounds[name]} == {}
