"""`kokoroe ledger verify`, also against what people have kept, and `kokoroe ledger epoch`.

The latter goes on with a database that was put back by hand.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kokoroe.annex.days import JST
from kokoroe.annex.text import Text
from kokoroe.cli.contract import contract_named
from kokoroe.cli.installed import open_installation
from kokoroe.cli.outcome import BAD_ANSWER, DONE, Refused, refusal
from kokoroe.cli.restore import Replaced, bring_up, nobody_serving, of_rights, with_anchors
from kokoroe.groups.commands import AS_JSON, Argument, Command
from kokoroe.ledger.keys import ensure_keys
from kokoroe.site.installation import Installation

if TYPE_CHECKING:
    from kokoroe.ledger.against import Compared
    from kokoroe.ledger.copies import Copy
    from kokoroe.ledger.report import Problem, Report


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify one contract's tree, or every tree there is."""
    kept = kept_in(arguments.against or ())
    open_installation(arguments.language, of_any_age=True)
    from kokoroe import clock
    from kokoroe.ledger.against import compare
    from kokoroe.ledger.models import Tree
    from kokoroe.ledger.verify import verify

    now = clock.now()
    trees = (
        [contract_named(arguments.contract).tree]
        if arguments.contract
        else Tree.objects.only("pk").order_by("pk")
    )
    reports = []
    for tree in trees:
        reports.append(verify(tree, now=now))
        if not arguments.json:
            print_report(reports[-1], arguments)
    compared = compare(kept, list(trees))
    sound = all(report.ok for report in reports) and all(each.ok for each in compared)
    if arguments.json:
        answer: dict[str, Any] = {
            "ok": sound,
            "trees": [as_json(report, arguments.language) for report in reports],
        }
        if arguments.against:
            answer["against"] = [compared_as_json(each, arguments.language) for each in compared]
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        for each in compared:
            said = each.text.in_language(arguments.language)
            print(f"{'OK' if each.ok else 'NG'} {each.source}: {said}")
        entries = sum(report.entries for report in reports)
        verdict = (
            arguments.say("改ざんは見つかりません", "nothing was altered")
            if sound
            else arguments.say("記録と合わないところがあります", "something does not fit the record")
        )
        print(
            arguments.say(
                f"台帳 {len(reports)}、記録 {entries} 件: {verdict}。",
                f"{len(reports)} trees, {entries} entries: {verdict}.",
            )
        )
        print(
            arguments.say(
                "データベースと鍵の両方を持つ人が作り直した台帳は、ここからは分かりません。外に出た検証点・受領証・紙と照らしてください（--against）。",
                "A ledger made anew by who holds database and key looks right from here: "
                "hold it against checkpoints, receipts and papers that have left the server (--against).",
            )
        )
    return DONE if sound else BAD_ANSWER


def run_epoch(arguments: argparse.Namespace) -> int:
    """Let every tree continue in a new epoch, as after a restore; says how many.

    Raises:
        Refused: a server runs.
    """
    installation = Installation.from_environment()
    with nobody_serving(installation):
        ensure_keys(installation.keys)
        open_installation(arguments.language, of_any_age=True)
        from kokoroe import clock
        from kokoroe.clock.moments import last_recorded
        from kokoroe.ledger.trees import countersigned_notes, last_notes

        now = clock.now()
        notes = with_anchors(installation, last_notes())
        replaced = Replaced(notes, countersigned=countersigned_notes())
        made_at = last_recorded() or now
        brought = bring_up(replaced, reason=arguments.reason, made_at=made_at, now=now)
    print(
        arguments.say(
            f"{brought.trees} の台帳が新しい期で続きます。相手方に理由を伝えてください。\n"
            "待っている通知は「kokoroe release send」か「kokoroe release drop」で進めてください。",
            f"{brought.trees} trees continue in a new epoch. Tell the other party why.\n"
            "Notices that wait go on with `kokoroe release send` or `kokoroe release drop`.",
        )
    )
    for line in of_rights(brought, arguments):
        print(line)
    return DONE


def run_compare(arguments: argparse.Namespace) -> int:
    """Put two things that people have kept side by side: do they say the same of one ledger at one size?

    Needs no installation: two parties can hold what they have against each other on any machine.

    Raises:
        Refused: a file cannot be read or holds nothing, or the two have no size in common.
    """
    left, right = (dict(by_size(kept_in([source]))) for source in (arguments.one, arguments.other))
    common = sorted(left.keys() & right.keys())
    for key in common:
        origin, size = key
        print(f"{origin} No.{size}")
        for source, root in ((arguments.one, left[key]), (arguments.other, right[key])):
            print(f"   {root}  {source}")
    if not common:
        raise refusal(
            "同じ台帳の同じ件数の検証点がありません。件数が違うときは kokoroe ledger verify --against か、"
            "kokoroe witness look（増えただけであることの証明）で確かめてください。",
            "They have no checkpoint of one ledger at one size. For different sizes use `kokoroe ledger verify"
            " --against`, or `kokoroe witness look`, which asks for a proof of growth.",
        )
    differ = [key for key in common if left[key] != right[key]]
    verdict = (
        arguments.say("違います。二つの台帳に分かれています", "They differ: the ledger was forked")
        if differ
        else arguments.say("同じです", "They are the same")
    )
    print(f"{'NG' if differ else 'OK'}: {verdict}")
    return BAD_ANSWER if differ else DONE


def run_stamp(arguments: argparse.Namespace) -> int:
    """Ask for the day's time stamp now.

    Raises:
        Refused: no authority is set, or its answer is no time stamp; the sentence says why.
    """
    open_installation(arguments.language)
    from django.conf import settings

    from kokoroe import clock
    from kokoroe.clock.stamping import stamp_today
    from kokoroe.ledger.timestamps import StampError

    if not settings.KOKOROE_TSA_URL:
        raise refusal(
            "タイムスタンプ局が設定されていません（KOKOROE_TSA_URL）。",
            "No time-stamping authority is set (KOKOROE_TSA_URL).",
        )
    try:
        made = stamp_today(now=clock.now())
    except StampError as error:
        raise Refused(error.text) from error
    if made is None:
        print(
            arguments.say(
                "今日の分は済んでいるか、前から変わった台帳がありません。", "There is nothing to stamp."
            )
        )
    else:
        print(
            arguments.say(
                f"{made.stamped.count()} の台帳の検証点に、タイムスタンプを受けました。",
                f"The checkpoints of {made.stamped.count()} trees were stamped.",
            )
        )
    return DONE


def run_stamped(arguments: argparse.Namespace) -> int:
    """Check the zip of a time stamp; needs no installation.

    Raises:
        Refused: a file cannot be read, or the time stamp does not hold.
    """
    from kokoroe.ledger.stamp_files import certificates_of, unpacked
    from kokoroe.ledger.timestamps import StampError

    try:
        trusted = certificates_of(Path(arguments.ca)) if arguments.ca else ()
        text, stamp = unpacked(Path(arguments.file).read_bytes(), trusted)
    except OSError as error:
        raise refusal(
            f"{arguments.file} を読めません（{error.strerror}）。",
            f"{arguments.file} cannot be read ({error.strerror}).",
        ) from error
    except StampError as error:
        raise Refused(error.text) from error
    print(text, end="")
    at = stamp.at.astimezone(JST)
    print(
        arguments.say(
            f"{at:%Y-%m-%d %H:%M:%S}（日本時間）に、{stamp.signer} がタイムスタンプを押しました。",
            f"Stamped at {at:%Y-%m-%d %H:%M:%S} (Japan) by {stamp.signer}.",
        )
    )
    verdicts = {
        True: ("OK: 信頼する認証局につながります。", "OK: it leads to a trusted authority."),
        False: ("NG: 信頼する認証局につながりません。", "NG: it leads to no trusted authority."),
        None: (
            "だれが署名したかは確かめていません。--ca で認証局の証明書を指定してください。",
            "Who has signed was not checked: give the authority's certificate with --ca.",
        ),
    }
    print(arguments.say(*verdicts[stamp.trusted]))
    return BAD_ANSWER if stamp.trusted is False else DONE


def by_size(kept: "Iterable[tuple[str, Copy]]") -> "Iterator[tuple[tuple[str, int], str]]":
    """The whole roots among what was kept, by origin and size."""
    for _source, copy in kept:
        if copy.origin and copy.size is not None:
            yield (copy.origin, copy.size), copy.root


def kept_in(sources: Sequence[str]) -> "list[tuple[str, Copy]]":
    """What files hold of ledgers, or what was typed in place of one; each with its source.

    Raises:
        Refused: a file cannot be read, or holds nothing of the kind.
    """
    from kokoroe.ledger.copies import LARGEST, copies_in, typed

    found = []
    for source in sources:
        path = Path(source)
        if not path.exists() and (anchor := typed(source)) is not None:
            found.append((source, anchor))
            continue
        try:
            with path.open("rb") as file:
                inside = copies_in(checkpoint_in(file.read(LARGEST)))
        except OSError as error:
            raise refusal(
                f"{source} を読めません（{error.strerror}）。", f"{source} cannot be read ({error.strerror})."
            ) from error
        if not inside:
            raise refusal(
                f"{source} に、受領証・検証点・ルートが見つかりません。受領証（.tlog-proof）、検証点の3行、"
                "保存したメール、心得の書面の PDF、又は書面に刷られたルートを指定してください。",
                f"There is no receipt, checkpoint or root in {source}. Give a receipt (.tlog-proof), the three lines"
                " of a checkpoint, a saved mail, a PDF of kokoroe's, or the root printed on one.",
            )
        found += [(source, anchor) for anchor in inside]
    return found


def checkpoint_in(data: bytes) -> bytes:
    """The checkpoint in the zip of a time stamp; anything else as it is.

    Raises:
        Refused: it is a zip, and none of a time stamp that holds.
    """
    if not data.startswith(b"PK"):
        return data
    from kokoroe.ledger.stamp_files import unpacked
    from kokoroe.ledger.timestamps import StampError

    try:
        return unpacked(data)[0].encode()
    except StampError as error:
        raise Refused(error.text) from error


def compared_as_json(compared: "Compared", language: str) -> dict[str, Any]:
    """What came of comparing one copy, in JSON's types."""
    anchor = compared.copy
    return {
        "source": compared.source,
        "ok": compared.ok,
        "verdict": compared.verdict.value,
        "origin": anchor.origin,
        "epoch": anchor.epoch,
        "size": anchor.size,
        "root": anchor.root,
        "entry": anchor.receipt.index if anchor.receipt else None,
        "message": compared.text.in_language(language),
    }


def print_report(report: "Report", arguments: argparse.Namespace) -> None:
    """A line for the tree, one for the first place of each kind of finding, and one for each note."""
    counts = arguments.say(
        f"記録 {report.entries}（うち署名前 {report.unsigned}）、検証点 {report.checkpoints}、"
        f"副署 {report.cosignatures}、タイムスタンプ {report.stamps}、"
        f"開示値 {report.disclosures}（消去 {report.erased}）、"
        f"行 {report.rows}（うち以前の版から引き継いだもの {report.rows_first}）",
        f"{report.entries} entries ({report.unsigned} not signed yet), {report.checkpoints} checkpoints,"
        f" {report.cosignatures} cosignatures, {report.stamps} time stamps,"
        f" {report.disclosures} values ({report.erased} erased),"
        f" {report.rows} rows ({report.rows_first} as an older version left them)",
    )
    print(f"{'OK' if report.ok else 'NG'} {report.origin}: {counts}")
    if report.stamps_unknown:
        print(
            arguments.say(
                f"   - タイムスタンプ {report.stamps_unknown} 件は、発行元の証明書のつながりを確かめていません"
                "（KOKOROE_TSA_CA がありません）。",
                f"   - Of {report.stamps_unknown} time stamps it was not checked who issued them"
                " (KOKOROE_TSA_CA is not set).",
            )
        )
    from kokoroe.ledger.report import first_of_each

    for mark, found in (("", report.problems), ("- ", report.notes)):
        for problem, more in first_of_each(found):
            others = arguments.say(f"（ほか {more} か所）", f" (and {more} more)") if more else ""
            print(f"   {mark}{problem.text.in_language(arguments.language)}{others}")


def as_json(report: "Report", language: str) -> dict[str, Any]:
    """A report in JSON's types."""
    return {
        "origin": report.origin,
        "ok": report.ok,
        "entries": report.entries,
        "checkpoints": report.checkpoints,
        "cosignatures": report.cosignatures,
        "stamps": report.stamps,
        "stamps_unknown": report.stamps_unknown,
        "disclosures": report.disclosures,
        "erased": report.erased,
        "rows": report.rows,
        "rows_first": report.rows_first,
        "unsigned": report.unsigned,
        "problems": [problem_as_json(problem, language) for problem in report.problems],
        "notes": [problem_as_json(note, language) for note in report.notes],
    }


def problem_as_json(problem: "Problem", language: str) -> dict[str, Any]:
    """A finding, or a note, in JSON's types."""
    return {
        "finding": problem.finding.value,
        "epoch": problem.epoch,
        "first": problem.first,
        "last": problem.last,
        "what": problem.what,
        "message": problem.text.in_language(language),
    }


COMMAND = Command(
    "ledger",
    Text("記録台帳を検証する", "verify the ledger"),
    verbs=(
        Command(
            "verify",
            Text(
                "台帳が記録したときのままか確かめる（違えば終了コード 1）",
                "is the ledger what was recorded? (exit 1 when not)",
            ),
            run_verify,
            (
                Argument(
                    "contract",
                    Text(
                        "契約の ID 又は契約番号（省略するとすべての台帳）",
                        "id or number; every tree when left out",
                    ),
                    nargs="?",
                    metavar="CONTRACT",
                ),
                Argument(
                    "--against",
                    Text(
                        "手元の受領証・検証点・メール・書面の PDF、又は書面に刷られたルートとも照合する",
                        "compare it with receipts, checkpoints, mails, PDFs or printed roots that you have",
                    ),
                    nargs="+",
                    metavar="FILE",
                ),
                AS_JSON,
            ),
        ),
        Command(
            "compare",
            Text(
                "二つの検証点を、同じ件数で並べる（違えば終了コード 1。どの機械でもできる）",
                "put two checkpoints of one size side by side (exit 1 where they differ; on any machine)",
            ),
            run_compare,
            (
                Argument(
                    "one",
                    Text("受領証・検証点・メール・書面の PDF", "a receipt, checkpoint, mail or PDF"),
                    metavar="FILE",
                ),
                Argument("other", Text("もう一つ", "another one"), metavar="FILE"),
            ),
        ),
        Command(
            "stamp",
            Text("今日のタイムスタンプを、いま受ける", "ask for the day's time stamp now"),
            run_stamp,
        ),
        Command(
            "stamped",
            Text(
                "渡されたタイムスタンプの zip を確かめる（だめなら終了コード 1。どの機械でもできる）",
                "check the zip of a time stamp (exit 1 where it does not hold; on any machine)",
            ),
            run_stamped,
            (
                Argument("file", Text("タイムスタンプの zip", "the zip of a time stamp"), metavar="FILE"),
                Argument(
                    "--ca",
                    Text("信頼する認証局の証明書（PEM）", "certificates of trusted authorities (PEM)"),
                    metavar="FILE",
                ),
            ),
        ),
        Command(
            "epoch",
            Text(
                "手で戻したデータベースで続ける：すべての台帳に新しい期を開く",
                "go on with a database that was put back by hand: open a new epoch of every tree",
            ),
            run_epoch,
            (
                Argument(
                    "--reason",
                    Text(
                        "台帳に残る理由（相手方も読む。個人の情報を書かない）",
                        "why; it stays on the ledger for both parties: nothing personal",
                    ),
                    required=True,
                    metavar="WHY",
                ),
            ),
        ),
    ),
)
