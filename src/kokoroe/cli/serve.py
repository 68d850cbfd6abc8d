"""`kokoroe run`: prepare the installation, print the first link, serve until told to stop.

Three kinds of process, so that the memory of each is used for one thing: this one only watches; a child prepares the
data folder and is gone; the workers serve (granian), each with a thread that keeps standings up to date (worker.py).
"""

import argparse
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from kokoroe.cli.installed import SETTINGS
from kokoroe.cli.language import Say
from kokoroe.cli.lock import FILE, Held, lock
from kokoroe.cli.outcome import BAD_ANSWER, BAD_INPUT, DONE, refused
from kokoroe.cli.prepare import prepare
from kokoroe.site.installation import Installation

THREADS = 4  # a fifth gained nothing on two cores: pages wait for the interpreter, not for the disk
DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def add(commands: Any, common: argparse.ArgumentParser, say: Say) -> None:
    """Add the command to the parser."""
    run = commands.add_parser(
        "run",
        parents=[common],
        help=say(
            "サーバーを始める（初回はデータフォルダーを作る）", "start the server; the first time, set it up"
        ),
    )
    options(run, say)
    run.set_defaults(run=run_server)


def options(command: argparse.ArgumentParser, say: Say) -> None:
    """Where and how wide to serve."""
    command.add_argument(
        "--host", default=DEFAULT_HOST, help=say("待ち受けるアドレス", "the address to listen on")
    )
    command.add_argument("--port", type=port, default=DEFAULT_PORT, help=say("ポート", "the port"))
    command.add_argument(
        "--workers",
        type=int,
        choices=range(1, 65),
        metavar="N",
        default=1,
        help=say("プロセス数", "web processes"),
    )


def port(typed: str) -> int:
    """A TCP port. Raises ValueError (argparse then names the option)."""
    number = int(typed)
    if not 0 < number < 1 << 16:
        raise ValueError(typed)
    return number


def run_server(arguments: argparse.Namespace) -> int:
    """Serve the installation."""
    return serve(arguments)


def serve(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM, SIGINT or Ctrl-C.

    Raises:
        Refused: the port is taken, a server runs on the folder already, or the folder cannot be prepared.
        OSError: the data folder cannot be made.
    """
    folder = Installation.from_environment().folder
    os.environ["KOKOROE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    address = public_address(arguments)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with lock(folder / FILE, url=address):
            refuse_taken_port(arguments.host, arguments.port)
            code = in_a_child(prepare, arguments.language)
            if code != DONE:
                return code
            print(
                arguments.say(
                    f"{address} で動いています。止めるには Ctrl+C。",
                    f"Serving at {address}. Ctrl+C stops it.",
                ),
                flush=True,
            )
            return listen(arguments)
    except Held as held:
        raise refused(
            f"{folder} ではすでにサーバーが動いています（{held}）。"
            "そのサーバーを使うか、止めてから始めてください。",
            f"A server runs on {folder} already ({held}). Use that one, or stop it first.",
        ) from held


def public_address(arguments: argparse.Namespace) -> str:
    """The address people type: KOKOROE_URL, else this machine's own; it becomes KOKOROE_URL for the processes below."""
    here = arguments.host if arguments.host in LOOPBACK else DEFAULT_HOST
    address = os.environ.setdefault(
        "KOKOROE_URL", f"http://{f'[{here}]' if ':' in here else here}:{arguments.port}"
    )
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
        raise refused(
            f"{host} のポート {number} で待ち受けできません（{error.strerror}）。"
            f"使っているプログラムを止めるか、「--port {number % 65535 + 1}」のように別のポートを指定してください。",
            f"Port {number} of {host} cannot be listened on ({error.strerror}). "
            f"Stop what uses it, or choose another one such as --port {number % 65535 + 1}.",
        ) from error


def in_a_child(work: Callable[[str], int], language: str) -> int:
    """Run `work` in a process of its own, which takes the memory of its imports with it; returns its exit code."""
    child = multiprocessing.get_context("spawn").Process(target=work_and_exit, args=(work, language))
    child.start()
    child.join()
    return BAD_ANSWER if child.exitcode is None or child.exitcode < 0 else child.exitcode


def work_and_exit(work: Callable[[str], int], language: str) -> None:
    """The child's part: a refusal is said and becomes its exit code."""
    from kokoroe.cli.main import sentence_of

    try:
        sys.exit(work(language))
    except Exception as error:
        if (sentence := sentence_of(error, language)) is None:
            raise
        print(sentence, file=sys.stderr)
        sys.exit(BAD_INPUT)


def listen(arguments: argparse.Namespace) -> int:
    """Hand over to granian until a signal ends it."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from kokoroe.cli.worker import application

    # granian forks where it can; a fork of this process would share its locks and its signal handlers.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ.setdefault(
        "MALLOC_ARENA_MAX", "2"
    )  # glibc: threads share arenas instead of keeping what they freed
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
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    server.serve(target_loader=application, wrap_loader=False)
    return DONE
