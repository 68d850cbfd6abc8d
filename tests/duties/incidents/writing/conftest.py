"""The form of an incident, filled in far enough to be submitted."""

from datetime import datetime

from tests.duties.incidents.conftest import AWARE, Running

from kept import kept
from kokoroe.contracts.terms import pack_in_force
from kokoroe.duties.incidents.models import Incident, StageReport
from kokoroe.duties.incidents.stages import stages
from kokoroe.duties.incidents.writing.form import save_details
from kokoroe.duties.incidents.writing.submitting import submit_stage
from people import People

FIRST, DETAILED, PLAN, RESULT = "first-report", "detailed-report", "corrective-plan", "result-report"
WORDS = {
    "what": "保護者宛ての通知メール12通を、別の園の保護者に送った。",
    "client_effect": "possible",
    "information": "子どもの氏名、クラス名、園名。住所や電話番号は含まない。",
    "persons": "1048",
    "cause": "差込データの並べ替えの誤り。",
    "response": "配信を止め、改修前の版に戻した。",
    "scope": "11月20日の1回の配信に限られる。",
    "root_cause": "差込結果を人が確かめる手順がなかった。",
    "plan": "配信のたびに抜き取りで確かめる。",
    "carried_out": "抜き取りの手順を加え、2回の配信で行った。",
    "effect": "試験配信3,200通で誤りがないことを確かめた。",
    "remaining": "なし",
}


class Writing(Running):
    """Who writes and submits is the contractor's officer."""

    def __init__(self, party: People, *, planned: bool = True) -> None:
        if planned:
            super().__init__(party)
        else:
            self.party = party

    def write(self, incident: Incident, at: datetime = AWARE, **values: str) -> None:
        saved = save_details(
            seat=self.seat("officer", at), incident=incident, edit=incident.edit, values=values, now=at
        )
        assert saved.clashes == ()

    def filled(self, *, at: datetime = AWARE, **given) -> Incident:
        incident = self.reported(at=at, **given)
        self.write(incident, at, **WORDS)
        return incident

    def submit(self, incident: Incident, stage: str, at: datetime, **given) -> StageReport:
        return submit_stage(
            seat=given.pop("seat", None) or self.seat("officer", at),
            incident=incident, stage=stage, edit=incident.edit, now=at, **given,
        )  # fmt: skip

    def answer(self, incident: Incident, stage: str, at: datetime):
        return next(one.answer for one in stages(incident, at) if one.key == stage)

    def stands(self, incident: Incident, stage: str, at: datetime):
        answer = self.answer(incident, stage, at)
        return answer.state.value, answer.late_by

    @property
    def duties(self):
        return pack_in_force(self.party.contract, AWARE).by_id


@kept
def desk(party: People) -> Writing:
    return Writing(party)
