"""A broken pack is refused with file, line, clause and remedy."""

import pytest

from kokoroe import packs
from kokoroe.packs import PackError
from kokoroe.packs.loader import load_pack

SOUND = """\
name: mihon
edition: "1"
title: {ja: 見本の特記事項, en: Sample conditions}
source: {ja: 見本, en: A sample}
client: {ja: 発注者, en: client}
contractor: {ja: 受注者, en: contractor}
readings:
  - key: scope
    clause: 1(1)
    question: {ja: どこまでか, en: How far}
    default: all
    options:
      - {key: all, text: {ja: 全部, en: All}}
house_rules:
  - {key: yearly, clause: 1(1), default: true, text: {ja: 毎年, en: Yearly}}
clauses:
  - ref: "1"
    title: {ja: 体制, en: Structure}
    children:
      - ref: 1(1)
        title: {ja: 名簿, en: Roster}
duties:
  - id: roster
    clause: 1(1)
    wording: {ja: 名簿を提出する。, en: Submit the roster.}
    type: roster
    timing: submit
    verb: 承認
    decider: client
    topic: structure
    params: {items: [roster], due: {days: 14, after: signed}}
    evidence: {ja: 名簿, en: The roster}
    warn: {days: 7}
    ladder: [{days: -7}, {days: 0}]
  - id: training
    clause: 1(1)
    wording: {ja: 教育を行う。, en: Train.}
    type: train_brief
    timing: keep
    topic: training
    params: {subject: "training:security", repeat_if: yearly, repeat_months: 12}
    evidence: {ja: 記録, en: Records}
"""


@pytest.fixture
def refused(tmp_path):
    """The problems of the sound pack with one thing replaced by another."""

    def problems_of(good, bad):
        assert SOUND.count(good) == 1, "the edit must hit exactly one place"
        path = tmp_path / "pack.yaml"
        path.write_text(SOUND.replace(good, bad), "utf-8")
        with pytest.raises(PackError) as caught:
            load_pack(path)
        assert {problem.file for problem in caught.value.problems} == {str(path)}
        return caught.value.problems

    return problems_of


def test_the_sound_pack_loads(tmp_path):
    (tmp_path / "pack.yaml").write_text(SOUND, "utf-8")
    assert [duty.id for duty in load_pack(tmp_path / "pack.yaml").duties] == ["roster", "training"]


ONE_THING_WRONG = {
    "a clause twice": (
        "      - ref: 1(1)\n",
        '      - ref: "1(1)"\n        title: {ja: 写し, en: Copy}\n      - ref: 1(1)\n',
        22,
        "1(1)",
    ),
    "an unknown type": ("type: roster", "type: rooster", 26, "1(1)"),
    "an unknown timing": ("timing: submit", "timing: someday", 27, "1(1)"),
    "an unknown decider": ("decider: client", "decider: clerk", 29, "1(1)"),
    "an unknown topic": ("topic: structure", "topic: weather", 30, "1(1)"),
    "a duty without its clause": (
        "clause: 1(1)\n    wording: {ja: 名簿",
        "clause: 1(2)\n    wording: {ja: 名簿",
        24,
        "1(2)",
    ),
    "a missing language": (
        "{ja: 名簿を提出する。, en: Submit the roster.}",
        "{ja: 名簿を提出する。}",
        25,
        "1(1)",
    ),
    "an empty sentence": ("en: Submit the roster.", 'en: ""', 25, "1(1)"),
    "a comma that cuts a sentence": ("en: Submit the roster.", "en: Submit it, soon.", 25, "1(1)"),
    "an unknown parameter": ("items: [roster]", "items: [roster], colour: red", 31, "1(1)"),
    "a missing parameter": ("items: [roster], ", "", 31, "1(1)"),
    "an unknown item": ("items: [roster]", "items: [rooster]", 31, "1(1)"),
    "an unknown subject": ("training:security", "training:juggling", 41, "1(1)"),
    "an unknown house rule": ("repeat_if: yearly", "repeat_if: weekly", 41, "1(1)"),
    "a negative number": ("days: 14", "days: -14", 31, "1(1)"),
    "a number in words": ("days: 14", "days: fourteen", 31, "1(1)"),
    "a repetition every 0 months": ("repeat_months: 12", "repeat_months: 0", 41, "1(1)"),
    "a deadline with two offsets": ("days: 14", "days: 14, hours: 1", 31, "1(1)"),
    "a deadline from nowhere": ("after: signed", "after: dinner", 31, "1(1)"),
    "a warning that is no span": ("warn: {days: 7}", "warn: soon", 33, "1(1)"),
    "an alarm that is no span": ("{days: 0}]", "{weeks: 1}]", 34, "1(1)"),
    "an alarm without a number": ("{days: 0}]", "{days: soon}]", 34, "1(1)"),
    "two alarms at one time": ("{days: 0}]", "{hours: -168}]", 34, "1(1)"),
    "more alarms than anyone reads": (
        "{days: 0}]",
        ", ".join(f"{{days: {count}}}" for count in range(12)) + "]",
        34,
        "1(1)",
    ),
    "a default that is no option": ("default: all", "default: none", 11, "1(1)"),
    "a rule neither on nor off": ("default: true", "default: perhaps", 15, "1(1)"),
    "a duty used twice": ("id: training", "id: roster", 35, "1(1)"),
    "a key used twice": ("key: yearly", "key: training", 35, "1(1)"),
    "a misspelt key": ("edition:", "editon:", 2, None),
    "a list where a mapping belongs": ("{ja: 見本, en: A sample}", "[見本]", 4, None),
    "a clause in the wrong place": ("- ref: 1(1)", "- ref: 2(1)", 20, "2(1)"),
    "a clause that is no reference": ("- ref: 1(1)", "- ref: 別紙", 20, "別紙"),
    "a clause in full width": ("- ref: 1(1)", "- ref: １⑴", 20, "１⑴"),
}


@pytest.mark.parametrize(("good", "bad", "line", "clause"), ONE_THING_WRONG.values(), ids=ONE_THING_WRONG)
def test_it_names_line_and_clause_of(refused, good, bad, line, clause):
    places = [(problem.line, problem.clause) for problem in refused(good, bad)]
    assert (line, clause) in places


@pytest.mark.parametrize(("good", "bad", "line", "clause"), ONE_THING_WRONG.values(), ids=ONE_THING_WRONG)
def test_it_says_what_to_do_in_both_languages(refused, good, bad, line, clause):
    for problem in refused(good, bad):
        assert all((problem.problem.ja, problem.problem.en, problem.remedy.ja, problem.remedy.en))
        assert problem.problem.ja != problem.problem.en
        assert problem.remedy.ja != problem.remedy.en


def test_a_wrong_indent_names_its_line_and_the_clause_it_stands_in(refused):
    [problem] = refused("    type: roster\n", "     type: roster\n")
    assert (problem.line, problem.clause) == (26, "1(1)")
    assert "字下げ" in problem.remedy.ja


def test_a_key_written_twice_is_refused(refused):
    [problem] = refused("    verb: 承認\n", "    verb: 承認\n    verb: 許可\n")
    assert (problem.line, problem.clause, problem.problem.en) == (29, "1(1)", "'verb' is written twice.")


def test_a_tab_is_refused(refused):
    [problem] = refused("    timing: submit\n", "\ttiming: submit\n")
    assert problem.line == 27


def test_everything_wrong_is_told_at_once(refused):
    problems = refused("type: roster\n    timing: submit", "type: rooster\n    timing: someday")
    assert [problem.line for problem in problems] == [26, 27]


def test_a_settling_step_that_settles_nothing_is_refused(refused):
    [problem] = refused("items: [roster]", "items: [roster], settled_by: drafted")
    assert problem.problem.en == "A writing is not settled by 'drafted'."


@pytest.mark.parametrize("inner", ["{hours: 8}", "{days: 1}"])
def test_an_inner_target_that_leaves_no_time_is_refused(refused, inner):
    stage = "params: {{answer: incident, {target}due: {{hours: 8, after: event}}}}"
    good = 'params: {subject: "training:security", repeat_if: yearly, repeat_months: 12}'
    bad = stage.format(target=f"submit_by: {inner}, ")
    [problem] = refused(
        f"type: train_brief\n    timing: keep\n    topic: training\n    {good}",
        f"type: incident_chain\n    timing: respond\n    topic: training\n    {bad}",
    )
    assert (problem.line, problem.clause) == (41, "1(1)")


@pytest.mark.parametrize("content", [b"", b"- just\n- a list\n", b"name: \xff\xfe\n", b"name: [\n"])
def test_what_is_no_pack_at_all_is_refused(tmp_path, content):
    path = tmp_path / "pack.yaml"
    path.write_bytes(content)
    with pytest.raises(PackError) as caught:
        load_pack(path)
    assert caught.value.problems[0].line >= 1


def test_the_message_can_be_read_like_a_compilers(refused, tmp_path):
    [problem] = refused("type: roster", "type: rooster")
    assert problem.in_language("en").startswith(
        f"{tmp_path / 'pack.yaml'}:26: 1(1): 'rooster' is no type of duty. Use one of: change_control,"
    )


def test_checking_a_folder_looks_at_its_examples_as_well(tmp_path):
    (tmp_path / "pack.yaml").write_text(SOUND, "utf-8")
    assert packs.check(tmp_path) == ()
    examples = """\
- title: {ja: 例, en: Example}
  facts:
    - {kind: Watched, at: 2026-04-01 09:00, subject: plan}
  moments:
    - at: 2026-04-01 10:00
      duties: {rota: met}
"""
    (tmp_path / "examples.yaml").write_text(examples, "utf-8")
    [problem] = packs.check(tmp_path)
    assert (problem.line, problem.problem.en) == (6, "There is no duty 'rota'.")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("kind: Watched", "kind: Watcher"),
        ("2026-04-01 09:00", "yesterday"),
        ("subject: plan", "subject: plan, colour: red"),
        ("state: met", "state: happy"),
    ],
)
def test_a_broken_example_is_refused(tmp_path, good, bad):
    (tmp_path / "pack.yaml").write_text(SOUND, "utf-8")
    examples = """\
- title: {ja: 例, en: Example}
  facts:
    - {kind: Watched, at: 2026-04-01 09:00, subject: plan}
  moments:
    - at: 2026-04-01 10:00
      duties: {roster: {state: met}}
"""
    assert examples.count(good) == 1
    (tmp_path / "examples.yaml").write_text(examples.replace(good, bad), "utf-8")
    assert [problem.line for problem in packs.check(tmp_path)] == [6 if good == "state: met" else 3]
