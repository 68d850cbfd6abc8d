"""`kokoroe annex list | show | check`: the annex packs, without a database."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kokoroe.annex.text import Text
from kokoroe.cli.installed import open_installation
from kokoroe.cli.outcome import BAD_ANSWER, DONE, refusal
from kokoroe.groups.commands import AS_JSON, CONTRACT, Argument, Command
from kokoroe.site.installation import Installation

if TYPE_CHECKING:
    from kokoroe.annex.pack import Duty, Pack


def own_packs(installation: Installation | None = None) -> Path:
    """The folder for packs of the installation's own."""
    return (installation or Installation.from_environment()).folder / "packs"


def pack_folder(name: str, installation: Installation | None = None) -> Path:
    """The folder of a pack. Raises Refused when there is none of this name."""
    from kokoroe import packs

    try:
        return packs.find(name, own_packs(installation))
    except KeyError:
        known = ", ".join(packs.available(own_packs(installation)))
        raise refusal(
            f"「{name}」という別記はありません。使えるのは {known} です。",
            f"There is no annex “{name}”. There are: {known}.",
        ) from None


def run_list(arguments: argparse.Namespace) -> int:
    """Name, edition and title of each pack; one that is broken is said to be."""
    from kokoroe import packs

    found: list[dict[str, Any]] = []
    for name in packs.available(own_packs()):
        try:
            pack = packs.load(name, own_packs())
        except packs.PackError as error:
            found.append(
                {"name": name, "problems": [one.in_language(arguments.language) for one in error.problems]}
            )
        else:
            title = pack.title.in_language(arguments.language)
            found.append({"name": name, "edition": pack.edition, "title": title, "duties": len(pack.duties)})
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return DONE
    for one in found:
        said = one.get("problems") or [f"{one['edition']}\t{one['title']}"]
        print(one["name"], said[0], sep="\t")
    return DONE


def run_show(arguments: argparse.Namespace) -> int:
    """The annex as clauses with their duties. Raises Refused; PackError when it is broken."""
    from kokoroe import packs

    pack_folder(arguments.name)
    pack = packs.load(arguments.name, own_packs())
    if arguments.json:
        print(json.dumps(as_json(pack, arguments.language), ensure_ascii=False, indent=2))
        return DONE
    print(pack.title.in_language(arguments.language), pack.edition, f"({pack.name})")
    for clause in pack.by_ref.values():
        print(f"\n{clause.ref} {clause.title.in_language(arguments.language)}")
        for duty in (duty for duty in pack.duties if duty.clause == clause.ref):
            print(f"  {line_of(duty, arguments)}")
    return DONE


def line_of(duty: "Duty", arguments: argparse.Namespace) -> str:
    """A duty in one line: what, of which kind, and what marks it."""
    marks = [f"{duty.type}/{duty.timing}", duty.verb]
    if duty.house_rule:
        marks.append(arguments.say("取決め", "house rule"))
    if duty.in_principle:
        marks.append(arguments.say("原則", "in principle"))
    return f"{duty.wording.in_language(arguments.language)} [{', '.join(mark for mark in marks if mark)}]"


def as_json(pack: "Pack", language: str) -> dict[str, Any]:
    """A pack in JSON's types."""
    return {
        "name": pack.name,
        "edition": pack.edition,
        "title": pack.title.in_language(language),
        "clauses": [
            {"ref": clause.ref, "title": clause.title.in_language(language)}
            for clause in pack.by_ref.values()
        ],
        "duties": [
            {
                "duty": duty.id,
                "clause": duty.clause,
                "wording": duty.wording.in_language(language),
                "type": duty.type.value,
                "timing": duty.timing.value,
                "verb": duty.verb,
                "house_rule": duty.house_rule,
                "in_principle": duty.in_principle,
            }
            for duty in pack.duties
        ],
    }


def run_check(arguments: argparse.Namespace) -> int:
    """Every problem of the packs named (or of all), and every worked example that comes out otherwise."""
    from kokoroe import packs

    targets = [place_of(what) for what in arguments.what] or [
        packs.find(name, own_packs()) for name in packs.available(own_packs())
    ]
    findings = {str(target): problems_of(target, arguments.language) for target in targets}
    if arguments.json:
        print(json.dumps(findings, ensure_ascii=False, indent=2))
    else:
        for target, problems in findings.items():
            print(f"{'NG' if problems else 'OK'} {target}")
            for problem in problems:
                print(f"   {problem}")
    return BAD_ANSWER if any(findings.values()) else DONE


def place_of(what: str) -> Path:
    """A pack's folder or file, given by path or by name."""
    path = Path(what)
    return path if path.exists() else pack_folder(what)


def problems_of(target: Path, language: str) -> list[str]:
    """What is wrong with a pack; its examples are run once it can be read."""
    from kokoroe import packs

    problems = [problem.in_language(language) for problem in packs.check(target)]
    folder = target if target.is_dir() else target.parent
    if not problems and (folder / "examples.yaml").exists():
        problems = [str(mismatch) for mismatch in packs.run_examples(folder.name, folder.parent)]
    return problems


def run_adopt(arguments: argparse.Namespace) -> int:
    """Propose for the contractor that a contract goes by its annex's file as it stands. Raises Refused, NotPossible."""
    open_installation(arguments.language)
    from kokoroe import clock
    from kokoroe.cli.contract import contract_named  # which opens contracts by the annexes of this file
    from kokoroe.cli.operator import operator_seat
    from kokoroe.contracts.editions import propose_pack
    from kokoroe.contracts.terms import row_in_force
    from kokoroe.ledger.unit import unit

    contract, now = contract_named(arguments.contract), clock.now()
    with unit(now=now):
        seat = operator_seat(contract, now=now)
        row = propose_pack(seat=seat, name=row_in_force(contract, now).name, now=now)
    client, contractor = contract.client_label, contract.contractor_label
    print(
        arguments.say(
            f"{contract.title}：{contractor}から別記 {row.name}（{row.edition}、控え {row.digest[:12]}）を"
            "提案しました。"
            f"{client}が同意したときから数えます。それまでと、それより前は、いまの控えのままです。"
            "紙で同意を得たときは、契約の「設定」の「別記」に写しを記録します。",
            f"{contract.title}: the annex {row.name} ({row.edition}, kept as {row.digest[:12]}) is proposed for the "
            "contractor. It counts once the client agrees, and from then on. Where the client agrees on paper, record "
            "the scan on the contract's page of the annex.",
        )
    )
    return DONE


COMMAND = Command(
    "annex",
    Text("別記（特記事項）を見る・確かめる", "look at annexes, check them"),
    verbs=(
        Command("list", Text("使える別記", "the annexes there are"), run_list, (AS_JSON,)),
        Command(
            "show",
            Text("条項と義務", "an annex's clauses and duties"),
            run_show,
            (Argument("name", metavar="NAME"), AS_JSON),
        ),
        Command(
            "adopt",
            Text(
                "別記のファイルの今の内容を、この契約に適用するよう受託者から提案する（委託者が同意したときから数える）",
                "propose for the contractor that a contract goes by the annex's file as it stands; the client agrees",
            ),
            run_adopt,
            (CONTRACT,),
        ),
        Command(
            "check",
            Text(
                "別記の定義と例を確かめる（誤りがあれば終了コード 1）",
                "is a pack sound, and do its examples hold? (exit 1 when not)",
            ),
            run_check,
            (
                Argument(
                    "what",
                    Text(
                        "名前、フォルダー又はファイル（省略するとすべて）",
                        "names, folders or files; all when left out",
                    ),
                    nargs="*",
                    metavar="NAME|PATH",
                ),
                AS_JSON,
            ),
        ),
    ),
)
