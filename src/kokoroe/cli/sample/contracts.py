"""The sample's contracts: one that has been lived in, and others in every state a portfolio shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kokoroe import packs
from kokoroe.accounts.models import Account
from kokoroe.cli.sample import answers, rosters
from kokoroe.cli.sample.cast import ORGANISATIONS, Cast
from kokoroe.contracts import actions as contracts
from kokoroe.contracts import agreeing, confirming, editions, moving, people
from kokoroe.contracts.models import Confirmation, Contract
from kokoroe.contracts.opening import Other, open_contract
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.subcontracting import open_subcontract
from kokoroe.contracts.terms import dates
from kokoroe.groups.registry import groups
from kokoroe.groups.sample import CORRECTED, PREPARED, Calendar, Stage
from kokoroe.plan import correcting, drafts, lists
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import receive
from kokoroe.submissions.models import Submission

# title | number | client | contractor | annex | signed, starts and ends, in days from today
TABLE = """
保育業務支援システム運用保守業務 | 情-101 | city | sample | sapporo | -234 | -215 | 150
住民情報端末賃貸借及び保守 | 情-102 | city | model | sapporo | -210 | -190 | 170
図書館情報システム更新業務 | 教-045 | city | model | sapporo | -9 | 5 | 360
給付金コールセンター運営業務 | 福-310 | city | pattern | sapporo | -12 | 2 | 120
道路台帳電子化業務 | 建-077 | city | pattern | sapporo | -10 | 9 | 200
広報紙編集支援業務 | 広-009 | city | trial | sapporo | -8 | -3 | 180
健康診断予約システム運用業務 | 保-128 | city | example | sapporo | -100 | -90 | 60
選挙速報システム運用業務 | 選-003 | city | example | sapporo | -150 | -140 | -20
観光アプリ開発業務 | 観-021 | city | trial | sapporo | -120 | -110 | 90
学籍管理システム運用業務 | 教委-12 | prefecture | sample | kojin-joho | -160 | -150 | 215
母子保健データ移行業務 | 健-031 | prefecture | sample | kojin-joho | -5 | 12 | 100
税務帳票印刷封入業務 | 税-204 | prefecture | sample | kojin-joho | -80 | -70 | 290
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a contract when it is opened; days are counted from today."""

    number: str
    client: str
    contractor: str
    annex: str
    signed: int
    starts: int
    ends: int


def openings() -> dict[str, Opening]:
    """The table's rows by their titles."""
    rows = [[cell.strip() for cell in row.split("|")] for row in TABLE.strip().splitlines()]
    return {
        title: Opening(number, client, contractor, annex, *map(int, days))
        for title, number, client, contractor, annex, *days in rows
    }


OPENINGS = openings()

NOT_READ = {"広報紙編集支援業務", "母子保健データ移行業務", "住民情報端末賃貸借及び保守"}
"""Contracts whose client has not looked at how the contractor reads the annex."""
READ_ANEW = (
    ('edition: "2024"', 'edition: "2027"'),
    (
        "        word: {ja: 直ちに, en: immediately}\n        after: event\n    evidence: {ja: 事故の",
        "        hours: 24\n        after: event\n    evidence: {ja: 事故の",
    ),
)
"""What one of the annexes says, and what a party would have it say."""


@dataclass(frozen=True, slots=True)
class Contracted(Stage):
    """A contract of the sample, on which plans are drawn up as well."""

    def draft(self, at: datetime, lines: Sequence[rosters.Line]) -> PlanVersion:
        """A draft with this roster that lacks nothing."""
        seat = self.seat(self.officer, at)
        version = DRAFTING.begin(seat=seat, now=at)
        known = {entry.name: entry.person_id for entry in version.entries.all()}
        drafts.save_roster(
            seat=seat,
            version=version,
            edit=version.edit,
            lines=[(known.get(str(line["name"])), line) for line in lines],
            now=at,
        )
        contacts = rosters.contacts(
            self.officer.person.name, self.officer.email, self.client.person.name, self.client.email
        )
        drafts.save_list(
            table=lists.CONTACTS, seat=seat, version=version, edit=version.edit, rows=contacts, now=at
        )
        drafts.save_list(
            table=lists.WORKPLACES,
            seat=seat,
            version=version,
            edit=version.edit,
            rows=rosters.workplaces(),
            now=at,
        )
        return version

    def submit(self, version: PlanVersion, at: datetime) -> Submission:
        """Put the draft in writing."""
        return DRAFTING.submit(seat=self.seat(self.officer, at), draft=version, edit=version.edit, now=at)

    def change(self, at: datetime, lines: Sequence[rosters.Line], reason: str, *, on: date) -> PlanVersion:
        """A draft of a change with its reason and day."""
        version = self.draft(at, lines)
        drafts.save_cover(
            seat=self.seat(self.officer, at),
            version=version,
            edit=version.edit,
            reason=reason,
            effective_on=on,
            nationality_by="person",
            now=at,
        )
        return DRAFTING.begin(seat=self.seat(self.officer, at), now=at)

    def small(self, people: int) -> list[rosters.Line]:
        """A short roster under this contract's officer."""
        return rosters.small(self.officer.person.name, self.officer.email, people=people)


def stage(cast: Cast, calendar: Calendar, title: str) -> Contracted:
    """Open one of the OPENINGS on the day it was signed; the client's officer decides on it."""
    one = OPENINGS[title]
    officer = cast.accounts["officer" if one.contractor == "sample" else f"{one.contractor}-officer"]
    decider = cast.accounts[f"{one.client}-officer"]
    at = calendar.at(one.signed, 9)
    contract = contracts.create_contract(
        title=title,
        number=one.number,
        annex=one.annex,
        client=cast.organisations[one.client],
        contractor=cast.organisations[one.contractor],
        on={
            "signed": calendar.day(one.signed),
            "starts": calendar.day(one.starts),
            "ends": calendar.day(one.ends),
        },
        by=officer,
        now=at,
    )
    roles = {decider: "decides"}
    if one.client == "city":
        roles |= {cast.accounts["city-desk"]: "handles", cast.accounts["city-auditor"]: "reads"}
    for account, role in roles.items():
        people.grant(contract=contract, account=account, party="client", role=role, by=decider, now=at)
    staged = Contracted(contract, officer, decider, calendar, one.signed)
    if title not in NOT_READ:
        at = calendar.at(one.signed, 11)
        [row] = contract.packs.all()
        editions.answer_pack(seat=staged.seat(decider, at), pack=row, agreed=True, now=at)
    return staged


def play(cast: Cast, calendar: Calendar, now: datetime) -> Contracted:
    """Bring all of it about; returns the contract that has been lived in."""
    lived = stage(cast, calendar, "保育業務支援システム運用保守業務")
    lived_in(lived, now)
    for title, scene in SCENES.items():
        scene(stage(cast, calendar, title))
    return lived


def lived_in(one: Contracted, now: datetime) -> None:
    """Returned once, accepted, corrected, readings agreed; a change of people waits for the client."""
    day, at = one.calendar.day, one.calendar.at
    trained = day(-232)
    first = one.draft(at(-228), rosters.lines(rosters.RICH, trained=trained, without=rosters.TRAINER))
    returned = one.submit(first, at(-227, 16))
    one.give_back(returned, "教育担当の方が名簿に見当たりません。追加して再提出してください。", at(-225, 14))
    second = one.draft(at(-224), rosters.lines(rosters.RICH, trained=trained))
    one.accept(one.submit(second, at(-224, 15)), at(-222), reference="情政第12号", dated_on=day(-222))
    agree(one, "reading", "plan-items", "all", at(-221))
    agree(one, "house_rule", "deputy", "on", at(-221, 13))
    play_groups(PREPARED, one, now)
    correct_phone(one, at(-120, 11))
    play_groups(CORRECTED, one, now)
    staying = rosters.lines(rosters.RICH, rosters.JOINING, trained=trained, without=rosters.LEAVING)
    change = one.change(at(-2), staying, "法改正に伴う改修のため、開発と試験の体制を強化する。", on=day(10))
    submission = one.submit(change, at(-2, 15))
    receive(seat=one.seat(one.client, at(-1, 9)), submission=submission, now=at(-1, 9))


def play_groups(when: str, one: Stage, now: datetime) -> None:
    """What the groups of duties play at that time."""
    for group in groups():
        if when in group.sample:
            group.sample[when](one, now)


def agree(one: Contracted, kind: str, key: str, value: str, at: datetime) -> None:
    """The contractor proposes, the client agrees half an hour later."""
    proposal = agreeing.propose(seat=one.seat(one.officer, at), kind=kind, key=key, value=value, now=at)
    later = at + timedelta(minutes=30)
    agreeing.answer(seat=one.seat(one.client, later), agreement=proposal, agreed=True, now=later)


def correct_phone(one: Contracted, at: datetime) -> None:
    """A slip mended by a notice: the number by which the night is reached."""
    version = PlanVersion.objects.filter(contract=one.contract).effective(at)[0]
    night = version.contacts.get(hours="night")
    correcting.correct(
        seat=one.seat(one.officer, at),
        version=version,
        entries={},
        contacts={night.pk: {"phone": "011-000-3990"}},
        reason="夜間休日窓口の電話番号の誤記",
        now=at,
    )


def quiet(one: Contracted, *, people: int = 6) -> None:
    """Drawn up, submitted and accepted within a few days of signing."""
    day = one.signed + 5
    at = one.calendar.at
    one.accept(one.submit(one.draft(at(day), one.small(people)), at(day + 1)), at(day + 3))


def drawing_up(one: Contracted) -> None:
    """A draft, not yet in writing."""
    one.draft(one.calendar.at(-2), one.small(4))


def returned(one: Contracted) -> None:
    """Returned with a comment, not yet mended."""
    submission = one.submit(one.draft(one.calendar.at(-6), one.small(4)), one.calendar.at(-5))
    one.give_back(submission, "作業場所の入退室管理の方法を具体的に書いてください。", one.calendar.at(-3, 17))


def completed(one: Contracted) -> None:
    """Run to its end; what outlives the contract stays on the board."""
    quiet(one)
    at = one.calendar.at(-18)
    row = moving.set_date(seat=one.seat(one.officer, at), name="completed", on=one.calendar.day(-20), now=at)
    moving.answer_date(seat=one.seat(one.client, at), date=row, agreed=True, now=one.calendar.at(-17))


def cancelled(one: Contracted) -> None:
    """Ended by agreement before its time."""
    quiet(one)
    at = one.calendar.at(-30)
    row = moving.set_date(
        seat=one.seat(one.client, at),
        name="cancelled",
        on=one.calendar.day(-30),
        reason="事業の見直しによる合意解除",
        now=at,
    )
    moving.answer_date(seat=one.seat(one.officer, at), date=row, agreed=True, now=one.calendar.at(-29))


def changed(one: Contracted) -> None:
    """A change of people was accepted and has come into force."""
    quiet(one, people=5)
    at = one.calendar.at
    version = one.change(at(-40), one.small(6), "封入作業の増員", on=one.calendar.day(-30))
    one.accept(one.submit(version, at(-39)), at(-36))


def put_back(one: Contracted) -> None:
    """Nothing was submitted when the work began; the contractor put its first day back, the client is to answer."""
    at = one.calendar.at(-1, 16)
    starts = dates(one.contract)["starts"]
    assert starts is not None, "every contract of the demo begins"
    moving.set_date(
        seat=one.seat(one.officer, at),
        name="starts",
        on=starts + timedelta(days=45),
        reason="機器の納入の遅れにより、作業の開始を延ばしたい",
        now=at,
    )


def read_anew(one: Contracted) -> None:
    """The contractor proposes the annex as it reads it anew, the client is to answer."""
    quiet(one)
    at = one.calendar.at(-4, 14)
    written = (packs.find(one.contract.packs.get().name) / "pack.yaml").read_text()
    for old, new in READ_ANEW:
        written = written.replace(old, new, 1)
    editions.propose_pack(
        seat=one.seat(one.officer, at),
        files={"pack.yaml": written.encode()},
        reason="令和9年度の特記事項の改正に合わせ、事故の報告を24時間以内とします。",
        now=at,
    )


SCENES: dict[str, Callable[[Contracted], None]] = {
    "住民情報端末賃貸借及び保守": answers.from_paper,
    "図書館情報システム更新業務": drawing_up,
    "給付金コールセンター運営業務": answers.by_two,
    "道路台帳電子化業務": returned,
    "広報紙編集支援業務": put_back,
    "健康診断予約システム運用業務": answers.by_link,
    "選挙速報システム運用業務": completed,
    "観光アプリ開発業務": cancelled,
    "学籍管理システム運用業務": read_anew,
    "母子保健データ移行業務": drawing_up,
    "税務帳票印刷封入業務": changed,
}


def subcontracts(cast: Cast, lived: Contracted) -> None:
    """The tests are handed on and confirmed; of these a part is handed on, and nobody has confirmed that yet."""
    officer, tester = cast.accounts["officer"], cast.accounts["pattern-officer"]
    tests = handed_on(lived, officer, "保育業務支援システムの試験業務", "pattern", signed=-200, starts=-190)
    at = lived.calendar.at(-199)
    confirming.confirm(account=tester, confirmation=Confirmation.objects.get(contract=tests), now=at)
    below = Contracted(fresh(tests), tester, officer, lived.calendar, -199)
    quiet(below, people=4)
    handed_on(below, tester, "負荷試験の実施補助業務", "trial", signed=-3, starts=7)
    asks_the_city(cast, lived)


def handed_on(one: Contracted, by: Account, title: str, to: str, *, signed: int, starts: int) -> Contract:
    """A part of the work, under a contract of its own."""
    day, at = one.calendar.day, one.calendar.at(signed, 15)
    return open_subcontract(
        seat=seat_of(by, one.contract, at=at),
        title=title,
        number="",
        annex="sapporo",
        subcontractor=typed_organisation(to),
        on={"signed": day(signed), "starts": day(starts), "ends": day(120)},
        now=at,
    )


def asks_the_city(cast: Cast, lived: Contracted) -> None:
    """A contract that a firm opened with the city: the city has not answered."""
    day, at = lived.calendar.day, lived.calendar.at(-1, 11)
    open_contract(
        by=cast.accounts["pattern-officer"],
        title="議会中継システム運用業務",
        number="議-008",
        annex="sapporo",
        side="contractor",
        other=typed_organisation("city"),
        on={"signed": day(-2), "starts": day(14), "ends": day(300)},
        now=at,
    )


def typed_organisation(key: str) -> Other:
    """An organisation of the sample as its number and name are typed."""
    given = ORGANISATIONS[key]
    return Other(given["name"], given["corporate_number"], given["address"], given["representative"])


def fresh(contract: Contract) -> Contract:
    """The contract with its parties as they are now."""
    return Contract.objects.select_related("client", "contractor", "tree").get(pk=contract.pk)
