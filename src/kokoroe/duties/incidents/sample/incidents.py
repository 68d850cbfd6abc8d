"""The sample's incidents: a drill and a mis-sent form that are over, and one whose clocks run right now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kokoroe.accounts.models import Account
from kokoroe.contracts.seats import Seat
from kokoroe.declare.values import Stored
from kokoroe.duties.incidents import reporting
from kokoroe.duties.incidents.appraising import close
from kokoroe.duties.incidents.kinds import PERSONAL_INFORMATION
from kokoroe.duties.incidents.law.answering import answer
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.response import measures, notes, responders, tasks
from kokoroe.duties.incidents.response.responders import Joining
from kokoroe.duties.incidents.writing.form import save_details
from kokoroe.duties.incidents.writing.submitting import submit_stage
from kokoroe.groups.sample import Stage
from kokoroe.submissions.actions import accept

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

MIS_SENT: dict[str, Stored] = {
    "what": "園児の健康調査票12通を、別の園の保護者あての封筒に入れて発送した。受け取った保護者からの電話で分かった。",
    "noticed_by": "受け取った保護者から、運用センターへの電話",
    "client_effect": "some",
    "client_effect_text": "調査票の回収が3日遅れる見込み。ほかの業務は止まっていない。",
    "information": "健康調査票（氏名、生年月日、アレルギーの有無、保護者の連絡先）",
    "records": "12通（確定）",
    "persons": "12組24名",
    "affected": [
        {"who": "園児", "number": "12名", "data": "氏名、生年月日、アレルギーの有無"},
        {"who": "園児の保護者", "number": "12名", "data": "氏名、電話番号"},
    ],
    "medium": ["paper"],
    "tier": "contractor",
    "police": "none",
    "first_aid": "発送を止め、受け取った全員に開封せず保管するよう電話で頼んだ。",
}
DETAILED = {
    "cause": "宛名ラベルの印刷順と封入の順がずれた。封入後の突き合わせを一人で行っていた。",
    "response": "12通すべてを当日中に回収した。開封されたものは1通で、内容を見ないよう確約を得た。",
    "scope": "同じ日に発送した68通を点検し、ほかに誤りがないことを確かめた。",
    "secondary": "回収したため、二次被害のおそれは小さい。",
}
FOUND_SINCE = {
    "secondary": "開封された1通も、内容を写していないことを保護者から書面で確かめた。二次被害はない。",
}
PLAN = {
    "root_cause": "封入の手順に二人での突き合わせがなく、件数の確認だけで完了としていた。",
    "plan": "封入と突き合わせを別の者が行い、宛名と内容の番号を機械で照合する。",
}
RESULT = {
    "carried_out": "手順書を改め、従事者全員に周知した。番号の照合を導入し、80通で試して誤りがなかった。",
    "effect": "照合で止まった件数を毎月点検する。",
    "remaining": "なし",
}
SENT_OUT = {
    "what": "保護者向けの通知メール12通が、別の園の保護者に届いたおそれがある。保護者から園に電話で連絡があった。",
    "noticed_by": "園の保護者から、運用センターへの電話",
    "client_effect": "possible",
    "first_aid": "通知メールの配信を止めた。",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One incident of a contract, played from the moment it was noticed."""

    on: Stage
    aware: datetime

    def seat(self, who: Account, after: timedelta) -> Seat:
        """The seat of somebody, so long after the awareness."""
        return self.on.seat(who, self.aware + after)

    def report(self, *, kind: str, text: str, drill: bool = False, possibility: bool = False) -> Incident:
        """The report with which it begins."""
        told = reporting.report(
            seat=self.seat(self.on.officer, timedelta()),
            kind=kind,
            noticed_at=self.aware,
            possibility=possibility,
            text=text,
            drill=drill,
            key=f"sample-{self.aware:%Y%m%d%H%M}",
            now=self.aware,
        )
        assert told.incident is not None, "a report by an account opens an incident"
        told.incident.contract = self.on.contract
        return told.incident

    def gather(self, incident: Incident, after: timedelta) -> None:
        """The emergency structure."""
        people = [
            Joining(name=self.on.officer.person.name, role="指揮（情報管理責任者）", phone="011-000-3001"),
            Joining(name="例示 花子", role="調査・連絡", phone="011-000-3002"),
        ]
        now = self.aware + after
        responders.join(seat=self.on.seat(self.on.officer, now), incident=incident, people=people, now=now)

    def contain(self, incident: Incident, after: timedelta, *keys: str) -> None:
        """Lines of the check list that were done."""
        now = self.aware + after
        measures.done(seat=self.on.seat(self.on.officer, now), incident=incident, keys=keys, now=now)

    def note(self, incident: Incident, after: timedelta, text: str) -> None:
        """A line of the timeline."""
        now = self.aware + after
        notes.note(seat=self.on.seat(self.on.officer, now), incident=incident, text=text, now=now)

    def put_in_writing(
        self, incident: Incident, stage: str, after: timedelta, values: Mapping[str, Stored], *, why: str = ""
    ) -> None:
        """What is known by now, and the stage's report; what asks for a decision is decided an hour later."""
        now, officer = self.aware + after, self.on.officer
        seat = self.on.seat(officer, now)
        save_details(seat=seat, incident=incident, edit=incident.edit, values=values, now=now)
        made = submit_stage(
            seat=seat, incident=incident, stage=stage, edit=incident.edit, delay_reason=why, now=now
        )
        if made.submission.verb:
            later = now + HOUR
            accept(seat=self.on.seat(self.on.client, later), submission=made.submission, now=later)

    def plan(self, incident: Incident, after: timedelta) -> None:
        """A corrective measure, and that it was carried out."""
        now = self.aware + after
        seat = self.on.seat(self.on.officer, now)
        task = tasks.add(
            seat=seat, incident=incident, what="封入後の突き合わせを二人で行う", permanent=True, owner="例示 花子",
            now=now,
        )  # fmt: skip
        tasks.finish(seat=seat, task=task, result="手順書に加え、当日から実施", now=now)

    def finish(self, incident: Incident, after: timedelta) -> None:
        """Closed: everything was done."""
        now = self.aware + after
        close(seat=self.on.seat(self.on.officer, now), incident=incident, how="done", now=now)


def incidents(one: Stage, now: datetime) -> None:
    """Play them at a contract whose plan is in force."""
    drilled(Scene(one, one.calendar.at(-70, 10)))
    mis_sent(Scene(one, one.calendar.at(-33, 15, 20)))
    running(Scene(one, (now - 20 * MINUTE).replace(second=0, microsecond=0)))


def drilled(scene: Scene) -> None:
    """A drill from the first report to the end, in a morning."""
    incident = scene.report(kind="lost", text="訓練：作業用の端末を電車に置き忘れた。", drill=True)
    scene.gather(incident, 6 * MINUTE)
    scene.put_in_writing(
        incident, "first-report", 25 * MINUTE, {**MIS_SENT, "what": "訓練：作業用の端末を電車に置き忘れた。"}
    )
    scene.put_in_writing(incident, "detailed-report", 70 * MINUTE, DETAILED)
    scene.put_in_writing(incident, "corrective-plan", 2 * HOUR, PLAN)
    scene.put_in_writing(incident, "result-report", 4 * HOUR, RESULT)
    scene.finish(incident, 5 * HOUR)


def mis_sent(scene: Scene) -> None:
    """A form that went to the wrong family: the first report came late, with its reason."""
    incident = scene.report(kind="mis-sent", text=str(MIS_SENT["what"]))
    scene.gather(incident, 15 * MINUTE)
    scene.contain(incident, 20 * MINUTE, "stop-sending", "ask-deletion")
    scene.put_in_writing(
        incident, "first-report", 75 * MINUTE, MIS_SENT,
        why="夕方の便の発送を止める手続きを先に行い、報告が15分遅れた。",
    )  # fmt: skip
    scene.note(incident, 140 * MINUTE, "12通すべてを回収した。")
    scene.contain(incident, 145 * MINUTE, "list-recipients", "recover")
    scene.put_in_writing(incident, "detailed-report", 6 * HOUR, DETAILED)
    scene.put_in_writing(incident, "detailed-report", 9 * HOUR, FOUND_SINCE)
    scene.plan(incident, 17 * HOUR)
    scene.put_in_writing(incident, "corrective-plan", 18 * HOUR, PLAN)
    scene.put_in_writing(incident, "result-report", 44 * HOUR, RESULT)
    scene.finish(incident, 46 * HOUR)


def running(scene: Scene) -> None:
    """Noticed twenty minutes ago: the first report is being written."""
    incident = scene.report(kind="mis-sent", text=SENT_OUT["what"], possibility=True)
    scene.gather(incident, 6 * MINUTE)
    scene.contain(incident, 10 * MINUTE, "stop-sending")
    now = scene.aware + 15 * MINUTE
    save_details(
        seat=scene.on.seat(scene.on.officer, now),
        incident=incident,
        edit=incident.edit,
        values=SENT_OUT,
        now=now,
    )
    answer(
        seat=scene.on.seat(scene.on.officer, now),
        incident=incident,
        answers={PERSONAL_INFORMATION: "possible"},
        now=now,
    )
