"""The packs that come with kokoroe, and the stories that prove them."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from kokoroe import packs
from kokoroe.annex.days import JST
from kokoroe.annex.evaluate import evaluate
from kokoroe.annex.facts import ContractDate, DateSet, Watched
from kokoroe.annex.pack import DutyType, Timing
from kokoroe.packs.examples import Example, Expected, Moment, load_examples, run_example
from kokoroe.packs.loader import load_pack

any_pack = pytest.mark.parametrize("name", packs.available())

CLAUSES_OF_SAPPORO = [
    "1(1)",
    "1(1)ア(ア)",
    "1(1)ア(イ)",
    "1(1)イ",
    "1(1)ウ",
    "1(1)エ",
    "1(2)",
    "2(1)",
    "2(2)",
    "2(3)ア",
    "2(3)イ",
    "2(3)ウ",
    "2(3)エ",
    "2(4)",
    "2(4)ア",
    "2(4)イ",
    "2(4)ウ",
    "2(4)エ",
    "2(4)オ",
    "2(4)カ",
    "2(5)",
    "2(5)",
    "2(6)",
    "2(7)",
    "2(8)",
    "2(8)",
    "2(9)",
    "3",
    "3",
    "3",
    "3",
    "3",
    "4",
    "4",
    "4",
    "4",
    "4",
    "5",
    "5",
    "5",
    "5",
    "5",
    "6",
]


def test_two_annexes_are_shipped():
    assert packs.available() == ("kojin-joho", "sapporo")


def test_sapporo_has_every_duty_of_its_annex_in_order():
    own = [duty for duty in packs.load("sapporo").duties if duty.id != "drill"]  # no sentence of the annex's
    assert [duty.clause for duty in own] == CLAUSES_OF_SAPPORO


def test_together_they_use_every_type_and_every_timing():
    duties = [duty for name in packs.available() for duty in packs.load(name).duties]
    assert {duty.type for duty in duties} == set(DutyType)
    assert {duty.timing for duty in duties} == set(Timing)


def test_the_annexes_call_the_parties_by_their_own_names():
    names = {name: (packs.load(name).client.ja, packs.load(name).contractor.ja) for name in packs.available()}
    assert names == {"sapporo": ("委託者", "受託者"), "kojin-joho": ("甲", "乙")}


def test_the_annexes_number_their_clauses_in_their_own_ways():
    assert list(packs.load("kojin-joho").by_ref)[:4] == ["第1", "第2", "第3", "第3(1)"]
    assert list(packs.load("sapporo").by_ref)[:4] == ["1", "1(1)", "1(1)ア", "1(1)ア(ア)"]


def test_sapporo_keeps_the_annexes_verbs():
    verbs = {duty.verb for duty in packs.load("sapporo").duties if duty.verb}
    assert verbs == {"了承", "承認", "承諾", "許可", "協議", "確認"}


def test_a_clause_gives_the_duties_of_all_that_is_in_it():
    within = packs.load("sapporo").duties_within("1")
    assert [duty.id for duty in within] == [
        "plan-accepted",
        "officer",
        "chart",
        "roster",
        "contacts",
        "workplaces",
        "structure-change",
    ]


@any_pack
def test_its_worked_examples_hold(name):
    assert packs.run_examples(name) == ()


@any_pack
def test_it_is_sound(name):
    assert packs.check(packs.find(name)) == ()


@any_pack
def test_every_duty_of_a_watched_contract_has_an_answer(name):
    """Nothing raises on a contract that has only dates, at any time of its life."""
    pack = packs.load(name)
    signed = datetime(2026, 3, 10, 10, tzinfo=JST)
    subjects = {subject for duty in pack.duties for subject in duty.params.subjects()}
    facts = [Watched(happened_at=signed, recorded_at=signed, subject=subject) for subject in subjects]
    for dated in (ContractDate.SIGNED, ContractDate.STARTS, ContractDate.ENDS):
        for month in (2, 4, 9):
            now = datetime(2027, month, 1, tzinfo=JST)
            assert len(evaluate(pack, facts, now)) == len(pack.duties)
        facts.append(DateSet(happened_at=signed, recorded_at=signed, name=dated, on=date(2027, 3, 1)))


def test_an_example_that_does_not_hold_says_where():
    pack = packs.load("sapporo")
    first, *_ = load_examples(packs.find("sapporo") / "examples.yaml", pack)
    moment = first.moments[0].at
    wrong = Example(first.title, first.facts, (Moment(moment, {"officer": Expected(state="met")}),))
    [mismatch] = run_example(pack, wrong)
    assert str(mismatch) == "契約しただけの時: 2026-03-12 09:00 officer.state: met ≠ preparing"


def test_the_digest_follows_the_file(tmp_path):
    shipped = packs.find("sapporo") / "pack.yaml"
    copy = tmp_path / "pack.yaml"
    copy.write_bytes(shipped.read_bytes() + b"# a remark\n")
    assert re.fullmatch("[0-9a-f]{64}", load_pack(copy).digest)
    assert load_pack(copy).digest != packs.load("sapporo").digest


def test_a_folder_of_ones_own_adds_packs_and_comes_first(tmp_path):
    for name in ("sapporo", "mihon-shi"):
        (tmp_path / name).mkdir()
        text = (packs.find("kojin-joho") / "pack.yaml").read_text("utf-8")
        (tmp_path / name / "pack.yaml").write_text(text.replace("name: kojin-joho", f"name: {name}"), "utf-8")
    assert packs.available(tmp_path) == ("kojin-joho", "mihon-shi", "sapporo")
    assert packs.load("sapporo", tmp_path).client.ja == "甲"
    assert packs.load("sapporo").client.ja == "委託者"


def test_a_pack_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        packs.find("mihon-shi")
    with pytest.raises(KeyError):
        packs.load("../sapporo", Path())
