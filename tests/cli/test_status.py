import json
import shutil
from datetime import timedelta

import pytest

from kokoroe import packs
from kokoroe.annex.moments import Moment
from kokoroe.contracts.editions import answer_pack
from kokoroe.contracts.models import Contract
from kokoroe.contracts.terms import pack_in_force
from kokoroe.submissions.confirming import confirm
from kokoroe.submissions.recording import record_answer
from kokoroe.submissions.steps import Attachment
from people import NOW, people

KEYS = [
    "clause", "duty", "type", "timing", "state", "since", "due_at", "late_by", "changes_at",
    "reason", "evidence", "next_step", "owner", "each", "stood", "unconfirmed", "recorded_later",
    "decisions", "reading",
]  # fmt: skip


def status(command, contract, *arguments):
    ended = command("status", contract, "--json", *arguments)
    assert (ended.code, ended.err) == (0, "")
    return {row["duty"]: row for row in json.loads(ended.out)}


def test_every_duty_has_exactly_these_keys(command, party):
    for row in status(command, party.contract.code).values():
        assert list(row) == KEYS


def test_times_are_iso_8601_in_japans_time_and_lateness_is_in_seconds(command, party):
    plan = status(command, party.contract.code, "--at", "2026-04-01T01:00")["plan-accepted"]

    assert (plan["state"], plan["due_at"], plan["late_by"]) == ("late", "2026-04-01T00:00:00+09:00", 3600)


def test_it_answers_for_any_moment(command, party):
    party.accepted(now=NOW)
    code = party.contract.code

    def stands(at):
        plan = status(command, code, "--at", at.isoformat())["plan-accepted"]
        return plan["state"], plan["owner"]

    assert stands(NOW - timedelta(days=5)) == ("preparing", "contractor")
    assert stands(NOW - timedelta(minutes=1)) == ("due_soon", "contractor")
    assert stands(NOW + timedelta(minutes=59)) == ("due_soon", "client")
    assert stands(NOW + timedelta(minutes=61)) == ("met", None)


def test_it_answers_from_what_was_known_at_a_moment(command, party):
    party.accepted(now=NOW)
    late = (NOW + timedelta(days=30)).isoformat()
    before = (NOW + timedelta(minutes=59)).isoformat()

    assert status(command, party.contract.code, "--at", late)["plan-accepted"]["state"] == "met"
    known = status(command, party.contract.code, "--at", late, "--known-at", before)
    assert known["plan-accepted"]["state"] == "late"


def test_evidence_has_a_label_and_a_key(command, party):
    party.accepted(now=NOW)

    plan = status(command, party.contract.code, "--at", (NOW + timedelta(days=1)).isoformat(), "--lang", "en")

    assert [list(one) for one in plan["plan-accepted"]["evidence"]] == [["label", "key"]]
    assert plan["plan-accepted"]["evidence"][0]["label"] == "Implementation plan, version 1"


@pytest.mark.django_db
def test_it_answers_under_another_annex(command):
    rows = status(command, people(annex="kojin-joho").contract.code, "--at", "2026-04-02")

    assert {row["clause"] for row in rows.values()} >= {"第3(1)", "第12"}


def test_a_contract_is_known_by_its_number_where_only_one_has_it(command, party):
    assert status(command, "2026-0401").keys() == status(command, party.contract.code).keys()

    twin = Contract.objects.get()
    Contract.objects.create(
        title="別の契約",
        number=twin.number,
        client=twin.client,
        contractor=twin.contractor,
        created_at=NOW,
        tree=party.outsider.organisation.tree,
    )
    ended = command("status", "2026-0401")
    assert ended.code == 2
    assert ended.err.startswith("契約番号「2026-0401」の契約が複数あります。")


def test_a_contract_that_is_not_there_is_refused(command, party):
    ended = command("status", "nowhere", "--lang", "en")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "There is no contract “nowhere”. Check its id or number (kokoroe contract list).\n"


def test_a_moment_that_is_none_is_refused(command, party):
    ended = command("status", party.contract.code, "--at", "noon")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("--at: 「noon」は日時として読めません。")


def test_for_people_it_prints_clause_state_and_why(command, party):
    first, why, step, *_ = command("status", party.contract.code, "--at", "2026-03-21").out.splitlines()

    assert first == "1(1)\tまもなく期限\tplan-accepted"
    assert why.startswith("\t")
    assert step.startswith("\t→ ")


def test_each_decision_says_how_it_was_assured_and_what_the_client_says_of_a_recorded_one(command, party):
    scan = Attachment(kind="scan", filename="回答.pdf", content=b"%PDF-1.4")
    step = record_answer(
        seat=party.officer_seat, submission=party.submitted(), name="accepted", decider="情報課長", scan=scan,
        decided=Moment.of(NOW), now=NOW + timedelta(hours=1),
    )  # fmt: skip

    def decided(at):
        plan = status(command, party.contract.code, "--at", at.isoformat())["plan-accepted"]
        return [(one["assurance"], one["recorded_answer"]) for one in plan["decisions"]]

    assert decided(NOW) == []
    later = NOW + timedelta(hours=2)
    assert decided(later) == [("recorded_from_paper", "unconfirmed")]
    confirm(seat=party.client_seat, step=step, outcome="confirmed", now=later)
    assert decided(later) == [("recorded_from_paper", "confirmed")]
    assert status(command, party.contract.code, "--at", later.isoformat())["plan-accepted"]["decisions"][0][
        "words"
    ].startswith("紙又はメール")


def test_whose_reading_the_annex_is_is_said_until_both_stand_by_it(command, party):
    code, at = party.contract.code, NOW + timedelta(hours=1)
    said = "別記：受託者の読み取り、委託者未確認"
    assert command("status", code).out.splitlines()[-1] == said
    [row] = party.contract.packs.all()
    answer_pack(seat=party.client_seat, pack=row, agreed=True, now=at)
    assert said not in command("status", code).out
    assert command("status", code, "--at", NOW.isoformat()).out.splitlines()[-1] == said
    assert command("contract", "list").out.splitlines()[0].split("\t")[-1] == ""


def test_the_operators_pack_is_a_proposal_for_the_contractor(command, party, tmp_path, settings):
    settings.KOKOROE_PACKS = tmp_path
    shutil.copytree(packs.find("sapporo"), tmp_path / "sapporo")
    file = tmp_path / "sapporo" / "pack.yaml"
    file.write_text(file.read_text().replace("edition: undated", "edition: anew", 1))
    assert "委託者が同意したときから" in command("annex", "adopt", party.contract.code).out
    row = party.contract.packs.get(edition="anew")
    assert (row.mover, row.agreed_at, pack_in_force(party.contract, row.recorded_at).edition) == (
        "contractor", None, "undated"
    )  # fmt: skip
    assert command("annex", "adopt", party.contract.code).code == 2
