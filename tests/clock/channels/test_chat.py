import os
import socket
import subprocess
import sys

import pytest
from apprise.plugins.slack import NotifySlack

from clock.channels.servers import took, web
from kokoroe.clock.channels.chat import send, service, understood
from kokoroe.clock.channels.outgoing import Undelivered

SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
GOOGLE = "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k1&token=t1"
TEAMS = (
    "https://prod-01.japaneast.logic.azure.com:443/workflows/3d9f/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=abc-DEF"
)
DISCORD = "https://discord.com/api/webhooks/4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (SLACK, "Slack"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "Slack"),
        (GOOGLE, "Google Chat"),
        ("gchat://AAAA/k1/t1", "Google Chat"),
        (TEAMS, "Microsoft Teams"),
        ("workflow://prod-01.logic.azure.com:443/3d9f/abc-DEF/", "Microsoft Teams"),
        (DISCORD, "Discord"),
        (f"wxteams://{'a' * 80}", "Webex"),
    ],
)
def test_the_services_are_known_by_apprises_and_by_their_own_addresses(url, name):
    assert service(url) == name
    assert understood(url) is not None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "syslog://localhost",
        "dbus://",
        "json://10.0.0.1/x",
        "jsons://internal.example/x",
        "form://127.0.0.1:8000/",
        "apprise://localhost/token",
        "mailto://user:pass@gmail.com",
        "mmost://chat.example/token",
        "http://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "https://hooks.slack.com.other.example/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "https://hooks.slack.com:8443/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "https://hooks.slack.com/services/",
        "workflow://127.0.0.1:443/3d9f/abc-DEF/",
        "workflow://prod.logic.azure.com.other.example/3d9f/abc-DEF/",
        "workflow://prod.logic.azure.com:22/3d9f/abc-DEF/",
        "https://[",
    ],
)
def test_nothing_else_is_sent_anywhere(url, message):
    with pytest.raises(ValueError):
        understood(url)
    with pytest.raises(Undelivered) as caught:
        send({"url": url}, message)
    assert caught.value.permanent


def test_an_address_cannot_switch_off_certificates_nor_name_a_file():
    made = understood(f"{TEAMS}&verify=no&rto=600&template=/etc/passwd&format=html&redirect=yes")
    assert made.verify_certificate is True
    assert len(made.template) == 0


@pytest.mark.parametrize("url", [SLACK, GOOGLE, TEAMS, DISCORD, f"wxteams://{'a' * 80}"])
def test_every_service_is_asked_through_our_own_door(url, message, settings, monkeypatch):
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset()
    inner = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("10.1.2.3", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [inner])
    with pytest.raises(Undelivered, match="内部のネットワーク") as caught:
        send({"url": url}, message)
    assert caught.value.permanent


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_service_that_points_elsewhere_is_not_followed(slack, message, status):
    with web() as other:
        slack.answer(status, {"Location": other.url})
        with pytest.raises(Undelivered, match="転送には従いません") as caught:
            send({"url": SLACK}, message)
    assert caught.value.permanent
    assert (len(slack.got), other.got) == (1, [])


@pytest.fixture
def slack(monkeypatch):
    with web() as server:
        monkeypatch.setattr(NotifySlack, "webhook_url", f"http://127.0.0.1:{server.port}/services")
        monkeypatch.setattr(NotifySlack, "request_rate_per_sec", 0)
        yield server


def test_a_message_arrives_in_the_chat(slack, message):
    slack.answer(200, body=b"ok")
    assert send({"url": SLACK}, message) == "Slack"
    said = slack.got[0].json
    assert message.subject in str(said)
    assert message.url in str(said)
    assert slack.got[0].path == "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"


@pytest.mark.parametrize("status", [404, 500])
def test_what_the_service_says_against_it_is_passed_on_without_the_address(slack, message, status):
    slack.answer(status, body=b"no_service")
    with pytest.raises(Undelivered) as caught:
        send({"url": SLACK}, message)
    assert str(status) in caught.value.reason.ja
    assert "TIiajkdnlazkcOXrIdevi7FQ" not in caught.value.reason.ja


def test_a_service_that_hangs_is_left_after_the_time(slack, message):
    slack.wait = 5
    assert took(lambda: send({"url": SLACK}, message, seconds=0.4)) < 3


def test_apprise_is_loaded_only_when_a_chat_is_used():
    code = "import sys, kokoroe.clock.channels.chat as chat; chat.service('slack://x'); assert 'apprise' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_apprise_leaves_the_mails_of_this_process_as_they_are():
    code = (
        "from email.charset import Charset; from kokoroe.clock.channels.chat import understood;"
        f"before = Charset('utf-8').header_encoding; understood({SLACK!r});"
        "import sys; assert 'apprise.plugins.email' in sys.modules;"
        "assert Charset('utf-8').header_encoding == before"
    )
    settings = {"DJANGO_SETTINGS_MODULE": "kokoroe.site.settings_test"}
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ | settings)
