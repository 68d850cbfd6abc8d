"""Two contracts with an object of every kind, and everybody who may or may not reach the first one's."""

from dataclasses import dataclass, field
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from tests.duties.worlds import worlds

from kokoroe.accounts.models import Account, Invitation, Organisation
from kokoroe.api.tokens import create_token, open_service
from kokoroe.clock.channels.actions import add_channel
from kokoroe.clock.events.actions import subscribe
from kokoroe.clock.events.families import all_families
from kokoroe.clock.events.standing import at_contract, at_home
from kokoroe.clock.models import Notice
from kokoroe.contracts import agreeing, editions, moving
from kokoroe.contracts.actions import create_contract
from kokoroe.contracts.auditing import grant_audit
from kokoroe.contracts.models import ClientRole, Confirmation, Preparing
from kokoroe.contracts.people import grant, invite_to_contract
from kokoroe.contracts.seats import seat_of
from kokoroe.contracts.standing_in import name_stand_in
from kokoroe.contracts.suspending import suspend
from kokoroe.keeping.models import ErasureRequest, Hold
from kokoroe.plan import importing
from kokoroe.plan.models import PlanVersion
from kokoroe.plan.writings import DRAFTING
from kokoroe.submissions.actions import accept
from kokoroe.submissions.models import AnswerAddress, AnswerLink
from people import ENDS, NOW, STARTS, People, account, organisation, runs_the_server
from plan.files import roster

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT = NOW + 31 * DAY  # when everybody asks: the contract has begun
# Of these lines of the roster each is an account, by its name here.
LINES = ("officer", "deputy", "lead", "training", "worker", "leaver", "suspended", "inactive")
# Of every table our rows begin behind the one key, and theirs behind the other: theirs has a row of every kind with the
# same key, so that it can be tried where nobody said what it would be the key of.
FIRST_KEY, THEIR_FIRST_KEY = 1000, 5000


@dataclass
class Side:
    """One of the two contracts: its people by what they are, and an object of each kind, as it stands in addresses."""

    party: People
    people: dict[str, Account]
    objects: dict[str, object] = field(default_factory=dict)


@dataclass
class World:
    ours: Side
    theirs: Side
    people: dict[str, Account]


def world() -> World:
    """The whole of it, at `AT`."""
    begin_at(FIRST_KEY)
    ours = side("ours", "見本")
    people = dict(ours.people)
    elsewhere = organisation("よその株式会社")
    people["outsider"] = account("他所 三郎", "saburo@other.example", elsewhere, administrator=True)
    people["operator"] = account(
        "運用 一", "hajime@operator.example", organisation("運用機関"), administrator=True
    )
    runs_the_server(people["operator"])
    furnish(ours, 1)
    attend(ours, elsewhere)
    hand_on(ours, elsewhere)
    begin_at(THEIR_FIRST_KEY)
    theirs = side("theirs", "別府")
    furnish(theirs, 2)
    attend(theirs, elsewhere)
    hand_on(theirs, theirs.party.contract.contractor)
    people |= ours.people
    people |= {f"other {name}": theirs.people[name] for name in ("decides", "officer", "worker")}
    return World(ours, theirs, people)


def begin_at(first: int) -> None:
    """Let every row's key have four digits, so that one that does not exist can be as long as one that does."""
    tables = [
        model._meta.db_table
        for app in apps.get_app_configs()
        if app.name.startswith(("kokoroe.", "allauth.mfa"))
        for model in app.get_models()
        if model._meta.pk.get_internal_type() in {"BigAutoField", "AutoField"}
    ]
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first])


def side(word: str, name: str) -> Side:
    """A contract whose plan is in force, with everybody of both parties."""
    city, firm = organisation(f"{name}市"), organisation(f"{name}システム株式会社")
    people: dict[str, Account] = {}
    for role in ("decides", "handles", "reads", "client administrator"):
        people[role] = account(
            f"{name} {role}", f"{role.replace(' ', '.')}@{word}.city.example", city,
            administrator=role == "client administrator",
        )  # fmt: skip
    for role in (*LINES, "prepares", "contractor administrator", "former", "stand-in"):
        people[role] = account(
            f"{name} {role}", f"{role.replace(' ', '.')}@{word}.firm.example", firm,
            administrator=role == "contractor administrator",
        )  # fmt: skip
    contract = create_contract(
        title=f"{name}業務支援システム運用保守業務",
        number=f"{name}-0401",
        annex="sapporo",
        client=city,
        contractor=firm,
        on={"signed": STARTS - 17 * DAY, "starts": STARTS, "ends": ENDS},
        by=people["contractor administrator"],
        now=NOW,
    )
    for role in ("decides", "handles", "reads"):
        grant(contract=contract, account=people[role], party="client", role=role, by=people[role], now=NOW)
    for role in ("prepares", "former"):
        grant(
            contract=contract, account=people[role], party="contractor", role="prepares",
            by=people["contractor administrator"], now=NOW,
        )  # fmt: skip
    party = People(
        contract=contract, client=people["decides"], officer=people["prepares"], worker=people["worker"],
        outsider=people["former"],
    )  # fmt: skip
    made = Side(party, people)
    put_in_force(made)
    return made


def put_in_force(made: Side) -> None:
    roles = {"officer": "officer", "deputy": "deputy", "lead": "lead", "training": "training"}
    lines = [
        {
            "name": made.people[role].person.name, "role": roles.get(role, "worker"), "affiliation": "公共事業部",
            "work": "運用", "email": made.people[role].email,
        }
        for role in LINES
    ]  # fmt: skip
    party = made.party
    version = party.draft(lines=lines)
    submission = DRAFTING.submit(seat=party.officer_seat, draft=version, edit=version.edit, now=NOW)
    accept(seat=party.client_seat, submission=submission, now=NOW + HOUR)
    made.objects |= {
        "version": version.pk,
        "submission": submission.pk,
        "paper": submission.papers.first().pk,
    }


def furnish(made: Side, number: int) -> None:
    """An object of every kind at the contract; the number tells the contracts apart."""
    party, contract = made.party, made.party.contract
    for each in worlds():
        made.objects |= each.furnish(made, number)
    officer = seat_of(party.officer, contract, at=AT)
    draft = DRAFTING.begin(seat=officer, now=AT - HOUR)
    waiting = importing.begin_import(
        seat=officer, version=draft, data=roster(), filename="名簿.xlsx", now=AT - HOUR
    )
    token = invite_to_contract(
        seat=officer, party="contractor", role="prepares", name="招 待", email=f"new@{contract.code}.example", now=AT,
    )  # fmt: skip
    term = agreeing.propose(seat=officer, kind="house_rule", key="deputy", value="on", now=AT)
    date = moving.set_date(seat=officer, name="ends", on=ENDS + 90 * DAY, now=AT)
    scan = {"filename": "変更契約書.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7"}
    moving.record_agreement(seat=officer, date=date, **scan, now=AT - HOUR / 4)
    pack = editions.propose_pack(seat=officer, name="kojin-joho", now=AT)
    editions.record_pack_agreement(seat=officer, pack=pack, **scan, now=AT - HOUR / 4)
    administrator = made.people["contractor administrator"]
    channel = add_channel(
        by=administrator, kind="chat", name="チャット", shown="Slack", always=True, now=AT,
        config={"url": "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"},
    )  # fmt: skip
    given = {
        "url": "https://systems.example/hook",
        "shown": "systems.example",
        "families": tuple(all_families()),
        "now": AT,
    }
    subscription, _ = subscribe(place=at_home(administrator, at=AT), name="全体", **given)
    of_contract, _ = subscribe(place=at_contract(officer), name="一つ", **given)
    notice = Notice.objects.create(
        account=party.officer, recipient_key=party.officer.key, contract=contract, kind="k", key=f"k{contract.pk}",
        words={part: {"ja": "件名", "en": "Subject"} for part in ("subject", "body")} | {"href": "/"}, at=AT,
    )  # fmt: skip
    address = AnswerAddress.objects.create(
        contract=contract, name="市役 四郎", address=f"shiro@{contract.code}.example", at=AT, by=party.client
    )
    nobody = account("市役 四郎", f"link@{contract.code}.example", contract.client)
    Account.objects.filter(pk=nobody.pk).update(signs_in=False)
    answering = AnswerLink.objects.create(
        submission_id=made.objects["submission"], account=nobody, name="市役 四郎", address=address.address, source="client",
        token_hash=contract.code, created_at=AT, created_by=party.officer, expires_at=AT + DAY,
    )  # fmt: skip
    factor = Authenticator.objects.create(user=party.officer, type="totp", data={"secret": "x"})
    program = open_service(by=administrator, name="人事システム", now=AT)
    given = {"name": "試験", "scopes": ("read",), "now": AT}
    of_program, _ = create_token(by=administrator, service=program, **given)
    token_of_own, _ = create_token(by=party.officer, **given)
    hold = Hold.objects.create(
        contract=contract, party="contractor", reason="係争中", placed_at=AT, placed_by=party.officer
    )
    request = ErasureRequest.objects.create(
        account=party.worker, organisation=contract.contractor, asked_at=AT
    )
    made.objects |= {
        "program": program.pk,
        "program token": of_program.pk,
        "token": token_of_own.pk,
        "hold": hold.pk,
        "request": request.pk,
        "account": party.worker.pk,
        "code": contract.code,
        "ref": "1(1)",
        "draft entry": draft.entries.first().pk,
        "entry": PlanVersion.objects.get(pk=made.objects["version"]).entries.first().pk,
        "import": waiting.pk,
        "client role": ClientRole.objects.get(contract=contract, account=made.people["handles"]).pk,
        "preparing": Preparing.objects.get(contract=contract, account=party.officer).pk,
        "invitation": Invitation.objects.latest("pk").pk,
        "invitation token": token,
        "term": term.pk,
        "date": date.pk,
        "pack": pack.pk,
        "channel": channel.pk,
        "subscription": subscription.pk,
        "contract subscription": of_contract.pk,
        "notice": notice.pk,
        "notified token": "nosuchtoken",
        "answer link": answering.pk,
        "answer address": address.pk,
        "factor": factor.pk,
    }


def attend(made: Side, elsewhere: Organisation) -> None:
    """Those whose access is for a time, or over."""
    contract, people = made.party.contract, made.people
    seat = seat_of(made.party.client, contract, at=AT)
    for name, days in (("auditor", (1, -90)), ("late auditor", (3, 1))):
        people[name] = account(f"監査 {name}", f"{name.split()[0]}@{contract.code}.example", elsewhere)
        since, until = (AT - each * DAY for each in days)
        audit = grant_audit(
            seat=seat,
            account=people[name],
            personal=False,
            purpose="外部監査",
            since=since,
            until=until,
            now=since,
        )
        made.objects.setdefault("audit", audit.pk)
    stand_in = name_stand_in(
        seat=seat_of(made.party.officer, contract, at=AT), absent=made.party.officer, account=people["stand-in"], since=AT - DAY,
        until=AT + DAY, now=AT - DAY,
    )  # fmt: skip
    suspension = suspend(seat=seat, account=people["suspended"], reason="紛失の疑い", now=AT - DAY)
    Preparing.objects.filter(contract=contract, account=people["former"]).update(until=AT - DAY)
    Account.objects.filter(pk=people["inactive"].pk).update(is_active=False)
    made.objects |= {"stand-in": stand_in.pk, "suspension": suspension.pk}


def hand_on(made: Side, asked: Organisation) -> None:
    """Work handed on to a subcontractor, who sees its own contract and not the one above."""
    above = made.party.contract
    firm = organisation(f"再委託先{above.code}")
    people = {
        f"sub {role}": account(f"再 {role}", f"{role}@{above.code}.sub.example", firm)
        for role in ("officer", "worker")
    }
    contract = create_contract(
        title="試験の一部", number=f"再-{above.code}", annex="sapporo", client=above.contractor, contractor=firm,
        on={"starts": STARTS, "ends": ENDS}, parent=above, by=made.party.officer, now=NOW,
    )  # fmt: skip
    for name, role in (("sub officer", "prepares"), ("sub worker", "prepares")):
        grant(contract=contract, account=people[name], party="contractor", role=role, by=None, now=NOW)
    proposal = Confirmation.objects.create(
        contract=contract, party="contractor", organisation=asked, asked_at=NOW, asked_by=made.party.officer
    )
    made.people |= people
    made.objects["proposal"] = proposal.pk
