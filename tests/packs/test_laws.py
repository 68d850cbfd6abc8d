"""Broken statutory rules are refused with file, line and remedy."""

from datetime import date

import pytest

from kokoroe.packs import PackError, available, laws
from kokoroe.packs.laws import load_law

SOUND = """\
name: mihon
title: {ja: 見本, en: Sample}
sources:
  - {title: {ja: 見本, en: Sample}, url: https://law.example/}
questions:
  - {key: leaked, kind: event, text: {ja: 漏れたか, en: Leaked}}
  - {key: persons, kind: count, text: {ja: 何人か, en: How many}}
items:
  - {key: overview, label: {ja: 概要, en: Outline}}
rules:
  - key: business
    title: {ja: 報告, en: Report}
    citation: {ja: 見本法1条, en: Sample act}
    valid_from: 2022-04-01
    valid_to: 2024-03-31
    confirmed: true
    requires: [leaked]
    categories:
      - question: persons
        above: 1000
        label: {ja: 多数, en: Many}
        citation: {ja: 見本法2条, en: Sample act}
        confirmed: true
    clocks: []
  - key: business
    title: {ja: 報告, en: Report}
    citation: {ja: 見本法1条, en: Sample act}
    valid_from: 2024-04-01
    confirmed: true
    categories: []
    clocks:
      - key: final
        label: {ja: 確報, en: Final}
        debtor: client
        addressee: {ja: 役所, en: Office}
        word: {ja: 速やかに, en: promptly}
        warn_day: 3
        last_day: 30
        longer_day: 60
        longer_for: [leaked]
        releases: [final]
        citation: {ja: 見本法3条, en: Sample act}
        confirmed: true
        count_confirmed: false
acts:
  - {key: old, title: {ja: 旧法, en: Old}, number: H1法律1, successor: old, confirmed: true}
"""

WRONG = {
    "a question that is not asked": ("requires: [leaked]", "requires: [lost]", [17]),
    "an unknown key": ("name: mihon\n", "name: mihon\nnames: x\n", [2]),
    "a missing part": ("items:\n  - {key: overview, label: {ja: 概要, en: Outline}}\n", "", [1]),
    "a question twice": ("- {key: persons, kind: count", "- {key: leaked, kind: count", [7, 19]),
    "an unknown kind": ("kind: event", "kind: rumour", [6]),
    "a threshold for what is no number": ("question: persons", "question: leaked", [19]),
    "days out of order": ("warn_day: 3\n", "warn_day: 31\n", [32]),
    "a longer time for nothing": ("        longer_for: [leaked]\n", "", [32]),
    "an end before the start": ("valid_to: 2024-03-31", "valid_to: 2021-03-31", [15]),
    "editions that overlap": ("valid_from: 2024-04-01", "valid_from: 2024-03-31", [28]),
    "an unknown clock": ("releases: [final]", "releases: [other]", [41]),
    "an unknown successor": ("successor: old", "successor: gone", [46]),
    "two problems at once": (
        "kind: count, text: {ja: 何人か, en: How many}}\nitems:\n  - {key: overview, label: {ja: 概要, en: Outline}}\n",
        "kind: number, text: {ja: 何人か, en: How many}}\nitems:\n  - {key: overview}\n",
        [7, 9],
    ),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "law.yaml"


def test_the_sound_rules_load(path):
    path.write_text(SOUND, "utf-8")
    law = load_law(path)
    assert [rule.valid_from for rule in law.in_force(date(2024, 3, 31))] == [date(2022, 4, 1)]
    assert [rule.valid_from for rule in law.in_force(date(2024, 4, 1))] == [date(2024, 4, 1)]
    assert [law.in_force(day) for day in (date(2022, 3, 31),)] == [()]


@pytest.mark.parametrize("name", WRONG)
def test_each_fault_is_said_with_its_line(path, name):
    good, bad, lines = WRONG[name]
    assert SOUND.count(good) == 1, "the edit must hit exactly one place"
    path.write_text(SOUND.replace(good, bad), "utf-8")
    with pytest.raises(PackError) as caught:
        load_law(path)
    assert [(one.file, one.line) for one in caught.value.problems] == [(str(path), line) for line in lines]
    assert all(one.remedy.ja and one.remedy.en for one in caught.value.problems)


def test_the_rules_are_no_annex_of_their_own():
    assert available() == ("kojin-joho", "sapporo")


def test_the_shipped_rules_load():
    assert laws.load().name == "privacy"
