"""What stands in a cell: more than a name, less than one, or something other than it seems."""

from tables.example import Example, Kind

CELLS: list[Example] = []

reading = Kind("the reading in the cell of the name", CELLS)
reading.sheet(
    "above it, behind it, below it in brackets",
    """
    No. | 氏名 | 所属
    1 | みほん たろう\\n見本 太郎 | 見本株式会社
    2 | 例示 花子（れいじ はなこ） | 見本株式会社
    3 | 架空 次郎\\n（かくう じろう） | 架空合同会社
    """,
    """
    name | kana | affiliation
    見本 太郎 | みほん たろう | 見本株式会社
    例示 花子 | れいじ はなこ | 見本株式会社
    架空 次郎 | かくう じろう | 架空合同会社
    """,
    may_ask=True,
    changed=(("例示 花子（れいじ はなこ）", "例示 花子"),),
)
reading.sheet(
    "in katakana, in brackets of another kind",
    """
    氏名 | 所属
    見本太郎 [ミホンタロウ] | 見本株式会社
    例示花子【レイジハナコ】 | 見本株式会社
    """,
    """
    name | kana | affiliation
    見本太郎 | ミホンタロウ | 見本株式会社
    例示花子 | レイジハナコ | 見本株式会社
    """,
    may_ask=True,
)
reading.sheet(
    "before a stroke",
    """
    従事者氏名 | 会社
    ミホン タロウ／見本 太郎 | 見本株式会社
    レイジ ハナコ／例示 花子 | 見本株式会社
    """,
    """
    name | kana | affiliation
    見本 太郎 | ミホン タロウ | 見本株式会社
    例示 花子 | レイジ ハナコ | 見本株式会社
    """,
    may_ask=True,
)
reading.sheet(
    "of one of them alone; a name in katakana is a name",
    """
    氏名 | 所属
    見本 太郎（みほん たろう） | 見本株式会社
    ジョン・スミス | 見本株式会社
    グエン ヴァン アン | 架空合同会社
    """,
    """
    name | kana | affiliation
    見本 太郎 | みほん たろう | 見本株式会社
    ジョン・スミス | | 見本株式会社
    グエン ヴァン アン | | 架空合同会社
    """,
    may_ask=True,
)

several = Kind("several people in a cell", CELLS)
several.sheet(
    "parted by every sign there is",
    """
    No. | 氏名 | 所属
    1 | 見本 太郎、例示 花子 | 見本株式会社
    2 | 架空 次郎\\n仮名 三郎 | 見本株式会社
    3 | 一山 四郎・二川 五郎 | 見本株式会社
    4 | 三田 六郎／四谷 七郎 | 見本株式会社
    5 | 五木 八郎 他2名 | 見本株式会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    架空 次郎 | 見本株式会社
    仮名 三郎 | 見本株式会社
    一山 四郎 | 見本株式会社
    二川 五郎 | 見本株式会社
    三田 六郎 | 見本株式会社
    四谷 七郎 | 見本株式会社
    五木 八郎 | 見本株式会社
    """,
    asked=("他2名",),
)
several.sheet(
    "with what belongs to each in the cells beside",
    """
    氏名 | 所属 | 電話番号
    見本 太郎\\n例示 花子 | 見本株式会社 | 011-000-0001\\n011-000-0002
    架空 次郎 | 架空合同会社 | '011-000-0003
    """,
    """
    name | affiliation | phone
    見本 太郎 | 見本株式会社 | 011-000-0001
    例示 花子 | 見本株式会社 | 011-000-0002
    架空 次郎 | 架空合同会社 | 011-000-0003
    """,
    may_ask=True,
)
several.sheet(
    "numbered",
    """
    所属 | 氏名
    見本株式会社 | ①見本 太郎 ②例示 花子
    架空合同会社 | 架空 次郎
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    架空 次郎 | 架空合同会社
    """,
    asked=("①見本 太郎 ②例示 花子",),
)
several.sheet(
    "a comma that parts nobody: a name as it is written abroad, and one person on two lines",
    """
    氏名 | 所属
    Smith, John | 見本株式会社
    マリア・\\nガルシア | 架空合同会社
    """,
    """
    name | affiliation
    Smith, John | 見本株式会社
    マリア・ガルシア | 架空合同会社
    """,
    may_ask=True,
)

struck = Kind("struck out", CELLS)
struck.sheet(
    "a whole row",
    """
    No. | 氏名 | 所属 | 職位
    1 | 見本 太郎 | 見本株式会社 | 部長
    ~~2~~ | ~~例示 花子~~ | ~~見本株式会社~~ | ~~担当~~
    3 | 架空 次郎 | 架空合同会社 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    架空 次郎 | 架空合同会社 | 担当
    """,
    asked=("例示 花子",),
)
struck.sheet(
    "a name, and the new one behind it in the same cell",
    """
    氏名 | 所属
    ~~例示~~架空 花子 | 見本株式会社
    見本 太郎 | 見本株式会社
    """,
    """
    name | affiliation
    架空 花子 | 見本株式会社
    見本 太郎 | 見本株式会社
    """,
    may_ask=True,
    changed=(("例示架空 花子", "架空 花子"),),
)
struck.sheet(
    "the name alone",
    """
    氏名 | 所属 | 職位
    見本 太郎 | 見本株式会社 | 部長
    ~~例示 花子~~ | 見本株式会社 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    """,
    asked=("例示 花子",),
)
struck.sheet(
    "an old telephone number before the new one",
    """
    氏名 | 所属 | 電話番号
    見本 太郎 | 見本株式会社 | ~~011-000-0001~~\\n011-000-0009
    例示 花子 | 見本株式会社 | '011-000-0002
    """,
    """
    name | affiliation | phone
    見本 太郎 | 見本株式会社 | 011-000-0009
    例示 花子 | 見本株式会社 | 011-000-0002
    """,
    may_ask=True,
)

ditto = Kind("the same as above", CELLS)
ditto.sheet(
    "〃 and 同上, with spaces and in other shapes",
    """
    No. | 氏名 | 所属 | 職位 | 担当業務 | 国籍
    1 | 見本 太郎 | 見本株式会社 公共事業部 | 部長 | 統括 | 日本
    2 | 例示 花子 | 〃 | 担当 | 〃 | 〃
    3 | 架空 次郎 | 同上 | 担当 | 同上 | 同上
    4 | 仮名 三郎 | \u3000〃\u3000 | 担当 | ″ | 々
    """,
    """
    name | affiliation | post | work | nationality
    見本 太郎 | 見本株式会社 公共事業部 | 部長 | 統括 | 日本
    例示 花子 | 見本株式会社 公共事業部 | 担当 | 統括 | 日本
    架空 次郎 | 見本株式会社 公共事業部 | 担当 | 統括 | 日本
    仮名 三郎 | 見本株式会社 公共事業部 | 担当 | 統括 | 日本
    """,
    changed=(("〃", "見本株式会社 公共事業部"), ("同上", "統括"), ("々", "日本")),
)
ditto.sheet(
    "an arrow, and words for it",
    """
    氏名 | 会社名 | 作業場所
    見本 太郎 | 見本株式会社 | 見本市役所本庁舎
    例示 花子 | ↑ | 上に同じ
    架空 次郎 | ” | 同じ
    """,
    """
    name | affiliation | workplace
    見本 太郎 | 見本株式会社 | 見本市役所本庁舎
    例示 花子 | 見本株式会社 | 見本市役所本庁舎
    架空 次郎 | 見本株式会社 | 見本市役所本庁舎
    """,
    may_ask=True,
)
ditto.sheet(
    "in the first row, where nothing is above",
    """
    氏名 | 所属
    見本 太郎 | 〃
    例示 花子 | 見本株式会社
    """,
    """
    name | affiliation
    見本 太郎 |
    例示 花子 | 見本株式会社
    """,
    asked=("〃",),
)
ditto.sheet(
    "through a heading and a hidden row",
    """
    氏名 | 所属 | 従事割合
    見本 太郎 | 見本株式会社 | 50%
    例示 花子 | 〃 | 〃
    #架空 次郎 | 架空合同会社 | 80%
    仮名 三郎 | 〃 | 〃
    """,
    """
    name | affiliation | share
    見本 太郎 | 見本株式会社 | 50
    例示 花子 | 見本株式会社 | 50
    架空 次郎 | 架空合同会社 | 80
    仮名 三郎 | 架空合同会社 | 80
    """,
    may_ask=True,
)

marked = Kind("marks and honorifics at a name", CELLS)
marked.sheet(
    "a reference mark before a name; 計 is a family",
    """
    氏名 | 所属 | 職位
    ※見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 見本株式会社 | 担当
    計 三郎 | 見本株式会社 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 部長
    例示 花子 | 見本株式会社 | 担当
    計 三郎 | 見本株式会社 | 担当
    """,
    may_ask=True,
    changed=(("※見本 太郎", "見本 太郎"),),
)
marked.sheet(
    "circles and stars for whoever leads",
    """
    所属 | 氏名
    見本株式会社 | ◎見本 太郎
    見本株式会社 | ○例示 花子
    架空合同会社 | ★ 架空 次郎
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    架空 次郎 | 架空合同会社
    """,
    may_ask=True,
)
marked.sheet(
    "honorifics, and what somebody is besides",
    """
    氏名 | 所属
    見本 太郎 様 | 見本株式会社
    例示 花子（兼務） | 見本株式会社
    架空 次郎 殿 | 架空合同会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    架空 次郎 | 架空合同会社
    """,
    may_ask=True,
    changed=(("見本 太郎 様", "見本 太郎"),),
)
marked.sheet(
    "families whose name is a word of tables",
    """
    氏名 | 所属
    注連 太郎 | 見本株式会社
    以上 花子 | 見本株式会社
    例 次郎 | 架空合同会社
    総 一郎 | 架空合同会社
    """,
    """
    name | affiliation
    注連 太郎 | 見本株式会社
    以上 花子 | 見本株式会社
    例 次郎 | 架空合同会社
    総 一郎 | 架空合同会社
    """,
    may_ask=True,
)

nobody_yet = Kind("a place without a person yet", CELLS)
nobody_yet.sheet(
    "in all words for it",
    """
    No. | 氏名 | 所属 | 職位
    1 | 未定 | 見本株式会社 | 担当
    2 | 調整中 | 見本株式会社 | 担当
    3 | 見本 太郎 | 見本株式会社 | 担当
    4 | （未定） | 見本株式会社 | 担当
    5 | 選任中 | 見本株式会社 | 担当
    6 | - | 見本株式会社 | 担当
    7 | なし | 見本株式会社 | 担当
    8 | ○○ ○○ | 見本株式会社 | 担当
    """,
    """
    name | affiliation | post
    見本 太郎 | 見本株式会社 | 担当
    """,
    may_ask=True,
    left_out=("未定", "調整中", "選任中", "なし", "○○ ○○"),
)
nobody_yet.sheet(
    "counted, and as abroad",
    """
    氏名 | 会社名
    未定１ | 見本株式会社
    未定２ | 見本株式会社
    TBD | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    """
    name | affiliation
    例示 花子 | 見本株式会社
    """,
    may_ask=True,
)
nobody_yet.sheet(
    "to be told later",
    """
    従事者氏名 | 所属
    見本 太郎 | 見本株式会社
    人選中 | 見本株式会社
    後日提出 | 架空合同会社
    ●● ●● | 架空合同会社
    """,
    """
    name | affiliation
    見本 太郎 | 見本株式会社
    """,
    may_ask=True,
)
nobody_yet.sheet(
    "in other columns, where it means that there is none",
    """
    氏名 | 所属 | 電話番号 | メールアドレス
    見本 太郎 | 見本株式会社 | － | なし
    例示 花子 | 見本株式会社 | '011-000-0002 | -
    """,
    """
    name | affiliation | phone
    見本 太郎 | 見本株式会社 |
    例示 花子 | 見本株式会社 | 011-000-0002
    """,
    may_ask=True,
)

lost = Kind("characters that were lost", CELLS)
lost.sheet(
    "? 〓 ■ and the character for it",
    """
    No. | 氏名 | 所属
    1 | ?田 太郎 | 見本株式会社
    2 | 〓野 花子 | 見本株式会社
    3 | ■田 次郎 | 見本株式会社
    4 | 見本\ufffd 三郎 | 見本株式会社
    """,
    asked=("?田 太郎", "〓野 花子", "■田 次郎", "見本\ufffd 三郎"),
)
lost.sheet(
    "an empty box, and a full-width question mark",
    """
    氏名 | 所属
    □橋 太郎 | 見本株式会社
    渡？ 花子 | 見本株式会社
    架空 次郎 | 架空合同会社
    """,
    """
    name | affiliation
    架空 次郎 | 架空合同会社
    """,
    asked=("□橋 太郎", "渡？ 花子"),
)
lost.sheet(
    "characters of one house's own making",
    """
    氏名 | 所属
    見本\ue000 太郎 | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    """
    name | affiliation
    例示 花子 | 見本株式会社
    """,
    asked=("見本\ue000 太郎",),
)
lost.sheet(
    "in a name whose letters were read in the wrong encoding",
    """
    氏名 | 所属
    隕区悽 螟ｪ驛� | 見本株式会社
    例示 花子 | 見本株式会社
    """,
    """
    name | affiliation
    例示 花子 | 見本株式会社
    """,
    asked=("隕区悽 螟ｪ驛�",),
)

variants = Kind("variants of characters", CELLS)
variants.sheet(
    "of the standard's own series",
    """
    No. | 氏名 | 所属
    1 | 辻\U000e0100 太郎 | 見本株式会社
    2 | 葛\U000e0101城 花子 | 見本株式会社
    3 | 邊\U000e0100見 次郎 | 見本株式会社
    """,
    """
    name | affiliation
    辻\U000e0100 太郎 | 見本株式会社
    葛\U000e0101城 花子 | 見本株式会社
    邊\U000e0100見 次郎 | 見本株式会社
    """,
)
variants.sheet(
    "far along the series",
    """
    氏名 | 所属
    邉\U000e010f 太郎 | 見本株式会社
    渡邊\U000e01ef 花子 | 見本株式会社
    """,
    """
    name | affiliation
    邉\U000e010f 太郎 | 見本株式会社
    渡邊\U000e01ef 花子 | 見本株式会社
    """,
)
variants.sheet(
    "of compatibility, and outside the first plane",
    """
    氏名 | 所属
    \U00020bb7田 太郎 | 見本株式会社
    \ufa11本 花子 | 見本株式会社
    神\ufe00山 次郎 | 架空合同会社
    """,
    """
    name | affiliation
    \U00020bb7田 太郎 | 見本株式会社
    \ufa11本 花子 | 見本株式会社
    神\ufe00山 次郎 | 架空合同会社
    """,
)
variants.sheet(
    "combined marks of other languages",
    """
    氏名 | 所属
    Nguye\u0302\u0303n Va\u0306n An | 架空合同会社
    Đặng Thị Hoa | 架空合同会社
    """,
    """
    name | affiliation
    Nguye\u0302\u0303n Va\u0306n An | 架空合同会社
    Đặng Thị Hoa | 架空合同会社
    """,
)

contact = Kind("telephone and address in one cell", CELLS)
contact.sheet(
    "with words before them and extensions behind",
    """
    No. | 氏名 | 連絡先
    1 | 見本 太郎 | TEL：011-000-0001\\nMail：p1@mihon.example
    2 | 例示 花子 | 011-000-0002 (内線 22)\\np2@mihon.example
    3 | 架空 次郎 | 090-0000-0003（携帯） p3@kakuu.example
    """,
    """
    name | phone | email
    見本 太郎 | 011-000-0001 | p1@mihon.example
    例示 花子 | 011-000-0002 (内線 22) | p2@mihon.example
    架空 次郎 | 090-0000-0003 | p3@kakuu.example
    """,
    may_ask=True,
)
contact.sheet(
    "an address alone, a number alone",
    """
    氏名 | 連絡先
    見本 太郎 | taro@mihon.example
    例示 花子 | 電話 011-000-0002
    """,
    """
    name | phone | email
    見本 太郎 | | taro@mihon.example
    例示 花子 | 011-000-0002 |
    """,
    may_ask=True,
)
contact.sheet(
    "what a number is for, in brackets and without",
    """
    氏名 | 電話番号
    見本 太郎 | 011-000-0001（代表）
    例示 花子 | (直通)011-000-0002
    架空 次郎 | Tel.011-000-0003
    """,
    """
    name | phone
    見本 太郎 | 011-000-0001
    例示 花子 | 011-000-0002
    架空 次郎 | 011-000-0003
    """,
    may_ask=True,
)
contact.sheet(
    "what is no number is shown as it stands in the cell",
    """
    氏名 | 連絡先
    見本 太郎 | 総務課を通じて / p1@mihon.example
    例示 花子 | 011-000-0002 / p2@mihon.example
    """,
    """
    name | phone | email
    見本 太郎 | | p1@mihon.example
    例示 花子 | 011-000-0002 | p2@mihon.example
    """,
    asked=("総務課を通じて",),
)
