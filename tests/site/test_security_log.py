import json
import logging
import os
import stat
import subprocess
import sys
from logging.handlers import SysLogHandler
from pathlib import Path

import pytest

from kokoroe.site.security_log import Line, Lines, handler, place

WRITER = """
import logging, sys
from pathlib import Path
from kokoroe.site.security_log import Line, Lines
handler = Lines(Path(sys.argv[1]), largest=20_000, kept=9)
handler.setFormatter(Line())
log = logging.getLogger("w"); log.addHandler(handler); log.setLevel(logging.INFO)
for number in range(300):
    log.info("access.refused", extra={"told": {"writer": sys.argv[2], "number": number}})
"""


def record(**told: object) -> logging.LogRecord:
    made = logging.LogRecord("kokoroe.security", logging.INFO, "", 0, "access.refused", None, None)
    made.told = told
    return made


def written(path: Path, **sizes: int) -> Lines:
    lines = Lines(path, **sizes)
    lines.setFormatter(Line())
    return lines


def test_no_fact_ends_a_line_or_reaches_a_terminal():
    line = Line().format(record(why='x"}\n{"event":"forged"}\r\x1b[2J\u2028ラ'))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["event"] == "access.refused"


def test_no_fact_takes_the_place_of_event_or_time():
    said = json.loads(Line().format(record(event="forged", time="never")))
    assert said["event"] == "access.refused"
    assert said["time"] != "never"


def test_a_file_of_its_owner_alone(tmp_path):
    written(tmp_path / "logs" / "security.jsonl").emit(record(status=404))
    file = tmp_path / "logs" / "security.jsonl"
    assert json.loads(file.read_text())["status"] == 404
    if sys.platform != "win32":
        assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]


def test_a_full_file_makes_room_and_the_oldest_goes(tmp_path):
    lines = written(tmp_path / "security.jsonl", largest=1, kept=2)
    for number in range(5):
        lines.emit(record(number=number))
    kept = {path.name: json.loads(path.read_text())["number"] for path in tmp_path.glob("security.jsonl*")}
    assert kept == {"security.jsonl": 4, "security.jsonl.1": 3, "security.jsonl.2": 2}


def test_a_file_that_was_moved_away_is_begun_again(tmp_path):
    lines, file = written(tmp_path / "security.jsonl"), tmp_path / "security.jsonl"
    lines.emit(record(number=1))
    file.rename(tmp_path / "taken-by-logrotate")
    lines.emit(record(number=2))
    assert json.loads(file.read_text())["number"] == 2


def test_several_processes_lose_no_line_and_tear_none(tmp_path):
    file = tmp_path / "security.jsonl"
    command = [sys.executable, "-c", WRITER, str(file)]
    writers = [subprocess.Popen([*command, name], env=os.environ) for name in ("a", "b", "c")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    files = list(tmp_path.glob("security.jsonl*"))
    lines = [json.loads(line) for path in files for line in path.read_text().splitlines()]
    assert len(files) > 3
    assert sorted((line["writer"], line["number"]) for line in lines) == [
        (writer, number) for writer in "abc" for number in range(300)
    ]


def test_what_cannot_be_written_stops_nobody(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    written(tmp_path / "file" / "security.jsonl").emit(record())
    assert "Logging error" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("", Path("/data/logs/security.jsonl")),
        ("/var/log/kokoroe.jsonl", Path("/var/log/kokoroe.jsonl")),
        ("syslog", "/dev/log"),
        ("syslog://log.example", ("log.example", 514)),
        ("syslog://[2001:db8::1]:1514", ("2001:db8::1", 1514)),
    ],
)
def test_a_place_is_named(chosen, found):
    assert place(Path("/data"), chosen) == found


@pytest.mark.parametrize("chosen", ["https://log.example", "syslog://", "syslog://log.example:x"])
def test_what_names_no_place_is_refused_and_the_folder_takes_over(chosen, tmp_path):
    with pytest.raises(ValueError, match=r".+"):
        place(tmp_path, chosen)
    assert isinstance(handler(tmp_path, chosen), Lines)


def test_syslog_gets_the_line_behind_our_name():
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        to_syslog = handler(Path("/nowhere"), f"syslog://127.0.0.1:{server.getsockname()[1]}")
        assert isinstance(to_syslog, SysLogHandler)
        to_syslog.setFormatter(Line())
        to_syslog.emit(record(status=403))
        head, _, body = server.recv(2000).partition(b"kokoroe: ")
        to_syslog.close()
    assert head == b"<86>"  # authpriv.info
    assert json.loads(body)["status"] == 403
