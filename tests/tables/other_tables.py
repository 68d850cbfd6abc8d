"""Tables that are no rosters: a survey, an attendance sheet, a register of assets. Each is declared and no more."""

from kokoroe.annex.text import Text
from kokoroe.declare import CHOICE, DAY, LINE, NUMBER, TEXT, YES_NO, Choice, Field
from kokoroe.tables.form import Join, TableForm

SURVEY = TableForm(
    title=Text("回答票", "Answers to a survey"),
    named_by="item",
    fields=(
        Field("item", LINE, Text("確認項目", "Item"), required=True, words="項目 点検項目 設問 質問 確認内容 チェック項目"),
        Field(
            "answer", CHOICE, Text("回答", "Answer"), words="回答欄 結果 評価 判定 点検結果 実施状況 適否",
            choices=(
                Choice("yes", Text("はい", "Yes"), "○ 〇 適 実施 実施済 有 済 ok"),
                Choice("no", Text("いいえ", "No"), "× ✕ 否 未実施 無 未"),
                Choice("not_applicable", Text("該当なし", "Not applicable"), "－ - 対象外 n/a"),
            ),
        ),
        Field("evidence", TEXT, Text("根拠", "Evidence"), words="根拠資料 エビデンス 証跡 確認資料 参照資料"),
        Field("remarks", TEXT, Text("備考", "Remarks"), words="補足 コメント 具体的内容"),
    ),
)  # fmt: skip

ATTENDANCE = TableForm(
    title=Text("受講者名簿", "Attendance"),
    named_by="name",
    fields=(
        Field(
            "name",
            LINE,
            Text("受講者氏名", "Name"),
            required=True,
            words="氏名 受講者 出席者 参加者 参加者氏名",
        ),
        Field("affiliation", LINE, Text("所属", "Affiliation"), words="会社名 部署 所属部署"),
        Field("taken_on", DAY, Text("受講日", "Taken on"), words="研修日 実施日 出席日 受講年月日"),
        Field("attended", YES_NO, Text("出欠", "Attended"), words="出席 受講 受講状況 参加"),
        Field("score", NUMBER, Text("点数", "Score"), words="得点 テスト結果 理解度", least=0, most=100),
    ),
    parts=(
        Field("family_name", LINE, Text("姓", "Family name")),
        Field("given_name", LINE, Text("名", "Given name")),
    ),
    joins=(Join("name", ("name", "family_name", "given_name"), instead=True),),
    nobody="欠席者 未定",
)

ASSETS = TableForm(
    title=Text("情報資産台帳", "Register of assets"),
    named_by="asset",
    fields=(
        Field("number", LINE, Text("管理番号", "Number"), words="資産番号 台帳番号 登録番号 シール番号"),
        Field(
            "asset",
            LINE,
            Text("名称", "Asset"),
            required=True,
            words="資料名 情報資産名 品名 文書名 データ名 媒体名",
        ),
        Field("medium", LINE, Text("媒体", "Medium"), words="記録媒体 媒体種別 形態 保存形態 種類"),
        Field("count", NUMBER, Text("数量", "Count"), words="個数 部数 枚数 冊数 本数 点数"),
        Field("place", LINE, Text("保管場所", "Place"), words="保管先 保存場所 格納場所 設置場所 所在"),
        Field("holder", LINE, Text("管理者", "Holder"), words="保管責任者 管理責任者 使用者 利用者 所有者"),
        Field("until", DAY, Text("返却期限", "Until"), words="期限 有効期限 返却予定日 利用期限"),
    ),
)

TABLES = (
    (
        SURVEY,
        """
        情報セキュリティ点検表（令和８年度） | | | |
        No. | 点検項目 | 実施状況 | 根拠資料 | 備考
        （１）組織 | < | < | < | <
        1 | 責任者を定めている | ○ | 体制図 |
        2 | 教育を年1回行っている | × | | 〃
        3 | 媒体の持出しを記録している | － | 持出簿 | 持ち出さない
        ※「×」のときは備考に予定を書くこと | < | < | < | <
        """,
        """
        item | answer | evidence | remarks
        責任者を定めている | yes | 体制図 |
        教育を年1回行っている | no | |
        媒体の持出しを記録している | not_applicable | 持出簿 | 持ち出さない
        """,
    ),
    (
        ATTENDANCE,
        """
        個人情報保護研修　出席簿
        研修日 | 2026-05-11

        No. | 所属 | 姓 | 名 | 受講日 | 出席 | 得点
        1 | 見本株式会社 | 見本 | 太郎 | 2026-05-11 | はい | 90
        2 | 〃 | 例示 | 花子 | 令和8年5月11日 | いいえ | －
        合計 | | | | | 1名 | 90
        """,
        """
        name | affiliation | taken_on | attended | score
        見本 太郎 | 見本株式会社 | 2026-05-11 | yes | 90
        例示 花子 | 見本株式会社 | 2026-05-11 | no |
        """,
    ),
    (
        ASSETS,
        """
        情報資産台帳 | | | | |
        管理番号 | 資料名 | 媒体 | 数量 | 保管場所 | 返却予定日
        A-001 | 保育台帳データ | USBメモリ | 2 | 見本市役所 金庫 | 2027-03-31
        A-002 | 設計書 | 紙 | 1 | 同上 | R9.3.31
        A-003 | | | | |
        合計 | | | 3 | |
        """,
        """
        number | asset | medium | count | place | until
        A-001 | 保育台帳データ | USBメモリ | 2 | 見本市役所 金庫 | 2027-03-31
        A-002 | 設計書 | 紙 | 1 | 見本市役所 金庫 | 2027-03-31
        """,
    ),
)
