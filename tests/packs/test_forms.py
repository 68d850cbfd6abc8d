from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from declare.declared import forms
from kokoroe.annex.text import Text
from kokoroe.declare import Form, Meaning
from kokoroe.packs.forms import read_form
from kokoroe.packs.problems import PackError

SOUND = """\
key: storage
title: {ja: オンラインストレージ利用許可申請書, en: Application to use online storage}
mark: 許
groups:
  - title: {ja: サービス, en: Service}
    fields:
      - {key: service, kind: line, label: {ja: サービスの名称, en: Service}, required: true, means: names}
      - key: ismap
        kind: choice
        label: {ja: ISMAP, en: ISMAP}
        choices:
          - {key: "yes", label: {ja: 登録あり, en: Listed}}
          - {key: "no", label: {ja: なし, en: Not listed}}
      - {key: until, kind: day, label: {ja: 利用の終わり, en: Until}, required: true, means: valid_until}
      - key: rows
        kind: table
        label: {ja: 利用者, en: Users}
        columns:
          - {key: name, kind: line, label: {ja: 氏名, en: Name}, spelling: name, personal: true}
"""


def as_yaml(form: Form) -> str:
    """The form as `read_form` reads it."""
    return yaml.safe_dump(
        as_plain(form), allow_unicode=True, sort_keys=False, width=110, default_flow_style=None
    )


def as_plain(value: object) -> object:
    """A declaration as mappings and lists; what says nothing beyond the default is left out."""
    if isinstance(value, Text):
        return {"ja": value.ja, "en": value.en}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: as_plain(getattr(value, one.name))
            for one in fields(value)
            if one.default is MISSING or getattr(value, one.name) != one.default
        }
    if isinstance(value, Mapping):
        return {key: as_plain(one) for key, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [as_plain(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    return value


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=30)
@given(forms())
def test_a_form_is_read_as_it_was_written(form):
    with TemporaryDirectory() as folder:
        path = Path(folder, "form.yaml")
        path.write_text(as_yaml(form))
        assert read_form(path) == form


def test_a_form_is_read_from_yaml(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_text(SOUND)
    form = read_form(path)
    assert [field.key for field in form.fields] == ["service", "ismap", "until", "rows"]
    assert form.by_key["until"].means is Meaning.VALID_UNTIL
    assert form.by_key["rows"].columns[0].personal


@pytest.mark.parametrize(
    ("good", "bad", "line", "said"),
    [
        ("kind: line, label: {ja: サ", "kind: lin, label: {ja: サ", 7, "number"),
        ("means: valid_until", "means: names", 14, "until"),
        ("mark: 許", "marc: 許", 3, "mark"),
        ("key: rows", "key: until", 1, "one key"),
        ("required: true, means: names", "required: yes, means: names", 7, "true or false"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_in_both_languages(tmp_path, good, bad, line, said):
    assert SOUND.count(good) == 1
    path = tmp_path / "form.yaml"
    path.write_text(SOUND.replace(good, bad))
    with pytest.raises(PackError) as refused:
        read_form(path)
    (problem,) = refused.value.problems
    assert problem.line == line
    assert said in problem.in_language("en")
    assert problem.in_language("ja") != problem.in_language("en")
