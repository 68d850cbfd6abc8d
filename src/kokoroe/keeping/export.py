"""A person's own copy of what is held about them: JSON for programs, a workbook for people, both in one zip."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from kokoroe.accounts.models import Account
from kokoroe.annex.days import JST
from kokoroe.annex.text import Text
from kokoroe.contracts.models import Contract
from kokoroe.keeping import mine
from kokoroe.keeping.erasing import disclosures_with
from kokoroe.keeping.kinds import Kind, Rows, kinds
from kokoroe.keeping.periods import label_of, read_periods
from kokoroe.ledger.unit import unit
from kokoroe.papers.xlsx import Column, table

MEDIA_TYPE = "application/zip"
TITLE = Text("自分の個人データ", "Personal data held about me")
COLUMNS = (
    ("kind", Text("種類", "Kind")),
    ("contract", Text("契約", "Contract")),
    ("at", Text("日時（日本時間）", "When (Japan)")),
    ("name", Text("項目", "Item")),
    ("value", Text("値", "Value")),
)
WORDS = {
    "name": Text("氏名・名称", "Name"), "kana": Text("ふりがな", "Kana"), "email": Text("メールアドレス", "E-mail"),
    "phone": Text("電話番号", "Telephone"), "role": Text("役割", "Role"), "text": Text("内容", "Text"),
    "reason": Text("理由", "Reason"), "comment": Text("コメント", "Comment"), "note": Text("メモ", "Note"),
    "title": Text("件名", "Title"), "number": Text("番号", "Number"), "party": Text("立場", "Party"),
    "address": Text("アドレス", "Address"), "subject": Text("件名", "Subject"), "body": Text("本文", "Body"),
    "decider": Text("決定者", "Decided by"), "assurance": Text("確かめ方", "Assurance"),
    "reach": Text("連絡先", "Reach"),
    "last_login": Text("最後のログイン", "Last sign-in"), "created_at": Text("作成日時", "Made at"),
    "recorded_at": Text("記録日時", "Recorded at"), "filename": Text("ファイル名", "File name"),
    "starts_on": Text("開始日", "From"), "ends_on": Text("終了日", "Until"), "agent": Text("ブラウザー", "Browser"),
}  # fmt: skip


def export(account: Account, *, language: str, now: datetime) -> bytes:
    """The zip, with everything in it; that it was made is an entry of the organisation's ledger."""
    rows = list(mine.values(account))
    titles = dict(
        Contract.objects.filter(pk__in={row["_at"] for _, _, row in rows if row.get("_at")}).values_list(
            "pk", "title"
        )
    )
    told = list(disclosures_about(account, list(titles)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("personal-data.json", as_json(account, rows, titles, told, now=now))
        archive.writestr("personal-data.xlsx", as_table(rows, titles, told, language=language, now=now))
    with unit(now=now) as record:
        record(
            account.person.organisation.tree,
            act="keeping.exported",
            actor=account.pk,
            public={"rows": len(rows)},
        )
    return out.getvalue()


def disclosures_about(account: Account, contracts: list[int]) -> Iterator[dict[str, Any]]:
    """What the ledgers of these contracts, and of the organisation, disclose that has the person's name or address."""
    values = {value for value in (account.person.name, account.person.email, account.email) if value}
    trees = [account.person.organisation.tree_id]
    trees += Contract.objects.filter(pk__in=contracts).values_list("tree", flat=True)
    for tree in trees:
        for row in disclosures_with(values, tree=tree):
            yield {"name": row.name, "value": row.value, "entry": row.entry_id}


Found = list[tuple[Kind, Rows, dict[str, Any]]]


def as_json(
    account: Account, rows: Found, titles: dict[int, str], told: list[dict[str, Any]], *, now: datetime
) -> str:
    """For programs: kinds with their reasons and periods, rows with the columns' own names."""
    own = read_periods()
    kept: dict[str, list[dict[str, Any]]] = {}
    for kind, of, row in rows:
        plain = {name: value for name, value in row.items() if name != "_at"}
        kept.setdefault(kind.key, []).append(
            {"model": of.model, "contract": titles.get(row.get("_at") or 0), "values": plain}
        )
    return json.dumps(
        {
            "made_at": now,
            "organisation": account.person.organisation.name,
            "kinds": [
                {
                    "key": kind.key,
                    "label": {"ja": kind.label.ja, "en": kind.label.en},
                    "why": {"ja": kind.why.ja, "en": kind.why.en},
                    "kept": label_of(kind, own.now(kind.key)).en,
                    "rows": kept.get(kind.key, []),
                }
                for kind in kinds()
            ],
            "ledger": told,
        },
        ensure_ascii=False,
        indent=2,
        default=str,
    )


def as_table(
    rows: Found, titles: dict[int, str], told: list[dict[str, Any]], *, language: str, now: datetime
) -> bytes:
    """For people: a value a line. Every value is text to a spreadsheet, whatever it begins with."""
    lines = []
    for kind, of, row in rows:
        at = mine.moment_of(of, row)
        head = {
            "kind": kind.label.in_language(language),
            "contract": titles.get(row.get("_at") or 0, ""),
            "at": as_text(at) if at else "",
        }
        lines += [
            {**head, "name": word(name, language), "value": as_text(value)}
            for name, value in flat(row)
            if name not in {"_at", of.made} and value not in (None, "", [], {})
        ]
    ledger = Text("記録台帳の開示値", "Disclosed values of the ledger").in_language(language)
    lines += [{"kind": ledger, "name": str(each["name"]), "value": as_text(each["value"])} for each in told]
    columns = [Column(key, label.in_language(language)) for key, label in COLUMNS]
    made = Text(f"{as_text(now)} に書き出し", f"Made at {as_text(now)}")
    return table(TITLE.in_language(language), columns, lines, notes=[made.in_language(language)])


def flat(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """A row's values, those within a JSON column beside the others."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from ((str(key), inner) for key, inner in value.items())
        else:
            yield name, value


def word(name: str, language: str) -> str:
    """A column's name as people read it; its own where there is no word."""
    return WORDS[name].in_language(language) if name in WORDS else name


def as_text(value: Any) -> str:
    """A value as text: moments in Japan's time to the minute."""
    if isinstance(value, datetime):
        return f"{value.astimezone(JST):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
