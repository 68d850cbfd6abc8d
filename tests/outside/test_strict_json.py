"""JSON of strangers has one meaning, or is refused with what is wrong with it."""

import pytest

from kokoroe.outside.refused import FileRefused
from kokoroe.outside.strict_json import read_json


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"a": [1, "\xe6\xad\xa3"], "b": {"a": null}}', {"a": [1, "正"], "b": {"a": None}}),
        ("[]", []),
        (b"1", 1),
    ],
)
def test_what_says_one_thing_is_read(body, found):
    assert read_json(body) == found


@pytest.mark.parametrize(
    ("body", "ja", "en"),
    [
        (b'{"a": 1, "b": [{"x": 1, "x": 2}]}', "「x」が同じ所に二度", "“x” stands twice"),
        (b'{"\\u0061": 1, "a": 2}', "「a」が同じ所に二度", "“a” stands twice"),
        (b"\xef\xbb\xbf{}", "BOM を除いて", "byte order mark"),
        ("\ufeff{}", "BOM を除いて", "byte order mark"),
        ("{}".encode("utf-16"), "JSON として読めません", "no JSON"),
        ("{}".encode("utf-16-le"), "JSON として読めません", "no JSON"),
        (b"[" * 100_000, "60 段", "60 deep"),
        (b"[" * 70 + b"]" * 70, "60 段", "60 deep"),
        (b'{"a":' * 500 + b"1" + b"}" * 500, "60 段", "60 deep"),
        (b"[NaN]", "NaN は JSON の数ではありません", "NaN is no JSON number"),
        (b"[-Infinity]", "-Infinity", "-Infinity"),
        (b"9" * 5_000, "JSON として読めません", "no JSON"),
        (b'["a\\u0000"]', "NUL", "NUL"),
        (b'{"a\\u0000": 1}', "NUL", "NUL"),
        (b"\xff", "JSON として読めません", "no JSON"),
        (b"", "JSON として読めません", "no JSON"),
        (b"{'a': 1}", "JSON として読めません", "no JSON"),
    ],
)  # fmt: skip
def test_everything_else_is_refused_with_the_reason(body, ja, en):
    with pytest.raises(FileRefused) as refused:
        read_json(body)
    assert ja in refused.value.text.ja
    assert en in refused.value.text.en
