"""A real time line under made-up names: a form sent to the wrong place, noticed 15:20, recovered 17:40, 1,048 persons."""

import contextlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse

from kokoroe.annex.days import JST
from kokoroe.cli.main import main as command
from kokoroe.clock.loop import fire
from kokoroe.clock.models import Alarm, Deadline
from kokoroe.contracts.seats import Seat, seat_of
from kokoroe.desk.assembling import answers
from kokoroe.duties.incidents.after.consulting import record_minutes, submit_minutes
from kokoroe.duties.incidents.after.learning import learn
from kokoroe.duties.incidents.appraising import appraise, close
from kokoroe.duties.incidents.law.answering import answer, file
from kokoroe.duties.incidents.law.notifying import submit_notice
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.duties.incidents.reporting import report
from kokoroe.duties.incidents.response import measures, notes, responders, tasks
from kokoroe.duties.incidents.response.responders import Joining
from kokoroe.duties.incidents.stages import stages
from kokoroe.duties.incidents.writing.form import save_details
from kokoroe.duties.incidents.writing.submitting import record_delivery, submit_stage
from kokoroe.submissions.actions import accept

if TYPE_CHECKING:
    from people import People

NOTICED = datetime(2026, 11, 20, 15, 20, tzinfo=JST)  # a Friday before a holiday on Monday
FIRST, DETAILED, PLAN, RESULT = "first-report", "detailed-report", "corrective-plan", "result-report"
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
UNKNOWN_YET: dict[str, str | int] = {
    "personal-information": "yes",
    "affected": "yes",
    "recovered-unseen": "no",
    "encrypted": "no",
    "public-body": "yes",
    "personal-data": "yes",
    "sensitive": "no",
    "property": "no",
    "wrongful": "no",
    "ordinance-sensitive": "no",
    "my-number": "no",
    "exposed": "no",
}
DONE = ["stop-sending", "ask-deletion", "list-recipients", "recover"]
WROTE = {
    FIRST: {
        "what": "現況届の様式（記入済み）を、別の施設に誤って送付した。",
        "client_effect": "possible",
        "information": "保護者の氏名、住所、電話番号、子どもの氏名。",
        "first_aid": "送付先に開封せず保管するよう依頼した。",
        "unsettled": "対象者の数を調べている。",
    },
    DETAILED: {
        "records": "1048（確定）",
        "persons": "1048（確定）",
        "cause": "封入の際に宛名の束を取り違えた。",
        "response": "17時40分に全件を回収した。",
        "scope": "11月20日発送の1便に限られる。",
        "secondary": "送付先の職員1名が1通目を開封した。ほかへの伝達はない。",
        "unsettled": "",
    },
    PLAN: {
        "root_cause": "封入前に宛先を二人で照合する手順がなかった。",
        "plan": "照合票による二人での確認を発送の条件とする。",
        "prevention": "封入作業の手順書を改め、全員に教育する。",
    },
    RESULT: {
        "carried_out": "照合票を使う手順に改め、2便で試した。",
        "effect": "2便3,200通で取違えがないことを確かめた。",
        "remaining": "なし",
        "persons_told": "1,048人に書面で知らせた。",
        "publication": "市のウェブサイトで公表した。",
    },
}


@dataclass
class Line:
    """The incident from its first minute to its end; `now` is the moment, which the test's clock shows."""

    party: "People"
    noticed: datetime = NOTICED
    drill: bool = False
    now: datetime = NOTICED
    number: str = ""
    approved: timedelta = 24 * HOUR + 10 * MINUTE
    contractor: Client = field(default_factory=lambda: Client(headers={"host": "127.0.0.1"}))
    client: Client = field(default_factory=lambda: Client(headers={"host": "127.0.0.1"}))

    def __post_init__(self) -> None:
        self.now = self.noticed
        self.contractor.force_login(self.party.officer)
        self.client.force_login(self.party.client)

    def play(self) -> Iterator[str]:
        """Act after act; after each the moment stands, and the clock has looked for what is due."""
        for name, after in self.acts().items():
            self.wait_until(self.noticed + after)
            getattr(self, name)()
            yield name

    def acts(self) -> dict[str, timedelta]:
        """What happens how long after the form was noticed to be gone."""
        return {
            "reported": 6 * MINUTE,
            "structure_set_up": 10 * MINUTE,
            "client_called": 20 * MINUTE,
            "law_asked": 25 * MINUTE,
            "first_reported": 58 * MINUTE,
            "recovered": 2 * HOUR + 20 * MINUTE,
            "persons_counted": 3 * HOUR + 10 * MINUTE,
            "notified": 3 * HOUR + 30 * MINUTE,
            "detailed": 7 * HOUR + 10 * MINUTE,
            "measures_planned": 10 * HOUR,
            "plan_submitted": 23 * HOUR + 50 * MINUTE,
            "plan_approved": self.approved,
            "authority_told": 26 * HOUR,
            "consulted": 28 * HOUR,
            "agreed": 29 * HOUR,
            "result_reported": 47 * HOUR,
            "learnt": 48 * HOUR,
            "closed": 49 * HOUR,
        }

    def wait_until(self, moment: datetime) -> None:
        """Let the clock look at every moment at which an alarm is due, up to this one."""
        while True:
            due = Alarm.objects.filter(fired_at=None, void_at=None, fire_at__lte=moment).order_by("fire_at")
            at = due.values_list("fire_at", flat=True).first()
            if at is None:
                break
            self.now = max(at, self.now)
            fire(now=self.now)
        self.now = moment

    @property
    def incident(self) -> Incident:
        found = Incident.objects.select_related("contract__tree").get(
            contract=self.party.contract, number=self.number
        )
        found.contract = self.party.contract
        return found

    def seat(self, who: str) -> Seat:
        return seat_of(getattr(self.party, who), self.party.contract, at=self.now)

    def asking(self, who: str = "officer") -> dict[str, Any]:
        """Who acts on the incident, and when."""
        return {"seat": self.seat(who), "incident": self.incident, "now": self.now}

    def reported(self) -> None:
        row = report(
            seat=self.seat("worker"), kind="mis-sent", noticed_at=self.noticed, possibility=False,
            text=WROTE[FIRST]["what"], key="line-drill" if self.drill else "line", drill=self.drill, now=self.now,
        )  # fmt: skip
        assert row.incident is not None
        self.number = row.incident.number

    def structure_set_up(self) -> None:
        people = [Joining("見本 太郎", "統括", "011-000-0001"), Joining("見本 花子", "記録")]
        responders.join(people=people, **self.asking())

    def client_called(self) -> None:
        record_delivery(
            stage=FIRST, how="phone", who="見本 太郎", whom="市役 一子", at=self.now, note="概要を伝えた。",
            **self.asking(),
        )  # fmt: skip

    def law_asked(self) -> None:
        answer(answers=UNKNOWN_YET, **self.asking())

    def first_reported(self) -> None:
        self.submit(FIRST)

    def recovered(self) -> None:
        measures.done(keys=DONE, **self.asking())
        notes.note(text="送付先から全件を回収した。", **self.asking())

    def persons_counted(self) -> None:
        answer(answers=UNKNOWN_YET | {"persons": 1048}, **self.asking())
        appraise(
            aware_at=self.noticed,
            possibility=False,
            tags=["own-fault", "personal-information"],
            **self.asking(),
        )

    def notified(self) -> None:
        submit_notice(edit=0, **self.asking())

    def detailed(self) -> None:
        self.submit(DETAILED)

    def measures_planned(self) -> None:
        for what, permanent in (("照合票を作り、二人で確認する", False), ("封入機を入れ替える", True)):
            tasks.add(
                what=what,
                permanent=permanent,
                owner="見本 花子",
                due_at=self.noticed + 40 * HOUR,
                **self.asking(),
            )

    def plan_submitted(self) -> None:
        self.submit(PLAN)

    def plan_approved(self) -> None:
        submission = StageReport.objects.get(incident=self.incident, stage=PLAN).submission
        accept(seat=self.seat("client"), submission=submission, now=self.now)

    def authority_told(self) -> None:
        file(
            clock="public-body.preliminary", made_at=self.now, reference="速報第1号", **self.asking("client")
        )

    def consulted(self) -> None:
        topics = {"damages": ("対応に要した郵送費を負担してほしい", "郵送費を受託者が負担する")}
        minutes = record_minutes(
            seen=0, held_at=self.now - HOUR, topics=topics, means="電話",
            attended={"client": "市役 一子", "contractor": "見本 太郎"}, **self.asking(),
        )  # fmt: skip
        submit_minutes(number=minutes.number, **self.asking())

    def agreed(self) -> None:
        accept(seat=self.seat("client"), submission=self.incident.minutes.get().submission, now=self.now)

    def learnt(self) -> None:
        learn(text="宛名の束は便ごとに色を分ける。", **self.asking())

    def result_reported(self) -> None:
        for task in self.incident.tasks.all():
            tasks.finish(seat=self.seat("officer"), task=task, result="行った。", now=self.now)
        self.submit(RESULT)

    def closed(self) -> None:
        close(how="done", reason="措置をとり終えた。", **self.asking())

    def submit(self, stage: str) -> None:
        """Write what is known by then, and put it in writing."""
        incident = self.incident
        saved = save_details(
            seat=self.seat("officer"),
            incident=incident,
            edit=incident.edit,
            values=WROTE[stage],
            now=self.now,
        )
        assert not saved.clashes
        submit_stage(
            seat=self.seat("officer"), incident=incident, stage=stage, edit=incident.edit, now=self.now
        )

    def by_evaluate(self) -> dict[str, str]:
        """How the stages of this incident stand."""
        return {one.key: one.answer.state.value for one in stages(self.incident, self.now)}

    def by_page(self, who: str = "contractor") -> list[str]:
        """The lamps of the incident's page, in the order in which it shows them."""
        return re.findall(r'<li class="state-([a-z_]+)', self.page(who))

    def page(self, who: str = "contractor") -> str:
        """The incident's page as this party sees it now."""
        path = reverse("incident", args=[self.party.contract.code, self.number])
        answered = getattr(self, who).get(path)
        assert answered.status_code == 200
        return str(answered.content.decode())

    def by_status(self) -> dict[str, str]:
        """What `kokoroe status --json` says of the same duties."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            assert command(["status", self.party.contract.code, "--json"]) == 0
        return {one["duty"]: one["state"] for one in json.loads(said.getvalue())}

    def by_board(self) -> dict[str, str]:
        """The contract's own board."""
        return {one.duty: one.state.value for one in answers(self.party.contract, self.now)}

    def deadlines(self) -> dict[str, Deadline]:
        """What the clock waits for, or has waited for."""
        return {one.stage: one for one in Deadline.objects.filter(kind="incident", ref=str(self.incident.pk))}
