"""`kokoroe contract create | list`."""

import argparse
import json
from datetime import datetime
from typing import TYPE_CHECKING

from kokoroe.annex.text import Text
from kokoroe.cli.annex import pack_folder
from kokoroe.cli.installed import open_installation, prepare_installation
from kokoroe.cli.moments import day
from kokoroe.cli.outcome import DONE, refusal
from kokoroe.groups.commands import AS_JSON, Argument, Command

if TYPE_CHECKING:
    from kokoroe.accounts.models import Organisation
    from kokoroe.contracts.models import Contract


def run_create(arguments: argparse.Namespace) -> int:
    """Open a contract; the organisations are found or registered with it."""
    on = {
        "signed": day(arguments.signed, "--signed") if arguments.signed else None,
        "starts": day(arguments.start, "--start"),
        "ends": day(arguments.end, "--end"),
    }
    installation, _ = prepare_installation(arguments.language)
    pack_folder(arguments.annex, installation)
    from kokoroe import clock
    from kokoroe.contracts.actions import create_contract
    from kokoroe.ledger.unit import unit

    now = clock.now()
    with unit(now=now):
        contract = create_contract(
            title=arguments.title,
            number=arguments.number,
            annex=arguments.annex,
            client=organisation(arguments.client, now=now),
            contractor=organisation(arguments.contractor, now=now),
            on=on,
            by=None,
            now=now,
        )
    if arguments.json:
        print(json.dumps({"id": contract.code}))
    else:
        print(
            arguments.say(
                f"契約「{contract.title}」を登録しました。ID:", f"Opened “{contract.title}”. Its id:"
            )
        )
        print(contract.code)
    return DONE


def run_list(arguments: argparse.Namespace) -> int:
    """Every contract of the installation, the newest first."""
    open_installation(arguments.language)
    from kokoroe import clock
    from kokoroe.contracts.editions import reading_words
    from kokoroe.contracts.models import Contract

    rows = Contract.objects.select_related("client", "contractor").prefetch_related("packs")
    rows, now = rows.order_by("-created_at", "-pk"), clock.now()
    said = {row.pk: reading_words(row, now) for row in rows}
    readings = {pk: words and words.in_language(arguments.language) for pk, words in said.items()}
    if arguments.json:
        told = [{**as_json(contract), "reading": readings[contract.pk]} for contract in rows]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for contract in rows:
            parts = contract.code, contract.number, contract.title, contract.client, contract.contractor
            print(*parts, readings[contract.pk] or "", sep="\t")
    return DONE


def as_json(contract: "Contract") -> dict[str, str]:
    """A contract in JSON's types."""
    return {
        "id": contract.code,
        "number": contract.number,
        "title": contract.title,
        "client": contract.client.name,
        "contractor": contract.contractor.name,
    }


def organisation(typed: str, *, now: datetime) -> "Organisation":
    """The organisation of this name or corporate number; a name not known is registered.

    Raises:
        Refused: no name, a number nobody has, or several organisations of the name.
        CorporateNumberError: thirteen digits that are no 法人番号.
    """
    from kokoroe.accounts.actions import register_organisation

    name = typed.strip()
    if not name:
        raise refusal("団体の名称が空です。", "An organisation's name is empty.")
    return organisation_found(name) or register_organisation(name=name, now=now)


def organisation_known(typed: str) -> "Organisation":
    """The organisation of this name or corporate number, which must be registered.

    Raises Refused, CorporateNumberError.
    """
    if (found := organisation_found(typed.strip())) is None:
        raise refusal(
            f"「{typed}」という団体は登録されていません。名称を確かめてください。",
            f"No organisation is called “{typed}”. Please check the name.",
        )
    return found


def organisation_found(name: str) -> "Organisation | None":
    """The one organisation of this name or number; None when no organisation has the name.

    Raises Refused, CorporateNumberError.
    """
    from kokoroe.accounts.corporate_number import parse
    from kokoroe.accounts.models import Organisation

    if name.isdigit():
        number = parse(name)
        if known := Organisation.objects.filter(corporate_number=number).first():
            return known
        raise refusal(
            f"法人番号 {number} の団体は登録されていません。名称で指定してください。",
            f"No organisation has the corporate number {number}. Please give its name.",
        )
    found = list(Organisation.objects.filter(name=name)[:2])
    if len(found) > 1:
        raise refusal(
            f"「{name}」という団体が複数あります。法人番号で指定してください。",
            f"Several organisations are called “{name}”. Please give the corporate number.",
        )
    return found[0] if found else None


def contract_named(typed: str) -> "Contract":
    """The contract with this id, or with this number where only one has it.

    Raises:
        Refused: there is none, or several have the number.
    """
    from kokoroe.contracts.models import Contract

    rows = Contract.objects.select_related("client", "contractor", "tree")
    if contract := rows.filter(code=typed).first():
        return contract
    found = list(rows.filter(number=typed)[:2]) if typed else []
    if len(found) > 1:
        raise refusal(
            f"契約番号「{typed}」の契約が複数あります。ID で指定してください（kokoroe contract list）。",
            f"Several contracts have the number “{typed}”. Please give the id (kokoroe contract list).",
        )
    if not found:
        raise refusal(
            f"「{typed}」という契約はありません。ID か契約番号を確かめてください（kokoroe contract list）。",
            f"There is no contract “{typed}”. Check its id or number (kokoroe contract list).",
        )
    return found[0]


def party(option: str, ja: str, en: str) -> Argument:
    """An option that names a party."""
    said = Text(
        f"{ja}の名称又は法人番号（未登録の名称は登録する）",
        f"{en}'s name or corporate number; a new name is registered",
    )
    return Argument(option, said, required=True, metavar="NAME")


COMMAND = Command(
    "contract",
    Text("契約を登録する・一覧する", "open contracts, list them"),
    verbs=(
        Command(
            "create",
            Text("契約を登録し、その ID を最後の行に出す", "open a contract; the last line is its id"),
            run_create,
            (
                Argument(
                    "--annex", Text("別記（annex list を参照）", "the annex"), required=True, metavar="NAME"
                ),
                Argument("--title", Text("件名", "what the work is called"), required=True, metavar="T"),
                Argument("--number", Text("契約番号", "the contract's number"), required=True, metavar="N"),
                party("--client", "委託者", "the client"),
                party("--contractor", "受託者", "the contractor"),
                Argument("--start", Text("作業開始日", "the day work starts"), required=True, metavar="DATE"),
                Argument(
                    "--end", Text("履行期間の末日", "the period's last day"), required=True, metavar="DATE"
                ),
                Argument("--signed", Text("契約締結日", "the day it was signed"), metavar="DATE"),
                AS_JSON,
            ),
        ),
        Command("list", Text("契約の一覧", "list the contracts"), run_list, (AS_JSON,)),
    ),
)
