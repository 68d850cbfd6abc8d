"""A contract running, through the API alone: the example of the docs, against a server."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kokoroe import clock
from kokoroe.accounts.actions import register_organisation
from kokoroe.annex.days import date_in_japan
from kokoroe.api.tokens import create_token
from people import account, organisation

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "contract_running.py"
NUMBER = "9000020011002"  # of the city that everybody may name


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_a_contract_runs_through_the_api_alone(live_server):
    now = clock.now()
    firm = organisation("サンプルシステム株式会社", now=now)
    city = register_organisation(name="見本市", corporate_number=NUMBER, representative="見本市長", now=now)
    officer = account("見本 太郎", "taro@contractor.example", firm, administrator=True, now=now)
    client = account("市役 一子", "ichiko@city.example", city, administrator=True, now=now)
    _, contractors = create_token(by=officer, name="契約の台本", scopes=["personal", "write"], now=now)
    _, clients = create_token(
        by=client, name="契約の台本", scopes=["personal", "write", "decide"], strong=True, now=now
    )
    arguments = ["--url", live_server.url, "--contractor", contractors, "--client", clients]
    arguments += ["--client-number", NUMBER]
    arguments += ["--today", date_in_japan(now).isoformat()]
    told = subprocess.run(
        [sys.executable, EXAMPLE, *arguments], capture_output=True, text=True, check=False, timeout=120
    )
    assert told.returncode == 0, told.stdout + told.stderr
    found = {
        what: json.loads(rest)
        for what, _, rest in (line.partition(": ") for line in told.stdout.splitlines())
    }
    assert found["confirmed by"] == "見本市"
    assert found["refused"] == [[5, "D"]]
    assert found["imported"] == ["見本 太郎", "見本 花子", "例示 次郎"]
    assert found["lacks"] == []
    assert found["before submission"] == "due_soon"
    assert found["submitted"] == "due_soon"
    assert found["returned"] == "returned"
    assert found["accepted"] == ["submitted", "accepted"]
    assert found["decided how"] == "本人の API トークン（所属する団体が招待したアカウント）"
    assert found["after acceptance"] == "met"
    assert found["late after the end"] == ["2(2)"]
    assert found["corrected"] == 1
    assert found["changed"] == [["試験 三郎", "試験 四郎", "試験 五郎"], ["例示 次郎"]]
    assert found["comparison"] == [
        "作業従事者の人数 3名 → 5名",
        "作業従事者の追加  → 試験 三郎（協力会社、100%）",
        "作業従事者の追加  → 試験 四郎（協力会社、100%）",
        "作業従事者の追加  → 試験 五郎（基盤技術部、30%）",
        "作業従事者の削除 例示 次郎（協力会社、100%） → ",
    ]
    assert (found["people on day 19"], found["people on day 20"]) == (3, 5)
    assert found["confirmed"] == "confirmed"
    assert found["ledger"] is True
    assert found["acts"] == [
        "contract.opened",
        "contract.confirmation_asked",
        "contract.confirmed",
        "plan.submitted",
        "plan.received",
        "plan.returned",
        "plan.submitted",
        "plan.accepted",
        "correction.submitted",
        "change.submitted",
        "change.accepted",
        "answer.confirmed",
    ]
