"""`kokoroe witness`: runs at the other party, on a machine of its own, without a database."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from kokoroe.annex.text import Text
from kokoroe.cli.outcome import BAD_ANSWER, BAD_INPUT, DONE, Refused
from kokoroe.groups.commands import Argument, Command, flag
from kokoroe.ledger.witness.asking import Conflict, Server
from kokoroe.ledger.witness.keeping import WitnessError, WitnessKey, new_key, read_key
from kokoroe.ledger.witness.looking import Refusal
from kokoroe.ledger.witness.run import Witness
from kokoroe.ledger.witness.telling import Mail

KEY = Argument("--key", Text("鍵のファイル", "the key file"), type=Path, required=True, metavar="FILE")


def run_init(arguments: argparse.Namespace) -> int:
    """Make a key, and print what the ledger's page is given."""
    try:
        key = new_key(arguments.key, arguments.name)
    except WitnessError as error:
        raise Refused(error.text) from error
    print(key.public)
    print(
        arguments.say(
            "上の1行を、記録台帳のページの「副署する鍵を登録する」に貼ってください。",
            "Paste the line above on the ledger's page, at “Name a witness's key”.",
        ),
        file=sys.stderr,
    )
    return DONE


def run_look(arguments: argparse.Namespace) -> int:
    """Look at each contract's ledger once, or every so many minutes."""
    try:
        key, token = read_key(arguments.key), arguments.token_file.read_text("utf-8").strip()
    except WitnessError as error:
        raise Refused(error.text) from error
    while True:
        codes = {look_once(arguments, contract, key, token) for contract in arguments.contract}
        code = BAD_ANSWER if BAD_ANSWER in codes else max(codes)
        if not arguments.every:
            return code
        time.sleep(60 * arguments.every)


def look_once(arguments: argparse.Namespace, contract: str, key: WitnessKey, token: str) -> int:
    """One look at one ledger: 0 countersigned, 1 refused, 2 it could not be asked or told."""

    def tell(subject: Text, body: Text) -> None:
        language = arguments.language
        print(body.in_language(language), file=sys.stderr)
        if arguments.mail:
            sender = arguments.sender or arguments.mail[0]
            mail = Mail(arguments.smtp, sender, tuple(arguments.mail))
            mail.send(subject.in_language(language), body.in_language(language))

    try:
        seen = Witness(
            Server(arguments.url, contract, token),
            key,
            arguments.state,
            arguments.pin,
            tell,
            arguments.accept_epoch,
        ).look(seconds=int(time.time()))
    except Refusal as refusal:
        print(f"NG {contract}: {refusal.text.in_language(arguments.language)}")
        return BAD_ANSWER
    except WitnessError as error:
        print(f"NG {contract}: {error.text.in_language(arguments.language)}", file=sys.stderr)
        return BAD_INPUT
    except Conflict as conflict:
        said = arguments.say("副署は受け取られませんでした", "The cosignature was not taken")
        print(f"NG {contract}: {said}: {conflict}", file=sys.stderr)
        return BAD_INPUT
    print(
        arguments.say(
            f"OK {contract}: {seen.size}件目まで副署しました。",
            f"OK {contract}: countersigned up to {seen.size}.",
        )
    )
    return DONE


def needed(name: str, help: Text, **options: Any) -> Argument:  # noqa: A002 (argparse's own word)
    """An option that has to be there."""
    return Argument(name, help, required=True, **options)


SERVER = (
    needed("--url", Text("サーバーのアドレス", "the server's address"), metavar="URL"),
    needed("--contract", Text("契約の ID", "the contract's id"), nargs="+", metavar="ID"),
    needed(
        "--token-file",
        Text("トークン（read だけでよい）を書いたファイル", "a file with a token (read is enough)"),
        type=Path,
        metavar="FILE",
    ),
    needed(
        "--pin",
        Text(
            "契約の書類にある、サーバーの鍵の指紋",
            "the fingerprint of the server's key, from the contract's papers",
        ),
        metavar="HEX",
    ),
)
OWN = (
    KEY,
    needed(
        "--state",
        Text("最後に見た検証点を書くファイル", "where to keep what was seen last"),
        type=Path,
        metavar="FILE",
    ),
    Argument(
        "--mail",
        Text("拒んだときに知らせる、自分の側のアドレス", "whom of one's own people to tell"),
        nargs="+",
        metavar="ADDRESS",
        default=[],
    ),
    Argument(
        "--smtp",
        Text(
            "自分の側のメールサーバー（smtp://・smtp+tls://・smtps://）",
            "one's own mail server (smtp://, smtp+tls://, smtps://)",
        ),
        default="smtp://localhost",
        metavar="URL",
    ),
    Argument("--from", Text("メールの差出人", "from whom the mail is"), dest="sender", metavar="ADDRESS"),
    Argument(
        "--every",
        Text("何分おきに見るか（省略すると一度だけ）", "look every so many minutes; once when left out"),
        type=int,
        default=0,
        metavar="MINUTES",
    ),
    flag(
        "--accept-epoch",
        Text("確かめたうえで新しい期を受け入れる", "accept a new epoch, having asked about it"),
    ),
)
NAME = Argument(
    "name", Text("名前（例 city.example/kokoroe）", "a name, such as city.example/kokoroe"), metavar="NAME"
)

COMMAND = Command(
    "witness",
    Text("相手方の台帳を見張り、副署する", "watch the other party's ledger, and countersign it"),
    verbs=(
        Command(
            "init",
            Text(
                "副署の鍵を作り、登録する1行を出す",
                "make the witness's key, and print the line to name it by",
            ),
            run_init,
            (NAME, KEY),
        ),
        Command(
            "look",
            Text(
                "検証点を取り、増えただけであることを確かめて副署する（拒んだら終了コード 1）",
                "fetch the checkpoint, see that the ledger only grew, countersign it (exit 1 when refused)",
            ),
            run_look,
            (*SERVER, *OWN),
        ),
    ),
)
