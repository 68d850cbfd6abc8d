"""Made-up contracts for the benches, through the product's own verbs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from kokoroe.accounts.actions import register_organisation
from kokoroe.accounts.models import Account, Organisation, Person
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.models import Contract
from kokoroe.contracts.people import grant
from kokoroe.contracts.seats import seat_of
from kokoroe.plan import drafts, lists
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.people import Line
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept, withdraw
from kokoroe.submissions.models import Submission

NOW = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)


def lines(count: int) -> list[Line]:
    """A roster of that many people, every demanded column filled."""
    return [
        {
            "name": f"見本 {index:04d}",
            "kana": "みほん",
            "affiliation": "公共事業部" if index % 3 else "協力会社",
            "post": "主任",
            "work": "設計" if index % 2 else "試験",
            "role": "officer" if index == 0 else "deputy" if index == 1 else "worker",
            "share": Decimal(100),
            "phone": f"011-000-{index:04d}",
            "email": f"p{index}@contractor.example",
            "career": "システム開発 10年",
            "technologies": "Python、SQL",
            "qualifications": "情報処理安全確保支援士",
            "training": "情報セキュリティ研修 2026年1月",
            "nationality": "日本",
        }
        for index in range(count)
    ]


@dataclass
class Party:
    """A contract with somebody on either side."""

    contract: Contract
    officer: Account
    client: Account
    people: int

    def prepared(self, *, now: datetime) -> PlanVersion:
        """A draft that lacks nothing."""
        seat = seat_of(self.officer, self.contract, at=now)
        draft = DRAFTING.begin(seat=seat, now=now)
        if not draft.entries.exists():
            given = [(None, line) for line in lines(self.people)]
            drafts.save_roster(seat=seat, version=draft, edit=draft.edit, lines=given, now=now)
            contact = {"party": "contractor", "name": "見本 太郎", "hours": "always", "phone": "011-000-0001"}
            drafts.save_list(
                table=lists.CONTACTS, seat=seat, version=draft, edit=draft.edit, rows=[contact], now=now
            )
            place = {"name": "本社", "kind": "own", "address": "見本市中央区1-1"}
            drafts.save_list(
                table=lists.WORKPLACES, seat=seat, version=draft, edit=draft.edit, rows=[place], now=now
            )
        return PlanVersion.objects.get(pk=draft.pk)

    def submit(self, draft: PlanVersion, *, now: datetime) -> Submission:
        seat = seat_of(self.officer, self.contract, at=now)
        return DRAFTING.submit(seat=seat, draft=draft, edit=draft.edit, now=now)

    def withdraw(self, *, now: datetime) -> None:
        seat = seat_of(self.officer, self.contract, at=now)
        latest = Submission.objects.filter(contract=self.contract).latest("pk")
        withdraw(seat=seat, submission=latest, now=now)

    def accepted(self, *, now: datetime = NOW) -> "Party":
        submission = self.submit(self.prepared(now=now), now=now)
        accept(seat=seat_of(self.client, self.contract, at=now), submission=submission, now=now)
        return self


def account(name: str, email: str, home: Organisation) -> Account:
    person = Person.objects.create(organisation=home, name=name, email=email, created_at=NOW)
    return Account.objects.create(email=email, password=None, person=person, vouched_by=home, created_at=NOW)


def party(*, people: int, annex: str = "sapporo") -> Party:
    """A contract that has just been opened, for a roster of that many people."""
    mark = Contract.objects.count()
    city = register_organisation(name=f"見本市{mark}", now=NOW)
    firm = register_organisation(name=f"サンプルシステム{mark}株式会社", now=NOW)
    officer = account("見本 太郎", f"officer{mark}@contractor.example", firm)
    client = account("市役 一子", f"client{mark}@city.example", city)
    contract = create_contract(
        title="保育業務支援システム運用保守業務", number=f"2026-{mark:05d}", annex=annex, client=city, contractor=firm,
        on={"starts": date(2026, 4, 1), "ends": date(2027, 3, 31)}, by=officer, now=NOW,
    )  # fmt: skip
    grant(contract=contract, account=client, party="client", role="decides", by=client, now=NOW)
    return Party(contract, officer, client, people)
