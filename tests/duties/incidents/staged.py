"""An incident in the middle of everything, with long words, as the pages have to show it."""

from datetime import datetime, timedelta

from tests.duties.incidents.conftest import AWARE, Running

from kokoroe.clock.loop import fire
from kokoroe.duties.incidents import appraising, evidence
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.response import exhibits, measures, notes, responders, tasks
from kokoroe.duties.incidents.response.responders import Joining

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PHOTO = evidence.File(
    "誤送信した通知メールの受信画面（保護者提供・個人名はマスク済み）.png",
    "image/png",
    b"\x89PNG\r\n\x1a\n not much of a picture",
)
TITLE = "保護者宛て一斉通知メール（行事予定・健康調査票のご案内）を別の園の保護者へ送信したおそれ"
TEAM = [
    Joining("見本 太郎", "統括・委託者との連絡（情報管理責任者）", "011-000-0001"),
    Joining("例示フランシスカ・デ・ラ・クルス 花子", "原因の調査と応急措置", "090-0000-0002"),
    Joining("見本 花子", "記録"),
]


def busy(running: Running, *, at: datetime = AWARE, key: str = "busy", **given: object) -> Incident:
    """Reported, responded to, noted, with evidence and corrective measures."""
    incident = running.reported(
        noticed_at=at - 20 * MINUTE,
        at=at,
        kind="mis-sent",
        text="通知メール12通が別の園の保護者に届いたおそれがあると電話で連絡があった。",
        files=[PHOTO],
        key=key,
        possibility=True,
        **given,
    )
    seat = running.seat("officer", at)
    responders.join(seat=seat, incident=incident, people=TEAM, since=at + MINUTE, now=at + 2 * MINUTE)
    appraising.rename(seat=seat, incident=incident, title=TITLE, kind="mis-sent", now=at + 3 * MINUTE)
    measures.done(
        seat=seat, incident=incident, keys=["stop-sending"], at=at + 4 * MINUTE, now=at + 12 * MINUTE
    )
    measures.not_applicable(
        seat=seat, incident=incident, key="recover", why="電子メールのため、物としての回収はない。",
        now=at + 13 * MINUTE,
    )  # fmt: skip
    measures.add(
        seat=seat, incident=incident, text="配信システムの宛先リストを一時停止した。", now=at + 14 * MINUTE
    )
    notes.note(
        seat=seat, incident=incident, at=at + 5 * MINUTE, now=at + 15 * MINUTE,
        text="園長へ電話し、届いた可能性のある保護者へ個別に連絡してもらうよう依頼した。\n折り返しは16時の予定。",
    )  # fmt: skip
    wrong = notes.note(seat=seat, incident=incident, text="対象は21通。", now=at + 16 * MINUTE)
    notes.strike(seat=seat, note=wrong, now=at + 17 * MINUTE)
    [file] = exhibits.add(
        seat=seat, incident=incident, files=[evidence.File("smtp.log", "text/plain", b"250 2.0.0 Ok")],
        note="配信サーバーの送信ログ（14時台）", now=at + 18 * MINUTE,
    )  # fmt: skip
    exhibits.hand_over(
        seat=seat, file=file, holder="見本 花子", place="本社5階 施錠書庫", now=at + 19 * MINUTE
    )
    one = tasks.add(
        seat=seat, incident=incident, what="一斉送信の前に、宛先リストと園の名称を二人で読み合わせる。", permanent=True,
        owner="例示フランシスカ・デ・ラ・クルス 花子", due_at=at + timedelta(days=14), now=at + 20 * MINUTE,
    )  # fmt: skip
    tasks.add(
        seat=seat, incident=incident, what="一斉送信の機能を止める。", permanent=False, now=at + 20 * MINUTE
    )
    tasks.finish(seat=seat, task=one, result="手順書を改め、全員に周知した。", now=at + 21 * MINUTE)
    fire(now=at + 12 * MINUTE)
    found = Incident.objects.get(pk=incident.pk)
    found.contract = running.party.contract
    return found
