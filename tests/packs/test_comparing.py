"""What another pack changes is said in words, whatever it changes."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from typing import Any

import pytest

from kokoroe import packs
from kokoroe.annex.days import Anchor, Deadline, Side, Unit
from kokoroe.annex.pack import Duty, Pack
from kokoroe.annex.text import Text
from kokoroe.annex.types import RULES
from kokoroe.declare.comparison import How
from kokoroe.packs.comparing import compare
from kokoroe.packs.content import content_of
from kokoroe.packs.wording import LABELS, worded

SAPPORO = packs.load("sapporo")


def with_duty(pack: Pack, duty: Duty) -> Pack:
    return dataclasses.replace(pack, duties=tuple(duty if one.id == duty.id else one for one in pack.duties))


def other_than(value: Any) -> Any:  # noqa: PLR0911 (one line for each kind)
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Text):
        return Text(value.ja + "改", value.en + " anew")
    if isinstance(value, Enum):
        return next(one for one in type(value) if one is not value)
    if isinstance(value, timedelta):
        return value + timedelta(hours=1)
    if isinstance(value, int):
        return value + 1
    if isinstance(value, Deadline):
        return dataclasses.replace(
            value, word=None, side=Side.AFTER, amount=value.amount + 7, anchor=Anchor.SIGNED
        )
    if isinstance(value, tuple):
        return value[1:] if value else ("another",)
    return f"{value}-another"


def changes() -> Iterator[Any]:
    """Each field of some duty of each type, changed alone."""
    by_type = {duty.type: duty for duty in SAPPORO.duties}
    for duty in by_type.values():
        for one in dataclasses.fields(duty.params):
            value = getattr(duty.params, one.name)
            if value is not None:
                params = dataclasses.replace(duty.params, **{one.name: other_than(value)})
                yield pytest.param(duty.id, one.name, {"params": params}, id=f"{duty.type}-{one.name}")
    duty = SAPPORO.duties[0]
    for one in dataclasses.fields(duty):
        value = getattr(duty, one.name)
        if value is not None and one.name not in ("id", "params"):
            given = (timedelta(),) if one.name == "ladder" else other_than(value)
            yield pytest.param(duty.id, one.name, {one.name: given}, id=one.name)


@pytest.mark.parametrize(("duty", "name", "fields"), list(changes()))
def test_a_single_change_of_a_duty_is_named_with_old_and_new(duty, name, fields):
    other = with_duty(SAPPORO, dataclasses.replace(SAPPORO.by_id[duty], **fields))
    [change] = compare(SAPPORO, other).duties
    assert (change.id, change.how) == (duty, How.CHANGED)
    assert [part.item for part in change.parts] == [LABELS[name]]
    assert change.parts[0].old != change.parts[0].new


def test_every_field_of_every_type_has_a_label_and_every_word_a_translation():
    names = {one.name for rule in RULES.values() for one in dataclasses.fields(rule.params)}
    names |= {one.name for one in dataclasses.fields(Duty)} - {"id", "params"}
    assert names == LABELS.keys()
    for pack in map(packs.load, packs.available()):
        for duty in pack.duties:
            for holder in (duty, duty.params):
                for one in dataclasses.fields(holder):
                    if one.name not in ("id", "params"):
                        assert worded(pack, one.name, getattr(holder, one.name)).ja


def test_a_duty_that_comes_or_goes_is_told_with_all_that_it_says():
    less = dataclasses.replace(SAPPORO, duties=SAPPORO.duties[1:])
    [gone], [come] = compare(SAPPORO, less).duties, compare(less, SAPPORO).duties
    assert (gone.how, come.how, gone.duty) == (How.REMOVED, How.ADDED, come.duty)
    told = {part.item.ja: part.old.ja for part in gone.parts}
    assert (told["期限"], told["相手方の行為"], told["義務を負う側"]) == ("作業開始日の前", "了承", "受託者")
    assert "情報管理責任者" in told["記載事項"]


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (Deadline(Anchor.EVENT, Side.AFTER, 24, Unit.HOURS), "事柄があった時から24時間"),
        (Deadline(Anchor.ENDS, Side.BEFORE, 10, Unit.BUSINESS_DAYS), "履行期間の末日の10営業日前"),
        (Deadline(Anchor.STARTS, Side.BEFORE), "作業開始日の前"),
        (Deadline(Anchor.END, Side.ON), "契約の終わりまで"),
        (Deadline(Anchor.SIGNED, word=Text("速やかに", "promptly")), "契約締結日から速やかに"),
    ],
)
def test_a_deadline_is_said_as_a_contract_says_it(deadline, said):
    assert worded(SAPPORO, "due", deadline).ja == said


def test_what_the_words_leave_out_is_told_all_the_same():
    duty = SAPPORO.duties[0]
    long = [timedelta(days=1, hours=2, minutes=minutes) for minutes in (3, 4)]
    [change] = compare(*(with_duty(SAPPORO, dataclasses.replace(duty, warn=warn)) for warn in long)).duties
    assert change.parts[0].old != change.parts[0].new


def test_what_stands_around_the_duties_is_told_as_well():
    reading, rule = SAPPORO.readings[0], SAPPORO.house_rules[0]
    other = dataclasses.replace(
        SAPPORO,
        edition="2027",
        readings=(dataclasses.replace(reading, default=reading.options[-1].key), *SAPPORO.readings[1:]),
        house_rules=(dataclasses.replace(rule, default=not rule.default), *SAPPORO.house_rules[1:]),
        clauses=(
            dataclasses.replace(SAPPORO.clauses[0], title=Text("体制", "Structure")),
            *SAPPORO.clauses[1:],
        ),
    )
    found = compare(SAPPORO, other, (b"x", b"x"))
    assert [one.item.ja for one in found.others] == [
        "版", "条項 1", f"読み方 {reading.key}", f"運用上の取決め {rule.key}"
    ]  # fmt: skip
    assert not found.duties


def test_forms_beside_it_are_told_by_their_lines_and_mere_spelling_is_said_to_be_that():
    files = {"pack.yaml": b"x", "forms.yaml": b"a\nb\n"}
    several = content_of(files), content_of({**files, "forms.yaml": b"a\nc\nd\n"})
    [found] = compare(SAPPORO, SAPPORO, several).others
    assert (found.item.ja, found.old.ja, found.new.ja) == (
        "forms.yaml", "2行（うち1行はなくなる）", "3行（うち2行は新しい）"
    )  # fmt: skip
    assert compare(SAPPORO, SAPPORO, (b"x", b"x # y")).only_spelling
