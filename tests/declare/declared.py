"""Declarations to test with: every kind of field, and forms by the dozen."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from kokoroe.annex.moments import Moment
from kokoroe.annex.text import Text
from kokoroe.declare import (
    CHOICE,
    CHOICES,
    DAY,
    FILES,
    LINE,
    MOMENT,
    NUMBER,
    PEOPLE,
    PERSON,
    QUANTITY,
    TABLE,
    TEXT,
    WORKPLACE,
    YES_NO,
    Choice,
    Field,
    FieldGroup,
    Form,
    If,
    Kind,
    Meaning,
    Spelling,
)  # fmt: skip
from kokoroe.declare.kinds import to_json
from kokoroe.declare.values import FileRef, Named, Quantity, Sure

STAGES = ("first", "detailed", "result")
COLOURS = (Choice("red", Text("赤", "Red"), "あか 朱"), Choice("blue", Text("青", "Blue")))

words = st.text("abcdefgh いろはにほへと「」:#'\"-", min_size=1, max_size=12).map(str.strip).filter(bool)
texts = st.builds(Text, words, words)
keys = st.text("abcdefghij_", min_size=1, max_size=8)
numbers = st.decimals(0, 10**9, places=2)
moments = st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
people = st.builds(Named, keys, words)


def quantity(bounds, unit, sure):
    least, most = bounds
    if least is not None and most is not None and least > most:
        least, most = most, least
    if least is None and most is None:
        return Quantity()
    return Quantity(least, most, unit, sure)


VALUES = {
    LINE: words,
    TEXT: st.lists(words, min_size=1, max_size=3).map("\n".join),
    NUMBER: numbers,
    QUANTITY: st.builds(
        quantity,
        st.tuples(st.none() | numbers, st.none() | numbers),
        st.sampled_from(("", "件")),
        st.sampled_from(Sure),
    ),
    DAY: days,
    MOMENT: moments.map(Moment.of) | days.map(Moment),
    CHOICE: st.sampled_from([one.key for one in COLOURS]),
    CHOICES: st.sets(st.sampled_from([one.key for one in COLOURS]), min_size=1).map(
        lambda found: tuple(one.key for one in COLOURS if one.key in found)
    ),
    YES_NO: st.booleans(),
    PERSON: people,
    PEOPLE: st.lists(people, min_size=1, max_size=3, unique=True).map(tuple),
    WORKPLACE: people,
    FILES: st.lists(
        st.builds(FileRef, words, st.just("ab" * 32), st.integers(0, 10**9)), min_size=1, max_size=2
    ).map(tuple),
}


SIMPLE = tuple(VALUES)


def plain_field(key: str, kind: Kind, **given) -> Field:
    """A field of a kind with what that kind cannot be without."""
    if kind in (CHOICE, CHOICES):
        given.setdefault("choices", COLOURS)
    if kind is TABLE:
        given.setdefault("columns", tuple(plain_field(f"c{n}", one) for n, one in enumerate(SIMPLE)))
    return Field(key, kind, given.pop("label", Text("項目", "Item")), **given)


VALUES[TABLE] = st.lists(
    st.fixed_dictionaries({}, optional={f"c{n}": VALUES[one] for n, one in enumerate(SIMPLE)}).filter(bool),
    min_size=1,
    max_size=3,
).map(tuple)
EVERY = {kind: plain_field(kind.value, kind, places=2 if kind in (NUMBER, QUANTITY) else 0) for kind in Kind}


@st.composite
def fields(draw, key: str, deep: bool = True) -> Field:
    kind = draw(st.sampled_from([one for one in Kind if deep or one is not TABLE]))
    given = {
        "label": draw(texts),
        "help": draw(st.none() | texts),
        "required": draw(st.booleans()),
        "since": draw(st.sampled_from(("", *STAGES))) if deep else "",
        "required_since": draw(st.sampled_from(("", *STAGES))) if deep else "",
        "asked": draw(st.none() | texts),
        "longest": draw(st.integers(0, 5000)),
        "personal": draw(st.booleans()),
        "seen_by": draw(st.frozensets(st.sampled_from(("client", "contractor")))),
        "found_out": draw(st.booleans()),
        "words": draw(st.just("") | words),
    }
    if kind is LINE:
        given["spelling"] = draw(st.sampled_from(Spelling))
    if kind is NUMBER:
        given |= {
            "unit": draw(st.none() | texts),
            "places": draw(st.integers(0, 3)),
            "most": draw(st.none() | st.integers(0, 9)),
        }
    if kind in (DAY, MOMENT):
        given["means"] = draw(st.sampled_from((None, Meaning.HAPPENED_AT, Meaning.DUE_AT)))
    if kind is TABLE:
        given["columns"] = tuple(draw(fields(f"c{n}", deep=False)) for n in range(draw(st.integers(1, 3))))
        given["named_by"] = draw(st.sampled_from(("", "c0")))
        given["row"] = draw(st.none() | texts)
    return plain_field(key, kind, **given)


@st.composite
def forms(draw) -> Form:
    found = [draw(fields(f"f{n}")) for n in range(draw(st.integers(1, 6)))]
    if len(found) > 1 and draw(st.booleans()):
        found.append(plain_field("last", LINE, required_if=If("f0", ("red", "はい"))))
    cut = draw(st.integers(0, len(found)))
    groups = [
        FieldGroup(draw(texts), tuple(part), help=draw(st.none() | texts))
        for part in (found[:cut], found[cut:])
        if part
    ]
    return Form(
        draw(keys), draw(texts), tuple(groups), mark=draw(st.sampled_from(("", "事"))),
        register=draw(st.none() | texts), stages=STAGES,
    )  # fmt: skip


@st.composite
def stored_for(draw, form: Form) -> dict:
    """Values for a form in JSON's types; some are not there."""
    found = {}
    for field in form.fields:
        if draw(st.booleans()):
            continue
        if field.kind is TABLE:
            rows = [
                {
                    column.key: to_json(column, draw(VALUES[column.kind]))
                    for column in field.columns
                    if draw(st.booleans())
                }
                for _ in range(draw(st.integers(1, 3)))
            ]
            found[field.key] = [row for row in rows if row]
        else:
            found[field.key] = to_json(field, draw(VALUES[field.kind]))
    return found
