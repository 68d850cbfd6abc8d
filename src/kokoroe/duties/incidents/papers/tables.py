"""Tables that the papers of an incident have in common, each from rows of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kokoroe.papers.sections import Column, Table


@dataclass(frozen=True, slots=True)
class Responder:
    """Someone in the emergency structure (緊急対応体制)."""

    role: str
    name: str
    phone: str = ""
    affiliation: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A corrective measure: `kind` is 暫定 or 恒久; `due` and `done_at` are days or aware moments."""

    what: str
    kind: str = ""
    who: str = ""
    due: date | datetime | None = None
    done_at: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A piece of evidence (証拠): `sha256` in hex, empty for a thing; `custody` says who held it since when."""

    name: str
    sha256: str = ""
    custody: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """That a writing reached someone of the client's. `confirmed_at`: when the person acknowledged it."""

    paper: str
    who: str
    channel: str
    at: datetime | None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What the client decided on a writing: `outcome` is its word (承認, 差戻し)."""

    paper: str
    outcome: str
    at: date | datetime
    who: str = ""
    text: str = ""


def responders(people: Iterable[Responder]) -> Table:
    """緊急対応体制."""
    return Table(
        (Column("役割", share=1.1), Column("氏名・所属", share=1.6), Column("電話", 34)),
        tuple((each.role, _lines(each.name, each.affiliation), each.phone) for each in people),
    )


def measures(rows: Iterable[Measure]) -> Table:
    """暫定措置・恒久措置."""
    return Table(
        (Column("区分", 13), Column("措置"), Column("担当", 26), Column("期限", 31), Column("実施", 31)),
        tuple((each.kind, each.what, each.who, each.due, each.done_at) for each in rows),
    )


def evidence(files: Iterable[EvidenceFile]) -> Table:
    """証拠保全."""
    return Table(
        (
            Column("証拠", share=1.2),
            Column("SHA-256", 42),
            Column("保全日時", 31),
            Column("保管・受渡し", share=1),
        ),
        tuple((each.name, each.sha256, each.taken_at, each.custody) for each in files),
    )


def deliveries(rows: Iterable[Delivery]) -> Table:
    """到達の記録. A row without `at` has not arrived."""
    return Table(
        (
            Column("書面", share=1.2),
            Column("受け取った者", share=1.2),
            Column("手段", 24),
            Column("到達", 31),
            Column("確認", 31),
        ),
        tuple((each.paper, each.who, each.channel, each.at or "未到達", each.confirmed_at) for each in rows),
    )


def decisions(rows: Iterable[Decided]) -> Table:
    """委託者の決定."""
    return Table(
        (
            Column("書面", share=1),
            Column("決定", 18),
            Column("日時", 31),
            Column("決定した者", 34),
            Column("条件・意見", share=1.3),
        ),
        tuple((each.paper, each.outcome, each.at, each.who, each.text) for each in rows),
    )


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))
