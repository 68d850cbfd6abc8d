"""The gallery as HTML: made-up data for every component, and the files its page asks for."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

import kokoroe.ui
from kokoroe.ui.forms import DayInput

STATIC = Path(kokoroe.ui.__file__).parent / "static"
NOW = datetime(2026, 11, 22, 5, 42, tzinfo=UTC)
STATES = {
    "met": "履行済み",
    "preparing": "準備中",
    "due_soon": "まもなく期限",
    "late": "期限超過",
    "broken": "違反",
    "dormant": "該当なし",
    "unverified": "未確認",
}
TOPICS = ("体制", "対策", "取扱い", "返還廃棄", "調査", "個人情報")


class Reader:
    pk = 7
    is_authenticated = True

    def __str__(self):
        return "見本 太郎"


class SampleForm(forms.Form):
    title = forms.CharField(label="件名", help_text="相手に伝わる短い言葉で。")
    begins = forms.DateField(label="変更予定日", widget=DayInput)
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    place = forms.ChoiceField(label="作業場所", choices=[("a", "本社 5階"), ("b", "第二ビル 2階")])
    share = forms.IntegerField(label="従事割合（%）", min_value=0, max_value=100)
    remote = forms.ChoiceField(
        label="在宅での作業",
        choices=[("n", "行わない"), ("y", "行う")],
        widget=forms.RadioSelect,
        help_text="行うときは、実施計画書に書きます。",
    )
    topics = forms.MultipleChoiceField(
        label="別紙",
        choices=[("1", "名簿"), ("2", "体制図")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    paper = forms.FileField(label="名簿のファイル", help_text="xlsx または CSV。", required=False)
    agree = forms.BooleanField(label="記載した内容に誤りがないことを確かめました")


def cells(states):
    return [
        {"topic": topic, "state": state, "word": STATES[state]}
        for topic, state in zip(TOPICS, states, strict=True)
    ]


def outline_items():
    rows = [
        ("1", "実施体制", 1, "met"),
        ("(1)", "体制・名簿・連絡・場所", 2, "met"),
        ("ア", "情報管理責任者と体制図", 3, "met"),
        ("(2)", "体制の変更", 2, "dormant"),
        ("2", "情報セキュリティ対策", 1, "broken"),
        ("(1)", "統一基準の遵守", 2, "unverified"),
        ("(3)", "教育と周知", 2, "late"),
        ("(4)", "インシデント対応", 2, "due_soon"),
        ("(8)", "再委託", 2, "preparing"),
        ("3", "情報の適切な取扱い", 1, "met"),
        ("4", "返還及び廃棄", 1, "preparing"),
    ]
    return [
        {
            "number": number,
            "word": word,
            "level": level,
            "state": state,
            "state_word": STATES[state],
            "href": f"/1/{at}/",
            "current": at == 7,
        }
        for at, (number, word, level, state) in enumerate(rows)
    ]


def context():
    hour = timedelta(hours=1)
    dues = (None, NOW + 72 * hour, NOW + hour / 3, NOW - 2 * hour, NOW - 50 * hour, None, date(2026, 11, 22))
    return {
        "user": Reader(),
        "who_detail": "サンプルシステム株式会社 情報管理責任者",
        "now": NOW,
        "first": date(2026, 4, 1),
        "last": date(2027, 3, 31),
        "outline": outline_items(),
        "figures": [
            {"count": 0, "word": "期限超過・違反", "state": "late", "href": "?state=late"},
            {"count": 4, "word": "まもなく期限", "state": "due_soon", "href": "?state=due_soon"},
            {"count": 4, "word": "準備中", "state": "preparing", "href": "?state=preparing"},
            {"count": 29, "word": "履行済み", "state": "met", "href": "?state=met", "current": True},
            {"count": 6, "word": "該当なし・未確認", "state": "dormant"},
        ],
        "tasks": [
            {
                "state": "due_soon",
                "left": "残り 18分",
                "clause": "2(4)イ",
                "what": "第一報を委託者へ提出する",
                "chip": "インシデント 2026-003",
                "owner": "情報管理責任者",
                "deed": "第一報を書く",
            },
            {
                "state": "late",
                "left": "2日超過",
                "clause": "2(3)イ",
                "what": "個人情報保護の教育を受けていない従事者が2名いる",
                "owner": "教育担当",
                "deed": "2名に知らせる",
            },
            {
                "state": "preparing",
                "left": "期限なし",
                "clause": "2(8)",
                "what": "再委託の承認申請が下書きのまま",
                "owner": "業務責任者",
                "deed": "続きを書く",
            },
        ],
        "states": [
            {"state": state, "word": word, "due": due}
            for (state, word), due in zip(STATES.items(), dues, strict=True)
        ],
        "topics": TOPICS,
        "contracts": [
            {
                "title": "保育業務支援システム運用保守",
                "client": "見本市",
                "cells": cells(("met", "due_soon", "met", "preparing", "met", "met")),
                "state": "due_soon",
                "left": "残り 18分",
                "what": "第一報",
            },
            {
                "title": "住民税通知書封入封かん",
                "client": "見本市",
                "cells": cells(("met", "late", "broken", "dormant", "unverified", "met")),
                "state": "late",
                "left": "2日超過",
                "what": "教育",
            },
            {
                "title": "図書館システム更新",
                "client": "例示町",
                "cells": cells(("met", "met", "met", "dormant", "met", "met")),
                "state": "met",
                "left": "完了報告済み",
                "what": "",
            },
        ],
        "page": Paginator(range(240), 50).page(2),
        "errors": [
            "7行目 B列「従事者氏名」が空です。氏名を入れるか、この行を取り込まない指定をしてください。",
            "8行目 E列「稼働率」が 150 です。従事割合は 0 から 100 までの % で入れてください。",
        ],
        "steps": [
            {"word": "ファイルを選ぶ", "state": "done", "href": "/1/import/"},
            {"word": "読み方を確かめる", "state": "now"},
            {"word": "変更点を確かめる", "state": "next"},
            {"word": "下書きに入れる", "state": "next"},
        ],
        "left": "残り 18分",
        "stages": [
            {"title": "緊急対応体制", "detail": "14:06 設置（4名）", "state": "met", "word": STATES["met"]},
            {
                "title": "第一報 1時間",
                "detail": "15:00 まで",
                "state": "due_soon",
                "word": STATES["due_soon"],
            },
            {
                "title": "詳細報告 8時間",
                "detail": "22:00 まで",
                "state": "preparing",
                "word": STATES["preparing"],
            },
            {
                "title": "是正処置案",
                "detail": "翌日 14:00 までに承認",
                "state": "dormant",
                "word": STATES["dormant"],
            },
        ],
        "tabs": [
            {"word": "名簿", "href": "/1/roster/", "current": True, "count": 38},
            {"word": "体制図", "href": "/1/chart/"},
            {"word": "連絡体制", "href": "/1/contacts/"},
        ],
        "sheet": {
            "columns": [
                "A　No.",
                "B　従事者氏名",
                "C　会社名・部署",
                "D　役割",
                "E　稼働率",
                "F　連絡先",
                "G　備考",
            ],
            "rows": [
                [
                    {"text": text}
                    for text in ("1", "見本　太郎", "公共事業部", "情報管理責任者", "20", "011-000-0001", "")
                ],
                [
                    {"text": "2"},
                    {"text": "（空）", "tone": "wrong"},
                    {"text": "公共事業部"},
                    {"text": "製造"},
                    {"text": "80", "tone": "mended"},
                    {"text": "011-000-0003"},
                    {"text": "4月から"},
                ],
            ],
        },
        "facts": [("言葉", "承認"), ("決裁日", "2026年11月22日"), ("文書番号", "見情第12号")],
        "form": SampleForm(prefix="new"),
        "wrong": SampleForm({"wrong-title": "体制の変更", "wrong-share": "150"}, prefix="wrong"),
    }


def gallery():
    return render_to_string("ui/gallery.html", context(), request=RequestFactory().get("/?q=1"))
