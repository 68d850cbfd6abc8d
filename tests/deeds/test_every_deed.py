"""What holds for every deed by its declaration: words, access, refusals, and that page and program say the same."""

import html
import json
import re

import pytest
from django import forms
from django.utils.translation import override
from tests.access.asking import Asking, place, table
from tests.deeds.doing import do, may, path_of, sent

from kokoroe.api.root import api
from kokoroe.deeds.deed import Deed, declared
from kokoroe.deeds.operating import by_program
from kokoroe.ui.templatetags.ui import said

api.describe()  # every operation is there
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥]")
TYPED = "書きかけの言葉"
WRONG = f"{TYPED}\x00"  # no field takes what cannot be printed
OTHERS = ("reads", "worker", "auditor", "decides", "prepares")


def of_all(*deeds: Deed) -> list[object]:
    return [pytest.param(deed, id=deed.name) for deed in deeds]


ALL = sorted(declared.values(), key=lambda deed: deed.name)
FILLED_IN = [deed for deed in ALL if deed.form.base_fields and not deed.is_button]


def is_text(field: forms.Field) -> bool:
    return type(field).__name__ in {"CharField", "LineField", "LinesField"} and not field.widget.is_hidden


def is_required(field: forms.Field) -> bool:
    return is_text(field) and field.required


@pytest.mark.parametrize("deed", of_all(*ALL))
def test_it_speaks_both_languages(deed):
    for words in (deed.label, deed.word, deed.note, *([] if callable(deed.done) else [deed.done])):
        with override("en"):
            assert not JAPANESE.search(said(words))
    assert JAPANESE.search(deed.label.ja)
    assert deed.label.en


@pytest.mark.parametrize("deed", of_all(*[deed for deed in ALL if deed in by_program]))
def test_a_program_meets_the_rule_of_the_page(deed):
    assert table()[f"api:{by_program[deed]}"].rule == deed.who.rule


@pytest.mark.django_db
@pytest.mark.parametrize("deed", of_all(*[deed for deed in ALL if deed.who.ability]))
def test_who_has_not_what_it_asks_is_refused_and_for_a_stranger_there_is_nothing(deed, asking: Asking):
    objects = asking.world.ours.objects
    path, values = path_of(deed, objects), sent(deed, objects, WRONG)
    for actor in [actor for actor in OTHERS if actor not in may(deed)]:
        answer = asking.ask(actor, "POST", path, **values)
        assert answer.status in {403, 404}, actor
        assert [one for one in answer.wrote if "auditlook" not in one] == []
    assert asking.ask("outsider", "POST", path, **values).status == 404


@pytest.mark.django_db
@pytest.mark.parametrize("deed", of_all(*ALL))
def test_it_records_and_tells_what_it_declares(deed, asking: Asking):
    acts, tells = set(), set()
    for came in do(asking, deed):
        assert came.status in {200, 302}
        assert came.acts
        acts |= came.acts
        tells |= came.tells
    followed = {"ledger.followed"}  # what changed along in another tree, which no verb says
    assert (acts - followed, tells) == (set(deed.acts), set(deed.tells))


@pytest.mark.django_db
@pytest.mark.parametrize("deed", of_all(*FILLED_IN))
def test_what_is_refused_loses_nothing_that_was_typed(deed, asking: Asking):
    objects = asking.world.ours.objects
    path = path_of(deed, objects)
    if not deed.host:
        asked = asking.ask(may(deed)[0], "GET", path)
        assert (asked.status, said(deed.label) in html.unescape(asked.content.decode())) == (200, True)
    answer = asking.ask(may(deed)[0], "POST", path, **sent(deed, objects, WRONG))
    assert answer.status == 422
    assert answer.wrote == ()
    page = answer.content.decode()
    assert page.count(TYPED) >= sum(is_text(field) for field in deed.form.base_fields.values())
    assert said(deed.label) in html.unescape(page)
    if deed.act:
        assert f'name="act" value="{deed.act}"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "deed",
    of_all(
        *[
            deed
            for deed in FILLED_IN
            if deed in by_program and any(map(is_required, deed.form.base_fields.values()))
        ]
    ),
)
def test_page_and_program_are_told_the_same(deed, asking: Asking):
    objects = asking.world.ours.objects
    actor = may(deed)[0]
    page = asking.ask(actor, "POST", path_of(deed, objects), **sent(deed, objects, "")).content.decode()
    row = table()[f"api:{by_program[deed]}"]
    (method,) = row.methods
    answer = asking.ask(actor, method, place(row, objects), **body_of(by_program[deed]))
    assert answer.status == 422, answer.content.decode()
    start = f"{deed.prefix}-" if deed.prefix else ""
    told = {
        error["pointer"].rpartition("/")[2]: error["detail"]
        for error in json.loads(answer.content)["errors"]
        if "pointer" in error
    }
    compared = 0
    for name, field in deed.form.base_fields.items():
        if is_required(field) and name in told:
            shown = re.search(rf'id="id_{start}{name}_error">.*?<span>(.*?)</span>', page, re.DOTALL)
            assert shown is not None
            assert told[name] in html.unescape(shown[1])
            compared += 1
    assert compared


def body_of(operation: str) -> dict[str, object]:
    """A body that fits the operation's schema, without a word in it."""
    document = api.describe()
    (found,) = [
        each
        for path in document["paths"].values()
        for each in path.values()
        if each.get("operationId") == operation
    ]
    schema = found["requestBody"]["content"]["application/json"]["schema"]
    schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return {name: value_of(one) for name, one in schema["properties"].items()}


def value_of(schema: dict) -> object:
    """A value of the kind that the schema names; of words none."""
    if "anyOf" in schema:
        return value_of(schema["anyOf"][0])
    if "enum" in schema or "const" in schema:
        return schema.get("const") or schema["enum"][0]
    if schema.get("format") == "date-time":
        return "2026-04-20T09:30+09:00"
    if schema.get("type") == "array":
        return [value_of(schema["items"])]
    return {"boolean": False, "integer": schema.get("minimum", 1)}.get(schema.get("type"), "")
