"""The values that some of the roster's fields are limited to, and how people write them."""

from kokoroe.annex.text import Text
from kokoroe.declare import Choice

ROLES = (
    Choice("officer", Text("情報管理責任者", "Information management officer"), "情報セキュリティ管理責任者"),
    Choice(
        "deputy",
        Text("情報管理副責任者", "Deputy officer"),
        "副責任者 情報管理責任者代理 情報管理責任者（代理） 情報管理責任者（副） 情報管理責任者代行",
    ),
    Choice("lead", Text("業務責任者", "Work lead"), "作業責任者 現場責任者 業務管理責任者"),
    Choice("worker", Text("作業従事者", "Worker"), "従事者 作業者 作業員 担当者 担当 業務従事者"),
    Choice("contact", Text("緊急連絡先", "Emergency contact"), "連絡担当 連絡担当者 緊急連絡担当"),
    Choice("quality", Text("品質担当", "Quality"), "品質管理担当 品質管理者 品質責任者 品質管理責任者"),
    Choice("training", Text("教育担当", "Training"), "教育責任者 教育担当者 研修担当"),
)

EMPLOYMENTS = (
    Choice("regular", Text("正規", "Regular"), "正規雇用 正社員 社員 正職員 プロパー 自社社員"),
    Choice("fixed_term", Text("有期", "Fixed term"), "契約社員 有期雇用 嘱託 嘱託社員 非正規"),
    Choice("part_time", Text("短時間", "Part time"), "パート アルバイト パートタイム パート・アルバイト"),
    Choice("seconded", Text("出向", "Seconded"), "出向者 出向社員"),
    Choice("dispatched", Text("派遣", "Dispatched"), "派遣社員 派遣労働者 労働者派遣"),
    Choice(
        "subcontracted",
        Text("再委託先", "Subcontractor's"),
        "協力会社 再委託 業務委託 BP ビジネスパートナー パートナー 外注",
    ),
)

TIERS = (
    Choice("prime", Text("元請", "Prime contractor"), "元請け 受託者 自社 元請負 一次請け 0次"),
    Choice(
        "sub1",
        Text("再委託1", "Subcontractor, tier 1"),
        "再委託 再委託先 再委託先1 再委託1次 1次再委託 一次再委託 再委託一次 下請 協力会社",
    ),
    Choice(
        "sub2",
        Text("再委託2", "Subcontractor, tier 2"),
        "再々委託 再々委託先 再委託先2 再委託2次 2次再委託 二次再委託 再委託二次 再再委託",
    ),
    Choice(
        "sub3",
        Text("再委託3", "Subcontractor, tier 3"),
        "再々々委託 再委託先3 再委託3次 3次再委託 三次再委託 再委託三次",
    ),
    Choice(
        "sub4",
        Text("再委託4", "Subcontractor, tier 4"),
        "再委託先4 再委託4次 4次再委託 四次再委託 再委託四次",
    ),
)
