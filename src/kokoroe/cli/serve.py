"""`kokoroe run`: prepare the installation, print the first link, serve until told to stop.

This process prepares and then watches; granian's workers serve. Where it forks them they share what is loaded here,
and need no start of their own; elsewhere (Windows, macOS) each loads the application itself.
"""

import argparse
import os
import socket
import sys

from kokoroe.annex.text import Text
from kokoroe.cli.lock import FILE, Held, lock
from kokoroe.cli.outcome import DONE, refusal
from kokoroe.cli.prepare import prepare
from kokoroe.groups.commands import Argument, Command
from kokoroe.site.installation import Installation

THREADS = 4  # a fifth gained nothing on two cores: pages wait for the interpreter, not for the disk
DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def port(typed: str) -> int:
    """A TCP port. Raises ValueError (argparse then names the option)."""
    number = int(typed)
    if not 0 < number < 1 << 16:
        raise ValueError(typed)
    return number


def serve(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM, SIGINT or Ctrl-C.

    Raises:
        Refused: the port is taken, a server runs on the folder already, or the folder cannot be prepared.
        OSError: the data folder cannot be made.
    """
    folder = Installation.from_environment().folder
    os.environ["KOKOROE_DATA"] = str(folder)  # absolute: a worker may have another working folder
    address = public_address(arguments)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with lock(folder / FILE, url=address):
            refuse_taken_port(arguments.host, arguments.port)
            prepare(arguments.language)
            print(
                arguments.say(
                    f"{address} で動いています。止めるには Ctrl+C。",
                    f"Serving at {address}. Ctrl+C stops it.",
                ),
                flush=True,
            )
            return listen(arguments)
    except Held as held:
        if held.is_dead:
            raise refusal(
                f"{folder} のサーバー（{held}）は止まりましたが、その下のプロセスがまだ動いています。"
                "終わるのを待って始めてください。",
                f"The server on {folder} ({held}) has ended, but what it began still runs. "
                "Wait until that has ended.",
            ) from held
        raise refusal(
            f"{folder} ではすでにサーバーが動いています（{held}）。"
            "そのサーバーを使うか、止めてから始めてください。",
            f"A server runs on {folder} already ({held}). Use that one, or stop it first.",
        ) from held


def public_address(arguments: argparse.Namespace) -> str:
    """The address people type: KOKOROE_URL, else this machine's own, which KOKOROE_LOCAL_URL passes on."""
    here = arguments.host if arguments.host in LOOPBACK else DEFAULT_HOST
    os.environ["KOKOROE_LOCAL_URL"] = f"http://{f'[{here}]' if ':' in here else here}:{arguments.port}"
    address = Installation.from_environment().url
    if arguments.host not in LOOPBACK and address.startswith("http://127."):
        print(
            arguments.say(
                "ほかの機械から開くには、開くときのアドレスを環境変数 KOKOROE_URL（例 https://kokoroe.example）に設定してください。",
                "For other machines to open it, set KOKOROE_URL to the address they use (such as https://kokoroe.example).",
            ),
            file=sys.stderr,
        )
    return address


def refuse_taken_port(host: str, number: int) -> None:
    """Raises Refused when the address cannot be listened on, before anything is made."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if sys.platform != "win32":  # there it would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise refusal(
            f"{host} のポート {number} で待ち受けできません（{error.strerror}）。"
            f"使っているプログラムを止めるか、「--port {number % 65535 + 1}」のように別のポートを指定してください。",
            f"Port {number} of {host} cannot be listened on ({error.strerror}). "
            f"Stop what uses it, or choose another one such as --port {number % 65535 + 1}.",
        ) from error


def listen(arguments: argparse.Namespace) -> int:
    """Hand over to granian until a signal ends it."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from kokoroe.cli.worker import application

    server = Granian(
        "kokoroe.site.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    server.serve(target_loader=application, wrap_loader=False)
    return DONE


OPTIONS = (
    Argument("--host", Text("待ち受けるアドレス", "the address to listen on"), default=DEFAULT_HOST),
    Argument("--port", Text("ポート", "the port"), type=port, default=DEFAULT_PORT),
    Argument(
        "--workers",
        Text("プロセス数", "web processes"),
        type=int,
        choices=range(1, 65),
        metavar="N",
        default=1,
    ),
)
"""Where and how wide to serve."""
COMMAND = Command(
    "run",
    Text("サーバーを始める（初回はデータフォルダーを作る）", "start the server; the first time, set it up"),
    serve,
    (*OPTIONS,),
)
