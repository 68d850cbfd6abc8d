"""The example of the docs that raises an incident, against a server."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from kokoroe import clock
from kokoroe.api.tokens import create_token, open_service, place_service
from kokoroe.duties.incidents.models import Incident
from people import people

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "raise_incident.py"


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_an_alert_opens_one_incident_however_often_it_is_sent(live_server):
    now = clock.now()
    party = people(now=now, starts=now.date() - timedelta(days=30), ends=now.date() + timedelta(days=300))
    service = open_service(by=party.officer, name="SIEM", now=now)
    place_service(by=party.officer, service=service, contract=party.contract, role="prepares", now=now)
    _, token = create_token(by=party.officer, name="SIEM", scopes=["incident"], service=service, now=now)
    arguments = ["--url", live_server.url, "--contract", party.contract.code, "--reference", "ALERT-4711"]
    arguments += ["--kind", "unauthorised-access", "--text", "管理画面への不審なログイン"]

    def run(*more: str):
        return subprocess.run(
            [sys.executable, EXAMPLE, *arguments, *more],
            env=os.environ | {"KOKOROE_TOKEN": token},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    told = [run(), run("--certain")]
    incident = Incident.objects.get()
    assert [each.stdout.split(" ")[0] for each in told] == [incident.number, incident.number]
    refused = run("--noticed", "きのう")
    assert (refused.returncode, "#/noticed_at" in refused.stderr) == (1, True)
