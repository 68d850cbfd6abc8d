"""What every answer says to the browser, and what an installation on https says besides."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import path

from installations import empty_installation
from kokoroe.site.urls import urlpatterns

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:", "font-src": "'self'",
    "connect-src": "'self'", "frame-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip


def fails(request):
    secret = "swordfish"
    raise ValueError(f"the password is {secret}")


class Broken:
    urlpatterns = [*urlpatterns, path("fails", fails)]


def headers_of(answer):
    return dict(answer.headers.items())


def test_a_page_leaves_no_room_for_foreign_code(visit):
    answer = visit.get(visit.party.officer, "contract")
    policy = dict(each.split(" ", 1) for each in answer["Content-Security-Policy"].split("; "))
    assert policy == POLICY
    found = headers_of(answer)
    assert {name: found[name] for name in (
        "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
    )} == {
        "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip
    assert "Server" not in found
    assert "X-Powered-By" not in found


def test_nothing_of_ours_stays_in_a_cache(visit, submission):
    answers = [
        visit.get(visit.party.officer, "contract"),
        visit.get(visit.party.officer, "paper", submission.papers.get().pk),
        visit.get(visit.party.outsider, "contract"),
        Client().get("/accounts/login/"),
    ]
    for answer in answers:
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_error_tells_nothing_of_itself(visit, settings, accept):
    settings.ROOT_URLCONF = Broken
    client = visit.client(visit.party.officer)
    client.raise_request_exception = False
    answer = client.get("/fails", headers={"Accept": accept})
    said = answer.content.decode()
    assert answer.status_code == 500
    assert [
        word for word in ("swordfish", "ValueError", "Traceback", "test_headers", "django") if word in said
    ] == []


def test_a_page_that_is_not_there_repeats_nothing_of_what_was_asked(db):
    answer = Client().get("/<script>alert(1)</script>?q=<b>x")
    assert answer.status_code == 404
    assert "alert(1)" not in answer.content.decode()
    assert not re.search(r"/accounts/|urlconf|pattern", answer.content.decode())


@pytest.fixture(scope="module")
def on_https(tmp_path_factory):
    """The settings of an installation whose public address is https, and what Django's own check says of them."""
    with empty_installation(tmp_path_factory.mktemp("https") / "data") as environment:
        code = (
            "from kokoroe.site.installation import Installation; Installation.from_environment().ensure()\n"
            "import django, json; django.setup()\n"
            "from django.conf import settings\n"
            "from django.core.management import call_command\n"
            "call_command('check', deploy=True, fail_level='WARNING')\n"
            "print('SETTINGS ' + json.dumps({name: getattr(settings, name) for name in dir(settings)"
            " if name.isupper() and type(getattr(settings, name)) in (str, int, bool, list)}, default=str))\n"
        )
        environment |= {
            "KOKOROE_URL": "https://kokoroe.city.example",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        yield subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )


def told(ended) -> dict[str, object]:
    import json

    return json.loads(ended.stdout.partition("SETTINGS ")[2])


def test_djangos_check_for_deployment_finds_nothing(on_https):
    assert on_https.returncode == 0, on_https.stderr
    assert "no issues" in on_https.stdout + on_https.stderr


def test_on_https_cookies_are_bound_to_the_host_and_to_encryption(on_https):
    found = told(on_https)
    for kind in ("SESSION", "CSRF", "LANGUAGE"):
        assert found[f"{kind}_COOKIE_SECURE"] is True
        assert found[f"{kind}_COOKIE_HTTPONLY"] is True
        assert found[f"{kind}_COOKIE_SAMESITE"] == "Lax"
        assert str(found[f"{kind}_COOKIE_NAME"]).startswith("__Host-")
        assert not found.get(f"{kind}_COOKIE_DOMAIN")


def test_on_https_the_browser_comes_back_encrypted_for_a_year(on_https):
    found = told(on_https)
    assert (found["SECURE_HSTS_SECONDS"], found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]) == (31536000, True)
    assert found["SECURE_HSTS_PRELOAD"] is False
    assert found["DEBUG"] is False
    assert "*" not in str(found["ALLOWED_HOSTS"])


def test_the_tests_run_with_the_same_middleware_as_the_server(on_https):
    assert told(on_https)["MIDDLEWARE"] == configured.MIDDLEWARE


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "a b", "[::1", "例.example", ""])
def test_another_hosts_name_is_one_line_of_the_security_log_and_no_traceback(
    client, settings, noted, caplog, host
):
    settings.ALLOWED_HOSTS = ["kokoroe.example"]
    for method in (client.get, client.post):
        answer = method("/accounts/login/", HTTP_HOST=host)
        assert answer.status_code == 400
        assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert [line["event"] for line in noted] == ["host.refused", "host.refused"]
    assert "evil" not in str(noted)
    assert [record.name for record in caplog.records if record.exc_info] == []
    assert client.get("/accounts/login/", HTTP_HOST="kokoroe.example").status_code == 200
