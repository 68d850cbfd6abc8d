"""Parts of the report book that are read from their own rows: events, evidence, the law, lessons."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from kokoroe.annex.days import spoken
from kokoroe.annex.statutory import Running
from kokoroe.duties.incidents import chronicle
from kokoroe.duties.incidents.after.paper import content_of, printed
from kokoroe.duties.incidents.law.looking import Look, look
from kokoroe.duties.incidents.law.showing import rule_rows
from kokoroe.duties.incidents.models import Incident
from kokoroe.duties.incidents.papers import tables
from kokoroe.duties.incidents.papers.book import Minutes
from kokoroe.duties.incidents.writing.content import Content, files
from kokoroe.papers.moments import moment
from kokoroe.papers.sections import Event, Section


def events_of(entries: Iterable[chronicle.Entry]) -> Iterator[Event]:
    """Entries of the chronicle as a paper prints them."""
    for entry in entries:
        recorded = entry.recorded_at if entry.written_late else None
        yield Event(entry.at, entry.what.ja, entry.who, recorded_at=recorded, link=entry.link)


def exhibits(incident: Incident, full: Content | None, *, own: bool) -> Iterator[tables.EvidenceFile]:
    """証拠: all of it, or what the latest report named."""
    rows = files(incident) if own else list(full["files"]) if full else []
    for row in rows:
        custody = "\n".join(
            f"{one['holder']}{'（' + one['place'] + '）' if one['place'] else ''}" for one in row["custody"]
        )
        yield tables.EvidenceFile(row["name"], row["sha256"], custody, datetime.fromisoformat(row["at"]))


def consultations(incident: Incident) -> Iterator[Minutes]:
    """協議: the minutes as they stand last, and all that were agreed before."""
    rows = list(incident.minutes.all())
    for row in rows:
        if row is rows[-1] or hasattr(row, "consent"):
            yield printed(incident.contract, content_of(row))


def law(incident: Incident) -> Iterator[Section]:
    """法令との関係: what the privacy rules say, and their dates, where personal information is concerned."""
    found = look(incident)
    if found.concerned:
        rules = tuple(f"{row.finding.rule.title.ja}: {row.word.ja}" for row in rule_rows(found))
        yield Section("漏えい等の該当性", entries=rules)
        dates = tuple(_date(incident, found, one) for one in found.running)
        yield Section("法定の報告・通知", entries=dates)
    stops = tuple(
        f"{moment(one.starts_at)}から{moment(one.ends_at) + 'まで' if one.ends_at else ''}　{one.scope}"
        for one in incident.suspensions.all()
    )
    if stops:
        yield Section("業務の中断", entries=stops)


def _date(incident: Incident, found: Look, one: Running) -> str:
    due = spoken(one.due_at).ja if one.due_at else one.clock.word.ja
    met = found.met.get(one.key)
    done = f"（{spoken(met).ja} 実施）" if met else "（他の者の報告による）" if one.released_at else ""
    whose = incident.contract.label(one.clock.debtor.value)
    return f"{one.clock.label.ja}（{whose}）: {due}{done}"


def lessons(incident: Incident) -> Iterator[Section]:
    """教訓, each side's in its own words."""
    rows = list(incident.lessons.all())
    for party in ("contractor", "client"):
        if entries := tuple(one.text for one in rows if one.party == party):
            yield Section(incident.contract.label(party), entries=entries)
