"""How people head the columns of a roster, beside the fields' own labels.

Parted by spaces, and compared as `normalise` leaves them. Below the fields stand columns that hold a part
of a field, or two fields at once. What is not clearly one thing (氏名ふりがな) is left out, and asked about.
"""

import re
import unicodedata
from functools import lru_cache

SYNONYMS = {
    "name": (
        "名前 お名前 フルネーム 姓名 氏名漢字 漢字氏名 従事者 作業従事者 従事者名 従事者氏名 "
        "作業従事者氏名 作業者氏名 作業者名 作業員氏名 作業員名 要員名 要員氏名 担当者氏名 担当者名 "
        "社員名 社員氏名 メンバー メンバー名 fullname"
    ),
    "kana": (
        "フリガナ 振り仮名 振仮名 読み仮名 よみがな ヨミガナ よみ ヨミ 読み カナ かな 氏名カナ 氏名かな "
        "カナ氏名 かな氏名 氏名ヨミ 氏名よみ kana"
    ),
    "affiliation": (
        "所属 所属先 所属会社部署 所属会社所属部署 会社部署 会社名部署 会社名部署名 会社名所属 "
        "所属会社名部署名 所属会社名部署 所属名 所属等 所属組織"
    ),
    "post": "役職 役職名 職位役職 役職職位 職名 職級 肩書 肩書き title",
    "work": "担当 担当作業 担当内容 業務内容 作業内容 従事業務 従事内容 担当工程 担当業務内容 担当範囲",
    "role": "役割 体制上の役割区分 役割区分 体制区分 体制 従事者区分 role",
    "team": "チーム チーム名 班名 グループ グループ名 作業班 team",
    "share": (
        "従事率 稼働率 稼動率 稼働 稼動 割合 稼働割合 専従率 参画率 従事比率 本業務従事割合 本業務の従事割合 "
        "本業務への従事割合 業務従事割合 配分率 工数割合 アサイン率"
    ),
    "phone": (
        "電話番号 tel telno 連絡先tel 連絡先電話 連絡先電話番号 携帯 携帯電話 携帯電話番号 携帯番号 "
        "携帯tel 電話連絡先 直通 直通電話 内線 phone mobile"
    ),
    "email": (
        "メールアドレス eメール 電子メール 電子メールアドレス email mail 連絡先メール "
        "連絡先メールアドレス 連絡先email 連絡先mail アドレス メアド メルアド mailaddress emailaddress "
        "eメールアドレス"
    ),
    "career": "略歴 職歴 業務経歴 職務経歴 主な経歴 実務経験 経験",
    "technologies": "関連する技術 保有技術 技術 専門技術 スキル 保有スキル 専門性 専門分野 skill skills",
    "qualifications": (
        "資格 資格名 取得資格 資格等 保有資格等 情報セキュリティ資格 セキュリティ資格 "
        "情報セキュリティに係る資格"
    ),
    "training": "研修 研修歴 研修受講歴 受講研修 受講歴 研修受講実績 教育実績 研修実績等",
    "nationality": "国籍地域 nationality",
    "employment": "雇用区分 雇用 雇用関係 契約形態 就業形態 社員区分",
    "tier": "階層 元請再委託 元請再委託区分 委託階層 再委託区分 商流",
    "workplace": "勤務地 勤務場所 就業場所 作業拠点 作業場所名 従事場所",
    "starts_on": (
        "開始日 開始 従事開始 参画日 参画開始日 着任日 作業開始日 配置日 従事期間自 従事期間開始 "
        "従事期間開始日 期間自 作業期間自 参画期間自"
    ),
    "ends_on": (
        "終了日 終了 従事終了 参画終了日 離任日 作業終了日 終了予定日 従事終了予定日 従事期間至 従事期間終了 "
        "従事期間終了日 期間至 作業期間至 参画期間至"
    ),
    "security_trained_on": (
        "教育受講日ア 教育ア 情報セキュリティ教育受講日 情報セキュリティ教育 セキュリティ教育受講日 "
        "教育受講日情報セキュリティ セキュリティ教育 教育受講日ア情報セキュリティ教育 "
        "情報セキュリティ研修受講日"
    ),
    "personal_information_trained_on": (
        "教育受講日イ 教育イ 個人情報保護教育受講日 個人情報保護教育 教育受講日個人情報保護 "
        "教育受講日イ個人情報保護教育 個人情報教育受講日 個人情報保護研修受講日"
    ),
    "confidentiality_trained_on": (
        "教育受講日ウ 教育ウ 守秘義務教育受講日 守秘義務教育 教育受講日守秘義務 教育受講日ウ守秘義務教育 "
        "守秘義務研修受講日"
    ),
    "reporting_briefed_on": (
        "教育受講日エ 教育エ 報告体制周知日 報告体制等周知日 教育受講日報告体制 教育受講日エ報告体制 周知日"
    ),
    "pledge_on": "誓約書 誓約日 誓約書提出日 誓約書取得日 誓約書日付 守秘誓約書受領日 秘密保持誓約書受領日",
    "access": "アクセス区分 アクセス権限 アクセス権 情報アクセス 権限 権限区分 アクセス範囲",
    "note": "摘要 備考欄 メモ 特記事項 コメント note remarks",
    "family_name": "姓 氏 苗字 名字 氏名姓 氏名氏 lastname familyname",
    "given_name": "名 下の名前 氏名名 firstname givenname",
    "family_kana": "セイ せい 姓カナ 姓かな カナ姓 かな姓 姓フリガナ 姓ふりがな フリガナ姓 フリガナセイ",
    "given_kana": "メイ めい 名カナ 名かな カナ名 かな名 名フリガナ 名ふりがな フリガナ名 フリガナメイ",
    "company": "会社名 会社 所属会社 所属会社名 社名 企業名 事業者名 法人名 company",
    "department": "部署 部署名 所属部署 所属部署名 部門 部門名 所属部門 課 部課 部課名 department",
    "contact": "連絡先 連絡先電話メール 連絡先電話番号メールアドレス 電話メール 電話番号メールアドレス",
    "number": "no 番号 項番 通番 連番 通し番号 整理番号 項目番号 行番号",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A header above others that says nothing of its own about the columns below it.
GROUPS = _words(
    "氏名 名前 従事者 作業従事者 従事者情報 基本情報 個人情報 要員 要員情報 所属 連絡先 専門性 専門性等 "
    "体制 期間 従事期間 作業期間 参画期間 教育 教育受講日 教育受講状況 教育実施状況 誓約 その他"
)

LONGEST = 200
_BRACKETED = re.compile(r"[(\[{<「『【〔〈《]([^)\]}>」』】〕〉》]*)[)\]}>」』】〕〉》]")
_MARK = re.compile(r"※\d*|\*\d*|注\d+|[①-⑳]$")
_ANNOTATIONS = _words(
    "必須 任意 漢字 全角 半角 西暦 和暦 予定 年月日 記入例 例 選択 数字 該当者のみ yyyymmdd"
)


def normalise(header: str) -> str:
    """A header for comparison: one width, one case; without spaces, signs, footnote marks and (必須).

    No header is longer than LONGEST: what stands beyond it is not compared.
    """
    return _normalise(header[:LONGEST])


@lru_cache(maxsize=4096)
def _normalise(header: str) -> str:
    text = unicodedata.normalize("NFKC", _MARK.sub("", header)).lower()
    text = _BRACKETED.sub(
        lambda found: "" if _bare(found[1]) in _ANNOTATIONS else found[1], _MARK.sub("", text)
    )
    return "no" if text.strip() == "#" else _bare(text)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)
