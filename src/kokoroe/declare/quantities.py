"""How people write how much: 約46万, 489通, 100〜200名, 100以上, 10組27名, 数百件, 調査中; and how it is said.

What somebody wrote is kept and printed as it stands: figures are grouped, brackets and waves are those of a paper, and
a number without a unit gets its field's. What it means is read out of that each time (`quantity_of`), so that nothing
stands in two places.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from kokoroe.annex.text import Text, listed, say
from kokoroe.declare.field import Field
from kokoroe.declare.spelling import RefusedError
from kokoroe.declare.values import Quantity, Sure

UNITS: Mapping[str, Text] = {
    "件": Text("件", " records"),
    "人": Text("人", " people"),
    "名": Text("名", " people"),
    "人分": Text("人分", " people’s"),
    "名分": Text("名分", " people’s"),
    "通": Text("通", " letters"),
    "世帯": Text("世帯", " households"),
    "組": Text("組", " groups"),
    "枚": Text("枚", " sheets"),
    "冊": Text("冊", " volumes"),
    "部": Text("部", " copies"),
    "台": Text("台", " devices"),
    "本": Text("本", " media"),
    "個": Text("個", " pieces"),
    "社": Text("社", " companies"),
    "団体": Text("団体", " organisations"),
    "自治体": Text("自治体", " municipalities"),
    "校": Text("校", " schools"),
    "園": Text("園", " nurseries"),
    "施設": Text("施設", " facilities"),
    "回": Text("回", " times"),
    "アカウント": Text("アカウント", " accounts"),
    "口座": Text("口座", " bank accounts"),
    "ファイル": Text("ファイル", " files"),
    "アドレス": Text("アドレス", " addresses"),
}
"""How the counters that people use are called in English; any other is kept as it is written."""
IN_ENGLISH = {unit.en.strip(): key for key, unit in reversed(list(UNITS.items()))} | {"persons": "人"}
PEOPLE = frozenset({"人", "名", "人分", "名分"})

NOT_KNOWN: Mapping[str, Text] = {
    "不明": Text("不明", "not known"),
    "未確認": Text("未確認", "not confirmed yet"),
    "未確定": Text("未確定", "not settled yet"),
    "未定": Text("未定", "not settled yet"),
    "調査中": Text("調査中", "being looked into"),
    "確認中": Text("確認中", "being confirmed"),
    "精査中": Text("精査中", "being looked into"),
}
"""What people write while nobody knows."""

_ENGLISH = (
    (re.compile(r"^(?:unknown|not known)$"), "不明"),
    (re.compile(r"^(?:being looked into|under investigation)$"), "調査中"),
    (re.compile(r"\((?:confirmed|exact)\)$"), "(確定)"),
    (re.compile(r"^(?:about|around|approximately|approx\.?) +"), "約"),
    (re.compile(r"^at least (.+)"), r"\1以上"),
    (re.compile(r"^(?:more than|over) (.+)"), r"\1超"),
    (re.compile(r"^(?:at most|up to) (.+)"), r"\1以下"),
    (re.compile(r"(\d\D*?) to (?=\d)"), r"\1〜"),
)
"""What is written in English, as it is written in Japanese."""

_SURE = {"確定": Sure.EXACT} | dict.fromkeys(
    (
        "概数",
        "概算",
        "推定",
        "推計",
        "見込み",
        "見込",
        "暫定",
        "速報",
        "速報値",
        "調査中",
        "確認中",
        "精査中",
    ),
    Sure.ABOUT,
)
_BRACKET = re.compile(r"^(.+)\(([^()]+)\)$")
_AROUND = re.compile(
    r"^(?:約|およそ|おおよそ|概ね|おおむね|推定)"
    r"|(?:程度|くらい|ぐらい|前後|ほど|弱|の?見込み|の(?:可能性|おそれ|恐れ|疑い)(?:あり|がある)?)$"
)
_LEAST = re.compile(r"^(?:少なくとも|最低でも|最低)|(?:以上|余り|余|強)$")
_MORE = re.compile(r"(?:超|を超える|を超え)$")
_MOST = re.compile(r"^(?:最大で|最大|最多で|最多|多くとも)|(?:以下|以内|まで)$")
_LESS = re.compile(r"未満$")
_RANGE = re.compile(r"(.+?)(?:〜|~|から|–|—|-)(.+)")

_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_NUMBER = rf"(?>数[十百千万億]+|十数|{_DIGITS}(?:[億万千百](?:{_DIGITS})?)*)"
_UNIT = r"(?:[^\W\d_億万千百十数約以超未満程最余強弱らまでほ〜]{1,12}|%)"
_ITEM = re.compile(rf"({_NUMBER})({_UNIT})?")
_ITEMS = re.compile(rf"(?:{_NUMBER})(?:{_UNIT})?(?:[、・と及び]*(?:{_NUMBER})(?:{_UNIT}))*")
_MISTYPED = re.compile(r"\d[A-Za-z]+\d")
"""A letter that was meant for a figure."""
_PART = re.compile(rf"({_DIGITS})([億万千百]*)")
_SCALE = {"億": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}


def quantity_of(text: str, field: Field) -> Quantity | None:
    """The quantity in a text; None where nothing is written. Raises RefusedError for what says no number at all."""
    words = tidied(text)
    if not words:
        return None
    if words in NOT_KNOWN:
        return Quantity(written=words)
    found = _read(words, field.unit.ja if field.unit is not None else "")
    if found is None:
        raise RefusedError(
            "数を入れてください（例：1048件、約46万人、100件以上、100〜200名、10組27名、調査中）。"
            "分からなければ空けておきます。",
            "Please enter a number, as in 1048, about 460,000, at least 100, 100 to 200, or “under investigation”; "
            "or leave it empty while it is not known.",
        )
    unit = "" if found.unit or field.unit is None else field.unit.ja
    return replace(found, unit=found.unit or unit, written=as_printed(words, unit))


def refuse_parts(quantity: Quantity, places: int) -> None:
    """Raises RefusedError for more decimals than a field takes."""
    numbers = [one for one in (quantity.least, quantity.most) if one is not None]
    if any(one != round(one, places) for one in numbers):
        raise RefusedError("小数は入れられません。" if places == 0 else f"小数は{places}桁までです。",
                           "Whole numbers only." if places == 0 else f"At most {places} decimals.")  # fmt: skip


def tidied(text: str) -> str:
    """What was typed, without blanks and in figures of one width; English in the words of Japanese."""
    words = " ".join(unicodedata.normalize("NFKC", text).split())
    if words.isascii():
        words = words.lower() if not re.search(r"\d[ ]?[KMGT]B", words) else words
        for name, unit in IN_ENGLISH.items():
            words = re.sub(rf" ?\b{name}\b", unit, words)
        for pattern, instead in _ENGLISH:
            words = pattern.sub(instead, words)
    return words.replace(" ", "")


def _read(words: str, wanted: str) -> Quantity | None:
    """What the words say, its unit as far as they name one; None where they are none of a quantity."""
    sure, note, inner = Sure.UNSAID, "", None
    if bracket := _BRACKET.match(words):
        words, note = bracket[1], bracket[2]
        sure = _SURE.get(note, sure)
        inner = None if note in _SURE else _read(note, wanted)
        note = "" if inner is not None or note in _SURE else note
    bounds = dict.fromkeys((_AROUND, _LEAST, _MORE, _MOST, _LESS), False)
    while found := next(((one, cut) for one in bounds if (cut := one.sub("", words)) != words), None):
        bounds[found[0]], words = True, found[1]
    if bounds[_AROUND]:
        sure = Sure.ABOUT
    if parts := _RANGE.fullmatch(words):
        return _range(parts[1], parts[2], sure=sure, note=note)
    items = _items(words)
    if not items:
        return None
    first = items[0]
    if bounds[_LEAST] or bounds[_MORE]:
        least = first.least + 1 if bounds[_MORE] and first.least is not None else first.least
        first = replace(first, least=least, most=None)
    elif bounds[_MOST] or bounds[_LESS]:
        most = first.most - 1 if bounds[_LESS] and first.most is not None else first.most
        first = replace(first, least=None, most=most)
    first = replace(first, note=note)
    counted = [replace(one, sure=sure or one.sure) for one in (first, *items[1:])]
    counts = [*counted, *((inner,) if inner is not None else ())]
    # Of 10組27名 it is the people that are counted, where a field asks for people.
    alike = PEOPLE if wanted in PEOPLE else {wanted}
    main: Quantity = next((one for one in counts if one.unit in alike), counts[0])
    return replace(main, beside=tuple(one for one in counts if one is not main))


def _range(low: str, high: str, *, sure: Sure, note: str) -> Quantity | None:
    """A range from one number to another; None where one of them is no single number."""
    ends = [_items(_AROUND.sub("", one)) for one in (low, high)]
    if any(len(one) != 1 for one in ends):
        return None
    [first], [last] = ends
    least, most = sorted(one for one in (first.least, last.most) if one is not None)
    about = Sure.ABOUT if _AROUND.search(low) or _AROUND.search(high) else sure
    return Quantity(least, most, last.unit or first.unit, about, note=note)


def _items(words: str) -> list[Quantity]:
    """Numbers with their units, as far as they have any; none, where the words are anything else."""
    if not _ITEMS.fullmatch(words) or _MISTYPED.search(words):
        return []
    found = []
    for number, unit in _ITEM.findall(words):
        least, most = _bounds(number)
        found.append(Quantity(least, most, unit, Sure.UNSAID if least == most else Sure.ABOUT))
    return found


def _bounds(number: str) -> tuple[Decimal, Decimal]:
    """The least and the most that a number can be: 数百 is anything of three figures."""
    if number == "十数":
        return Decimal(11), Decimal(19)
    if number.startswith("数"):
        scale = Decimal(1)
        for letter in number[1:]:
            scale *= _SCALE[letter]
        return scale, scale * 10 - 1
    value = Decimal(0)
    for digits, scales in _PART.findall(number):
        part = Decimal(digits.replace(",", ""))
        for letter in scales:
            part *= _SCALE[letter]
        value += part
    return value, value


def as_printed(words: str, unit: str) -> str:
    """The words as a paper has them: figures grouped, and `unit` behind the number that has none."""
    printed = re.sub(r"(?<![\d,.])\d[\d,]*", lambda run: f"{int(run[0].replace(',', '')):,}", words)
    if unit:
        last = list(re.finditer(_NUMBER, printed.partition("(")[0]))[-1]
        printed = f"{printed[: last.end()]}{unit}{printed[last.end() :]}"
    wide = printed.translate(str.maketrans("()~", "（）〜"))
    return re.sub(r"(?<=\d)[-–—](?=\d)", "〜", wide)


def spoken(quantity: Quantity, unit: Text | None) -> Text:
    """A quantity in words, with the unit of its field where it has none of its own."""
    composed = _composed(quantity, unit)
    return Text(quantity.written, composed.en) if quantity.written else composed


def _composed(quantity: Quantity, unit: Text | None) -> Text:
    if quantity.least is None and quantity.most is None:
        return NOT_KNOWN.get(quantity.written or "不明", NOT_KNOWN["不明"])
    counted = UNITS.get(quantity.unit) or (
        Text(quantity.unit, f" {quantity.unit}") if quantity.unit else unit
    )
    low, high = (
        f"{one.normalize():,f}" if one is not None else "" for one in (quantity.least, quantity.most)
    )
    number = low if low == high else f"{low}〜{high}" if low and high else low or high
    words = with_unit(number, counted)
    words = Text(words.ja, words.en.replace("〜", "–"))
    if quantity.sure is Sure.ABOUT:
        words = say("約{n}", "about {n}", n=words)
    if not high:
        words = say("{n}以上", "at least {n}", n=words)
    elif not low:
        words = say("{n}以下", "at most {n}", n=words)
    if quantity.sure is Sure.EXACT:
        words = say("{n}（確定）", "{n} (confirmed)", n=words)
    if quantity.note:
        words = say("{n}（{note}）", "{n} ({note})", n=words, note=quantity.note)
    return listed((words, *(_composed(one, None) for one in quantity.beside)))


def with_unit(number: str, unit: Text | None) -> Text:
    """A number with its unit behind it."""
    return Text(f"{number}{unit.ja}", f"{number}{unit.en}") if unit is not None else Text(number, number)
