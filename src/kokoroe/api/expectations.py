"""What was expected where a value is not right, in both languages; pydantic itself speaks English alone."""

from collections.abc import Callable, Mapping
from typing import Any

from kokoroe.annex.text import Text

Context = Mapping[str, Any]

KINDS: dict[str, Text] = {
    "missing": Text("この項目が要ります。", "This field is needed."),
    "extra_forbidden": Text(
        "この項目はありません。名前を確かめてください。", "There is no such field. Check its name."
    ),
    "string_type": Text("文字列を入れてください。", "A string is expected."),
    "int_type": Text("整数を入れてください。", "An integer is expected."),
    "int_parsing": Text("整数を入れてください。", "An integer is expected."),
    "int_from_float": Text("整数を入れてください。", "An integer is expected."),
    "int_parsing_size": Text("数が大きすぎます。", "The number is too large."),
    "bool_type": Text("true か false を入れてください。", "true or false is expected."),
    "bool_parsing": Text("true か false を入れてください。", "true or false is expected."),
    "list_type": Text("配列を入れてください。", "An array is expected."),
    "dict_type": Text("オブジェクトを入れてください。", "An object is expected."),
    "model_type": Text("オブジェクトを入れてください。", "An object is expected."),
    "model_attributes_type": Text("オブジェクトを入れてください。", "An object is expected."),
    "date_from_datetime_parsing": Text(
        "2026-04-01 のような日付を入れてください。", "A day like 2026-04-01 is expected."
    ),
    "date_parsing": Text("2026-04-01 のような日付を入れてください。", "A day like 2026-04-01 is expected."),
    "date_type": Text("2026-04-01 のような日付を入れてください。", "A day like 2026-04-01 is expected."),
    "moment": Text(
        "2026-04-01T09:00+09:00 のような、時差つきの日時を入れてください。",
        "A moment with its zone, like 2026-04-01T09:00+09:00, is expected.",
    ),
    "string_unicode": Text("文字として読めません。", "This cannot be read as text."),
}

WITH_CONTEXT: dict[str, Callable[[Context], Text]] = {
    "literal_error": lambda given: one_of(given["expected"]),
    "enum": lambda given: one_of(given["expected"]),
    "string_too_long": lambda given: Text(
        f"{given['max_length']}文字までです。", f"At most {given['max_length']} characters."
    ),
    "string_too_short": lambda given: Text(
        f"{given['min_length']}文字以上入れてください。", f"At least {given['min_length']} characters."
    ),
    "too_long": lambda given: Text(
        f"{given['max_length']}件までです。", f"At most {given['max_length']} of them."
    ),
    "too_short": lambda given: Text(
        f"{given['min_length']}件以上入れてください。", f"At least {given['min_length']} of them."
    ),
    "greater_than_equal": lambda given: Text(
        f"{given['ge']} 以上の数です。", f"A number from {given['ge']} on."
    ),
    "less_than_equal": lambda given: Text(f"{given['le']} 以下の数です。", f"A number up to {given['le']}."),
    "string_pattern_mismatch": lambda given: Text(
        f"形式が違います（{given['pattern']}）。", f"Another form is expected ({given['pattern']})."
    ),
}


def one_of(choices: str) -> Text:
    """The choices that there are, as pydantic lists them."""
    named = choices.replace("'", "").replace(" or ", ", ")
    return Text(f"次のどれかを入れてください：{named}", f"One of these is expected: {named}")


def expected(error: Mapping[str, Any]) -> Text:
    """A sentence for one of pydantic's errors."""
    kind = str(error["type"])
    if kind in KINDS:
        return KINDS[kind]
    if kind in WITH_CONTEXT:
        return WITH_CONTEXT[kind](error.get("ctx", {}))
    return Text("この値は使えません。", f"This value cannot be used: {error.get('msg', kind)}")
