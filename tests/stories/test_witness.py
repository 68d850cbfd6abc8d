"""The server on this side, the other party's witness in a process of its own: a rewritten ledger does not get past it."""

import subprocess
import sys
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.test import Client

from clock.channels.servers import smtp
from kokoroe import clock
from kokoroe.api.tokens import create_token
from kokoroe.desk.witnessing import name_witness
from kokoroe.ledger.against import Verdict, compare
from kokoroe.ledger.copies import copies_in
from kokoroe.ledger.keys import fingerprint, load_key
from kokoroe.ledger.proving import receipt_for
from kokoroe.ledger.unit import unit
from people import people
from rewritten import bodies_of, rewrite


def kokoroe(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kokoroe", *map(str, arguments), "--lang", "ja"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_the_witness_refuses_a_ledger_brought_back_forked_or_cut_off_its_people_have_the_mail_and_receipts_prove_it(
    live_server, tmp_path
):
    party, now = people(), clock.now()
    tree = party.contract.tree
    _, token = create_token(by=party.client, name="副署", scopes=["read"], now=now)
    (tmp_path / "token").write_text(token)
    init = kokoroe("witness", "init", "city.example/kokoroe", "--key", tmp_path / "key")
    name_witness(seat=party.client_seat, vkey=init.stdout.strip(), now=now)

    def act() -> None:
        with unit(now=clock.now()) as record:
            record(tree, act="sample.done", actor=None)

    def page() -> str:
        browser = Client()
        browser.force_login(party.client)
        return browser.get(f"/c/{party.contract.code}/ledger/").content.decode()

    with smtp() as box:

        def look() -> subprocess.CompletedProcess[str]:
            return kokoroe(
                "witness", "look", "--url", live_server.url, "--contract", party.contract.code,
                "--token-file", tmp_path / "token", "--key", tmp_path / "key", "--state", tmp_path / "seen.json",
                "--pin", fingerprint(load_key(settings.KOKOROE_KEYS)),
                "--mail", "joho@city.example", "--smtp", f"smtp://127.0.0.1:{box.port}",
            )  # fmt: skip

        act()
        assert look().returncode == 0
        act()
        receipt = str(receipt_for(tree.entries.last())).encode()
        ended = look()
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "このサーバーの記録だけです" not in page()
        assert box.got == []

        bodies = bodies_of(tree)
        older, other = bodies[:-2], bodies[-2].replace(b'"clauses":[]', b'"clauses":["9"]')
        attacks = {
            "brought back": (older, Verdict.SHRUNK),
            "forked": ([*older, other, bodies[-1]], Verdict.DIFFERS),
            "cut off, and gone on": (
                [*bodies[:-1], other.replace(b'"seq":3', b'"seq":4'), other],
                Verdict.ENTRY_DIFFERS,
            ),
        }
        for number, (attack, (made, verdict)) in enumerate(attacks.items(), 1):
            rewrite(tree, made, now=clock.now())
            assert look().returncode == 1, attack
            mail = message_from_bytes(box.got[-1].content, policy=policy.default)
            assert (len(box.got), mail["To"]) == (number, "joho@city.example"), attack
            assert "副署した検証点" in mail.get_content(), attack
            assert "副署を拒んでいます" in page(), attack
            found = [each.verdict for each in compare(("kept", copy) for copy in copies_in(receipt))]
            assert found == [verdict], attack
            in_mail = copies_in(box.got[-1].content)
            assert any(not each.ok for each in compare(("mail", copy) for copy in in_mail)), attack

        rewrite(tree, bodies, now=clock.now())
        act()
        assert look().returncode == 0
        assert "副署を拒んでいます" not in page()
