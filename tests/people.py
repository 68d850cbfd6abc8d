"""The four people of every test: the client's officer, the contractor's officer, a worker, and an outsider."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from kokoroe.accounts.actions import register_organisation
from kokoroe.accounts.models import Account, Administrator, Invitation, Organisation, Person
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Contract
from kokoroe.contracts.moving import answer_date, waiting
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import Seat, seat_of
from kokoroe.ledger.unit import unit
from kokoroe.plan import drafts, lists
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.roster.fields import Value
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept
from kokoroe.submissions.models import Submission

PASSWORD = "ひらけごま-2026-open"
NOW = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)  # 10:00 in Japan
STARTS, ENDS = date(2026, 4, 1), date(2027, 3, 31)

LINES: list[dict[str, Value]] = [
    {
        "name": "見本 太郎",
        "role": "officer",
        "affiliation": "公共事業部",
        "work": "統括",
        "email": "taro@contractor.example",
    },
    {
        "name": "見本 花子",
        "role": "deputy",
        "affiliation": "公共事業部",
        "work": "設計",
        "email": "hanako@contractor.example",
    },
    {
        "name": "例示 次郎",
        "role": "worker",
        "affiliation": "協力会社",
        "work": "試験",
        "email": "jiro@partner.example",
    },
]
CONTACTS = [
    {
        "party": "contractor",
        "name": "見本 太郎",
        "role": "情報管理責任者",
        "hours": "always",
        "phone": "011-000-0001",
    },
    {
        "party": "client",
        "name": "市役 一子",
        "role": "担当課",
        "hours": "day",
        "email": "ichiko@city.example",
    },
]
WORKPLACES = [{"name": "本社", "kind": "own", "address": "見本市中央区1-1", "room": "5階"}]


@dataclass
class People:
    """A contract between a city and a contractor, and who has which seat at it."""

    contract: Contract
    client: Account
    officer: Account
    worker: Account
    outsider: Account
    now: datetime = NOW

    @cached_property
    def client_seat(self) -> Seat:
        return seat_of(self.client, self.contract, at=self.now)

    @cached_property
    def officer_seat(self) -> Seat:
        return seat_of(self.officer, self.contract, at=self.now)

    def draft(
        self, *, now: datetime | None = None, lines: list[dict[str, Value]] | None = None
    ) -> PlanVersion:
        """A draft that lacks nothing."""
        at = now or self.now
        version = DRAFTING.begin(seat=self.officer_seat, now=at)
        known = {entry.name: entry.person_id for entry in version.entries.all()}
        given = LINES if lines is None else lines
        drafts.save_roster(
            seat=self.officer_seat,
            version=version,
            edit=version.edit,
            lines=[(known.get(str(line["name"])), line) for line in given],
            now=at,
        )
        drafts.save_list(
            table=lists.CONTACTS,
            seat=self.officer_seat,
            version=version,
            edit=version.edit,
            rows=CONTACTS,
            now=at,
        )
        drafts.save_list(
            table=lists.WORKPLACES,
            seat=self.officer_seat,
            version=version,
            edit=version.edit,
            rows=WORKPLACES,
            now=at,
        )
        return version

    def submitted(self, *, now: datetime | None = None) -> Submission:
        """The first plan, submitted."""
        at = now or self.now
        version = self.draft(now=at)
        return DRAFTING.submit(seat=self.officer_seat, draft=version, edit=version.edit, now=at)

    def accepted(self, *, now: datetime | None = None) -> PlanVersion:
        """The first plan, accepted an hour after it was submitted, where the annex asks for that."""
        at = now or self.now
        submission = self.submitted(now=at)
        if submission.verb:
            accept(seat=self.client_seat, submission=submission, now=at + timedelta(hours=1))
        return PlanVersion.objects.get(submission=submission)

    def client_agrees(self, now: datetime) -> None:
        """The client agrees to every date that the contractor recorded."""
        for row in waiting(self.contract.dates.all()):
            answer_date(seat=self.client_seat, date=row, agreed=True, now=now)


def organisation(name: str, *, now: datetime = NOW) -> Organisation:
    return register_organisation(name=name, address="見本市中央区1-1", now=now)


def account(
    name: str, email: str, home: Organisation, *, administrator: bool = False, now: datetime = NOW
) -> Account:
    with unit(now=now) as record:
        person = Person.objects.create(organisation=home, name=name, email=email, created_at=now)
        made = Account.objects.create(
            email=email, password=PASSWORD, person=person, vouched_by=home, created_at=now
        )
        if administrator:
            Administrator.objects.create(account=made, organisation=home, since=now)
        record(home.tree, act="account.created", actor=None)
    return made


def runs_the_server(account: Account, *, now: datetime = NOW) -> None:
    """Make the account the one that the very first invitation made."""
    invitation, _ = Invitation.issue(grants={"administrator": True}, now=now)
    Invitation.objects.filter(pk=invitation.pk).update(used_at=now, used_by=account)


def people(
    *, annex: str = "sapporo", now: datetime = NOW, starts: date = STARTS, ends: date = ENDS
) -> People:
    """The four, with a contract from April to March that the officer opened and the client's officer decides on."""
    city, firm, other = (
        organisation("見本市"),
        organisation("サンプルシステム株式会社"),
        organisation("よその株式会社"),
    )
    officer = account("見本 太郎", "taro@contractor.example", firm, administrator=True)
    client = account("市役 一子", "ichiko@city.example", city, administrator=True)
    worker = account("例示 次郎", "jiro@partner.example", firm)
    outsider = account("他所 三郎", "saburo@other.example", other, administrator=True)
    contract = create_contract(
        title="保育業務支援システム運用保守業務",
        number="2026-0401",
        annex=annex,
        client=city,
        contractor=firm,
        on={"signed": starts - timedelta(days=17), "starts": starts, "ends": ends},
        by=officer,
        now=now,
    )
    grant(contract=contract, account=client, party="client", role="decides", by=client, now=now)
    return People(
        contract=contract, client=client, officer=officer, worker=worker, outsider=outsider, now=now
    )
