"""Words that head columns in forms and services that are published, with values as they stand there.

None of them is among the roster's declared words. Each must be read as what it is (`right`), left out (``ignore``), or
asked about; `right` is empty where the roster has no place for it, so that it must not become anything.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Header:
    """A header, what stands below it, and the columns of the roster that it may be."""

    form: str
    word: str
    values: tuple[str, str]
    right: tuple[str, ...] = ()


def _rows() -> tuple[Header, ...]:
    found = []
    for form, lines in FORMS.items():
        for line in lines.strip().splitlines():
            word, first, second, right = (part.strip() for part in line.split("|"))
            found.append(Header(form, word, (first, second), tuple(right.split())))
    return tuple(found)


FORMS = {
    "全建統一様式 作業員名簿": """
        職種 | システムエンジニア | プログラマー | post work
        雇入年月日 | 2015年4月1日 | 2018年10月1日 |
        経験年数 | 12年 | 3年 | career
        現住所 | 見本市北1条西2丁目 | 見本市南3条東4丁目 |
        家族連絡先 | 見本市北1条西2丁目 | 例示町1番地 |
        最近の健康診断日 | 2026年2月3日 | 2026年2月4日 |
        血液型 | A | O |
        特殊健康診断日 | 2026年3月1日 | 2026年3月2日 |
        健康保険 | 協会けんぽ | 健康保険組合 |
        年金保険 | 厚生年金 | 国民年金 |
        雇入・職長特別教育 | 職 | 雇 | training
        技能講習 | 玉掛け | 足場の組立て | qualifications training
        免許 | 第一種電気工事士 | 普通自動車 | qualifications
        入場年月日 | 2026年4月1日 | 2026年4月8日 | starts_on
        受入教育実施年月日 | 2026年4月1日 | 2026年4月8日 |
        技能者ＩＤ | 12345678901234 | 12345678901235 |
    """,
    "ministries: 情報取扱者名簿, 作業要員": """
        個人住所 | 見本市北1条西2丁目 | 見本市南3条東4丁目 |
        パスポート番号及び国籍 | 日本 | ベトナム | nationality
        所属グループ名 | 公共事業部 | 品質保証部 | affiliation department
        情報取扱区分 | 取扱者 | 管理者 | access
        作業要員の経歴 | 自治体システムの設計（5年） | 金融システムの試験（2年） | career
        所属・専門性（資格・研修実績等） | 見本株式会社、応用情報技術者 | 見本株式会社 |
        本件における役割 | 設計 | 試験 | work role
        類似業務の実績 | 保育システムの更改 | 税システムの運用 | career
        従事予定期間 | 2026年4月～2027年3月 | 2026年4月～2026年9月 |
    """,
    "SmartHR": """
        ビジネスネーム：姓 | 見本 | 例示 | family_name
        戸籍姓 | 見本 | 例示 | family_name
        在籍状況 | 在籍中 | 在籍中 |
        入社年月日 | 2015/04/01 | 2018/10/01 |
        退職年月日 | 2027/03/31 | 2027/09/30 |
        契約種別 | 無期雇用 | 有期雇用 | employment
        事業所 | 本社 | 見本支店 | affiliation workplace company
        業務の内容 | 設計 | 試験 | work
        社員番号 | 1001 | 1002 |
        被保険者整理番号 | 101 | 102 |
    """,
    "freee, MoneyForward": """
        従業員番号 | 0001 | 0002 |
        給与形態 | 月給 | 時給 |
        扶養親族の人数 | 1 | 0 |
        住民票住所 | 見本市北1条西2丁目 | 見本市南3条東4丁目 |
        メールアドレス（業務用） | taro@mihon.example | hanako@mihon.example | email
        従業員名 | 見本 太郎 | 例示 花子 | name
        住民税の提出先市町村 | 見本市 | 例示町 |
    """,
    "cybozu": """
        ログイン名 | taro | hanako |
        表示名 | 見本 太郎 | 例示 花子 | name
        優先する組織 | 公共事業部 | 品質保証部 | affiliation department
        内線番号 | 内線 22 | 内線 23 | phone
        Skype名 | taro.mihon | hanako.reiji |
        使用状態 | 有効 | 有効 |
        別名 | みほん | れいじ |
    """,
    "kaonavi": """
        兼務所属 | 品質保証部 | 公共事業部 | affiliation department
        保有スキル・資格 | 応用情報技術者 | 基本情報技術者 | qualifications technologies
        勤続年数 | 11年0か月 | 7年6か月 |
        最終学歴 | 見本大学 | 例示専門学校 |
        等級 | 3 | 2 | post
        上長 | 架空 次郎 | 架空 次郎 |
    """,
}

PUBLISHED = _rows()
