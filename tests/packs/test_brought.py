"""A pack that a party brings is a stranger's file: what would cost too much, or fit nowhere, is refused with its line."""

import pytest

from kokoroe.packs import PackError, read_brought
from kokoroe.packs.brought import DEEPEST, LARGEST, MOST_DUTIES, MOST_VALUES
from packs.test_broken_packs import SOUND

DUTY = SOUND[SOUND.index("  - id: training") :]


def problems(text: str, **beside: str):
    files = {"pack.yaml": text, **{f"{name}.yaml": said for name, said in beside.items()}}
    with pytest.raises(PackError) as caught:
        read_brought({name: said.encode() for name, said in files.items()})
    return caught.value.problems


def test_a_sound_one_is_taken():
    assert read_brought({"pack.yaml": SOUND.encode()})[0].name == "mihon"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SOUND + "#" * LARGEST, "more than 256000 bytes"),
        (SOUND + "x: " + "[" * DEEPEST + "]" * DEEPEST, "nested too deep"),
        (SOUND + "x: [" + "a, " * MOST_VALUES + "]", "too many values"),
        (SOUND + "x: &a [1]\ny: *a", "aliases"),
        (
            SOUND + "".join(DUTY.replace("training\n", f"t{n}\n", 1) for n in range(MOST_DUTIES)),
            "more than 300 duties",
        ),
    ],
)
def test_what_would_cost_too_much_is_refused(text, says):
    assert says in problems(text)[0].problem.en


def test_so_is_what_stands_beside_it():
    (problem,) = problems(SOUND, forms="x: &a [1]\ny: *a")
    assert (problem.file, problem.line) == ("forms.yaml", 2)


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("name: mihon", f"name: {'見' * 101}", 1),
        ("name: mihon", 'name: "mi\\r\\nhon"', 1),
        ("name: mihon", "name: ../mihon", 1),
        ('edition: "1"', f"edition: {'1' * 51}", 2),
        ("- id: roster", f"- id: {'r' * 101}", 23),
        ("- key: scope", f"- key: {'s' * 101}", 8),
        ("{key: all, text", f"{{key: {'a' * 101}, text", 13),
        ("{key: yearly, clause", f"{{key: {'y' * 101}, clause", 15),
    ],
)
def test_a_name_that_fits_in_no_record_is_refused_at_its_line(good, bad, line):
    found = problems(SOUND.replace(good, bad, 1))
    assert line in [problem.line for problem in found if "name" in problem.problem.en]


def test_no_more_topics_are_taken_than_a_board_has_room_for():
    topics = "".join(f"  - {{key: t{n}, title: {{ja: 主題{n}, en: T{n}}}}}\n" for n in range(101))
    duties = "".join(
        DUTY.replace("training\n", f"d{n}\n", 1).replace("topic: training", f"topic: t{n}")
        for n in range(101)
    )
    found = problems(SOUND.replace("readings:", f"topics:\n{topics}readings:", 1) + duties)
    assert "100 topics" in found[0].problem.en
