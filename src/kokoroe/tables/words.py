"""Words by which people say what a row, a cell or a sheet is, in any kind of table."""

import re
import string
import unicodedata

from kokoroe.declare.spelling import bare

SHORT, LINE = 8, 20
"""Letters that a mark, or a few words, have at most."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DITTO = _words('〃 〃〃 ″ ” “ " 々 仝 〻 同上 同 同じ 上に同じ 上記に同じ 上記と同じ 同左 ↑ ⇧ ditto same do.')
"""A cell that says: what stands above."""

NOTHING = _words("- ー ― – － — ‐ なし 無し 無 ナシ 該当なし 特になし 該当無し n/a na none")
"""A cell that says: there is none."""

NOBODY = _words(
    "未定 調整中 選任中 人選中 選考中 選定中 募集中 採用中 確認中 検討中 後日 後日提出 後日連絡 追って連絡 別途 "
    "未選任 未決定 未決 空席 欠員 空き 予定 なし 無し 無 該当なし tbd tba na 氏名 名前 増員予定 交代予定"
)
"""What stands in place of a name where nobody is known yet; signs alone mean the same."""

_TOTAL = re.compile(
    r"(?:合計|小計|総計|総合計|集計|計|累計|平均|合計人数|人数|総数|総人数|総人員|延べ?人数|延人数|従事者数|要員数|件数|総件数|"
    r"total|subtotal|sum|average)\d*(?:名|人|件)?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"[-+±△▲]?[\d,.]+\s*(?:%|名|人|件|人月|人日|時間|円|点|個|部|枚|冊|本|h|MM)?")
_EXAMPLE = re.compile(r"(?:記入|記載|入力|作成)?例(?:示)?\d*|見本|サンプル|sample|example", re.IGNORECASE)
_EXAMPLE_START = re.compile(
    r"\s*[(（【［\[〔<＜]\s*(?:記入|記載|入力)?例\d*\s*[)）】］\]〕>＞]|\s*(?:記入|記載|入力)例|\s*例[)）:：]"
)
# What is taken is never given back (*+): a cell full of spaces costs its length, not the square of it.
_NOTE = re.compile(
    r"(?:[(（【［\[]?+\s*+(?:注|註)\s*+[\d)）】］\]:：.．]"
    r"|[(（]?+\s*+(?:注意|注記|備考|留意|補足)(?:事項)?+\s*+[)）]?+\s*+(?:[:：\d]|$)"
    r"|※|＊|\*|以上$|以下余白|[-－ー]++\s*+以下余白|次[頁ペ]|前[頁ペ]|上記|下記|本(?:名簿|表|様式)|(?:なお|ただし)[、，]"
    r"|(?:作成|提出|記入|記載|確認|承認|検印)(?:者|日|欄)?+\s*+[:：]|上の)"
)
_SENTENCE = re.compile(r"。|(?:ます|です|こと|下さい|ください|する|される|とする|ない)[。.）)]*+$")
_LABEL = re.compile(r".{1,12}[:：]")
_HEADING = re.compile(
    r"[■□●◆◇▼▽▲△▶►◎]|[【〔＜<《〈「『［\[].*[】〕＞>》〉」』］\]]$"
    r"|第?+\s*+[\d一二三四五六七八九十]++\s*+(?:班|組|係|課|部|次|チーム|グループ)$"
)
_BODY = re.compile(
    r"(?:株式会社|合同会社|有限会社|合名会社|合資会社|法人|㈱|（株）|\(株\)|Inc\.?|Ltd\.?|事務所|支店|支社|本社|本部|事業部|班|課|係"
    r"|チーム|グループ|部門|受託者|元請|委託先|協力会社|下請)(?:[^\s　]{0,6})$"
)
_BODY_START = re.compile(r"(?:株式会社|合同会社|有限会社|一般社団法人|公益財団法人|㈱|（株）|\(株\))")
_FRAMED = re.compile(r"[(（【［\[〔＜<].*[)）】］\]〕＞>]")

_AROUND = "■□●◆◇▼▽▲△▶►◎【〔＜<《〈「『［[】〕＞>》〉」』］]"

_SAMPLE_SHEET = re.compile(
    r"(?:記入|記載|入力|作成)例|サンプル|sample|^例$|^見本$|[(（_\s]見本[)）]?$|example|テンプレ|雛形|ひな形|ひな型",
    re.IGNORECASE,
)
_LEFT_SHEET = re.compile(
    r"退場|退職|離任|離職|離脱|過去|^旧|旧$|[_(（]旧|終了者|異動|削除|履歴|ごみ|不要|バックアップ|backup|^old|old$|_old|コピー|archive",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """For comparison: one width, no spaces, small letters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


_DITTO = frozenset(map(folded, DITTO))
_NOTHING = frozenset(map(folded, NOTHING))
_NOBODY = frozenset(map(folded, NOBODY))


def is_ditto(text: str) -> bool:
    """Whether it says: what stands above."""
    return len(text) <= SHORT and folded(text) in _DITTO


def is_nothing(text: str) -> bool:
    """Whether it says: there is none."""
    return len(text) <= SHORT and folded(text) in _NOTHING


def is_nobody(text: str, also: frozenset[str] = frozenset()) -> bool:
    """Whether it stands in place of a name that is not known yet; `also` are further words, folded."""
    if len(text) > LINE:
        return False
    letters = bare(text)
    word = letters.rstrip("0123456789")
    return not letters or word in _NOBODY or word in also or folded(text) in _NOTHING


def is_total(text: str) -> bool:
    """Whether a row of totals begins so."""
    return len(text) <= LINE and _TOTAL.fullmatch(bare(text)) is not None


def is_count(text: str) -> bool:
    """Whether it is a number, or so many of something."""
    return _COUNT.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def is_example(text: str) -> bool:
    """Whether a number's cell says that the row is an example to follow."""
    return len(text) <= SHORT and _EXAMPLE.fullmatch(bare(text)) is not None


def begins_as_example(text: str) -> bool:
    """Whether a text has （例） before it."""
    return _EXAMPLE_START.match(text) is not None


def is_note(text: str) -> bool:
    """Whether it is a remark, the end mark of a paper, or who made it."""
    text = text.strip()
    return _NOTE.match(text) is not None or (len(text) >= SHORT and _SENTENCE.search(text) is not None)


def is_label(text: str) -> bool:
    """Whether something follows in the next cell."""
    return _LABEL.fullmatch(text.strip()) is not None


def is_heading(text: str) -> bool:
    """Whether it is framed or marked as a heading."""
    return _HEADING.match(text.strip()) is not None


def is_body(text: str) -> bool:
    """Whether it is a company or a part of one."""
    return _BODY.search(text) is not None or _BODY_START.match(text) is not None


def is_framed(text: str) -> bool:
    """Whether all of it stands in brackets."""
    return _FRAMED.fullmatch(text.strip()) is not None


def is_code(text: str) -> bool:
    """Whether it numbers something: 3, (3), ③, A-03."""
    return (
        re.fullmatch(
            r"[A-Za-z]{0,4}[-_.]?\d{1,8}", re.sub(r"[^\w\-.]", "", unicodedata.normalize("NFKC", text))
        )
        is not None
    )


def is_sample_sheet(name: str) -> bool:
    """Whether a sheet has an example to follow."""
    return _SAMPLE_SHEET.search(unicodedata.normalize("NFKC", name)) is not None


def is_left_sheet(name: str) -> bool:
    """Whether a sheet has what is no more."""
    return _LEFT_SHEET.search(unicodedata.normalize("NFKC", name)) is not None


def folded_heading(text: str) -> str:
    """What a heading says, without its brackets and marks."""
    return text.strip(_AROUND + string.whitespace + "\u3000")
