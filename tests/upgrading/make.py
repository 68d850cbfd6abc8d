"""How `made/` came about: an installation as an older version left it, with what that version answered about it.

    git worktree add /tmp/old 5553849
    PYTHONPATH=/tmp/old/src python tests/upgrading/make.py                            # SQLite: a data folder
    PYTHONPATH=/tmp/old/src python tests/postgres.py python tests/upgrading/make.py   # PostgreSQL: a dump

The demo of that version is played at a fixed moment, and one incident more, with what the demo leaves out. Papers are what
takes room: all but one of a few kinds are stood in for, before the ledger swears to them. Keys and secrets in there are
those of this installation alone, which nobody runs.
"""

# ruff: noqa: I001 (the modules are that version's)

import json
import lzma
import os
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

MADE = Path(__file__).parent / "made"
NOW = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)
TOKENS = {
    "officer": ["read", "personal", "write"],
    "city-officer": ["read", "personal", "write"],
    "auditor": ["read", "personal"],
}
WHOLE = ("correction", "decision", "report")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def main() -> None:
    """Make it, ask it, and keep both."""
    MADE.mkdir(exist_ok=True)
    kind = "postgresql" if os.environ.get("KOKOROE_DATABASE") else "sqlite"
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "KOKOROE_DATA": folder,
            "KOKOROE_SECOND_FACTOR": "off",
            "DJANGO_SETTINGS_MODULE": "kokoroe.site.settings",
        }
        tokens = played()
        keep(kind, Path(folder))
        at = (NOW + 30 * MINUTE).isoformat()
        asking = [sys.executable, Path(__file__).with_name("ask.py"), at, json.dumps(tokens)]
        answers = subprocess.run(asking, check=True, capture_output=True).stdout
    asked = {"at": at, "tokens": tokens, "answers": json.loads(answers)}
    (MADE / f"{kind}.json.xz").write_bytes(packed(json.dumps(asked, ensure_ascii=False).encode()))


def packed(content: bytes) -> bytes:
    return lzma.compress(content, preset=9 | lzma.PRESET_EXTREME)


def played() -> dict[str, str]:
    """The demo and what it leaves out; returns secrets of tokens that read all that their accounts may."""
    from kokoroe import clock
    from kokoroe.cli.installed import prepare_installation

    with patch.object(clock, "now", lambda: NOW):
        prepare_installation("ja")
        from kokoroe.api.tokens import create_token
        from kokoroe.cli.sample.cast import engage
        from kokoroe.cli.sample.contracts import Calendar, play
        from kokoroe.cli.sample.around import subscribed, mark_delivered
        from kokoroe.cli.sample.incidents import incidents
        from kokoroe.cli.sample.around import keeping
        from kokoroe.cli.sample.around import programs
        from kokoroe.cli.sample.around import seating
        from kokoroe.cli.sample.around import signing_in
        from kokoroe.cli.sample.contracts import subcontracts
        from kokoroe.papers.render import _typesetter

        with patch.object(_typesetter, "set", StandIn(_typesetter.set)):
            calendar = Calendar.of(NOW)
            cast = engage(calendar.at(-240, 9))
            signing_in(cast, calendar.at(-200, 10))
            lived = play(cast, calendar)
            system = subscribed(lived)
            breach(lived)
            incidents(lived, NOW)
            mark_delivered(system)
            keeping(lived)
            seating(cast, lived)
            subcontracts(cast, lived)
            programs(lived)
        return {
            key: create_token(
                by=cast.accounts[key], name="読む", scopes=scopes, strong=True, days=300, now=NOW
            )[1]
            for key, scopes in TOKENS.items()
        }


class StandIn:
    """In the typesetter's place: sets the first paper of a few kinds, and stands in for the others."""

    def __init__(self, set_paper: Any) -> None:
        self.set_paper, self.left = set_paper, {*WHOLE} if "KOKOROE_DATABASE" not in os.environ else set()

    def __call__(self, request: bytes) -> tuple[bool, bytes]:
        for kind in sorted(self.left):
            if kind.encode() in request[:40]:
                self.left.discard(kind)
                done: tuple[bool, bytes] = self.set_paper(request)
                return done
        return True, b"%%PDF-1.7\n%% in place of %s\n%%%%EOF\n" % sha256(request).hexdigest().encode()


def breach(one: Any) -> None:
    """Reported by card: evidence, an appraisal, the law, minutes, a suspension, what was learnt."""
    from kokoroe.cli.sample.incidents import MIS_SENT
    from kokoroe.duties.incidents import evidence
    from kokoroe.duties.incidents.after.consulting import confirm as confirm_minutes
    from kokoroe.duties.incidents.after.consulting import record_minutes, submit_minutes
    from kokoroe.duties.incidents.after.learning import learn
    from kokoroe.duties.incidents.after.suspending import resume, suspend
    from kokoroe.duties.incidents.appraising import appraise
    from kokoroe.duties.incidents.card_reporting import confirm, report_by_card
    from kokoroe.duties.incidents.law.answering import answer, save_items
    from kokoroe.duties.incidents.law.filing import file
    from kokoroe.duties.incidents.law.notifying import submit_notice
    from kokoroe.duties.incidents.models import ReportLink
    from kokoroe.duties.incidents.response import exhibits
    from kokoroe.duties.incidents.writing.details import save_details
    from kokoroe.duties.incidents.writing.submitting import submit_stage

    begun = one.calendar.at(-12, 11)

    def seat(who: Any, after: timedelta) -> Any:
        return one.seat(who, begun + after)

    photo = evidence.File("現場.png", "image/png", b"\x89PNG\r\n\x1a\n no picture")
    told = report_by_card(
        link=ReportLink.objects.filter(contract=one.contract).earliest("pk"), kind="lost", noticed_at=begun,
        possibility=False, text="利用者名簿の入った鞄を電車に置き忘れた。", name="仮名 次郎", reach="090-0000-0000",
        key="by-card", files=[photo], now=begun + 5 * MINUTE,
    )  # fmt: skip
    after = 10 * MINUTE
    incident = confirm(seat=seat(one.officer, after), report=told, now=begun + after)
    incident.contract = one.contract
    exhibits.add(
        seat=seat(one.officer, after), incident=incident, note="遺失物の届出の控え",
        files=[evidence.File("届出.txt", "text/plain", "受理番号 12".encode())], now=begun + after,
    )  # fmt: skip
    appraise(
        seat=seat(one.officer, after), incident=incident, aware_at=begun, possibility=False,
        tags=["own-fault", "personal-information"], now=begun + after,
    )  # fmt: skip
    values = {
        **MIS_SENT,
        "what": "利用者1,048人の名簿の入った鞄を電車に置き忘れた。",
        "records": "1048",
        "persons": "1048",
    }
    after = 40 * MINUTE
    save_details(
        seat=seat(one.officer, after), incident=incident, edit=incident.edit, values=values, now=begun + after
    )
    submit_stage(
        seat=seat(one.officer, after), incident=incident, stage="first-report", edit=incident.edit, delay_reason="",
        now=begun + after,
    )  # fmt: skip
    said = {
        "personal-information": "yes", "affected": "yes", "recovered-unseen": "no", "encrypted": "no", "public-body": "yes",
        "personal-data": "yes", "sensitive": "no", "property": "no", "wrongful": "no", "persons": 1_048,
        "ordinance-sensitive": "no", "my-number": "no", "exposed": "no",
    }  # fmt: skip
    after = 3 * HOUR
    answer(seat=seat(one.officer, after), incident=incident, answers=said, now=begun + after)
    items = save_items(
        seat=seat(one.officer, after),
        incident=incident,
        texts={"outline": "名簿1,048人分の紛失"},
        edit=0,
        now=begun + after,
    )
    submit_notice(seat=seat(one.officer, after), incident=incident, edit=items.edit, now=begun + after)
    after = DAY
    file(
        seat=seat(one.client, after), incident=incident, clock="public-body.preliminary", made_at=begun + 20 * HOUR,
        reference="個委第1号", now=begun + after,
    )  # fmt: skip
    topics = {
        "suspension": ("持出しを止めてほしい", "原因の調査が済むまで持出しを止める"),
        "damages": ("費用を負担してほしい", "郵送費を負担する"),
    }
    minutes = record_minutes(
        seat=seat(one.officer, after), incident=incident, seen=0, held_at=begun + 22 * HOUR, topics=topics, means="電話",
        attended={"client": "市役 一子", "contractor": "見本 太郎"}, now=begun + after,
    )  # fmt: skip
    after = 26 * HOUR
    confirm_minutes(seat=seat(one.client, after), minutes=minutes, now=begun + after)
    submit_minutes(seat=seat(one.officer, after), incident=incident, number=minutes.number, now=begun + after)
    rests = suspend(
        seat=seat(one.officer, after), incident=incident, basis="agreement", scope="名簿の持出し", starts_at=begun + after,
        now=begun + after,
    )  # fmt: skip
    after = 4 * DAY
    resume(seat=seat(one.officer, after), suspension=rests, now=begun + after)
    learn(
        seat=seat(one.officer, after),
        incident=incident,
        text="名簿は持ち出さず、端末で見る。",
        now=begun + after,
    )


def keep(kind: str, folder: Path) -> None:
    """The data folder; where the database is on a server, with its dump."""
    from django.db import connections

    for connection in connections.all():
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.cursor().execute("VACUUM")
        connection.close()
    if kind == "postgresql":
        dump = ["pg_dump", "--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges"]
        address = os.environ["KOKOROE_DATABASE"]
        said = subprocess.run([*dump, address], check=True, capture_output=True).stdout
        (folder / "dump.sql").write_bytes(said)
    packing = BytesIO()
    with tarfile.open(fileobj=packing, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_relative_to(folder / "static"):
                archive.add(path, str(path.relative_to(folder)), filter=nobodys)
    (MADE / f"{kind}.tar.xz").write_bytes(packed(packing.getvalue()))


def nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without who made it and when."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main()
