import pytest

from clock.channels.servers import smtp
from kokoroe.cli.looks import notices
from kokoroe.clock.channels import actions
from kokoroe.site.installation import Installation
from people import NOW, People, runs_the_server


@pytest.fixture(autouse=True)
def _set(settings):
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "https://kokoroe.example", True
    settings.KOKOROE_SMTP_URL = ""


def seen() -> list[tuple[str, str]]:
    return [(one.level, one.said.en) for one in notices(Installation.from_environment())]


def test_what_is_not_set_up_is_a_warning(db, settings):
    settings.KOKOROE_URL_IS_SET = False
    assert seen() == [
        ("warning", "No public address is set: links in notices cannot be opened from other machines."),
        ("warning", "Sending mail is not set up."),
    ]


def test_an_address_without_encryption_is_a_warning(db, settings):
    settings.KOKOROE_URL = "http://kokoroe.example"
    assert seen()[0] == ("warning", "Links in notices (http://kokoroe.example) are not encrypted.")


def test_a_mail_server_that_lets_us_in_is_fine_and_gets_no_mail(db, settings):
    with smtp() as box:
        settings.KOKOROE_SMTP_URL = f"smtp://127.0.0.1:{box.port}?from=a@city.example&security=none"
        assert seen() == [("ok", f"The mail server 127.0.0.1:{box.port} lets us in.")]
    assert box.got == []


def test_a_mail_server_that_is_gone_or_keeps_us_out_is_a_failure(db, settings):
    with smtp(user=("kokoroe", "right")) as box:
        settings.KOKOROE_SMTP_URL = (
            f"smtp://kokoroe:wr0ng@127.0.0.1:{box.port}?from=a@city.example&security=none"
        )
        ((level, said),) = seen()
    assert (level, "refused the user or the password" in said, "wr0ng" in said) == ("failure", True, False)
    ((level, said),) = seen()
    assert (level, "cannot be reached" in said) == ("failure", True)


def test_a_broken_environment_is_a_failure_without_the_password(db, settings):
    settings.KOKOROE_SMTP_URL = "smtp://user:topsecret@mail.example"
    ((level, said),) = seen()
    assert (level, "topsecret" in said) == ("failure", False)


def test_channels_that_another_key_sealed_are_failures_by_name(party: People, settings):
    runs_the_server(party.client)
    values = {"kind": "chat", "config": {"url": "x"}, "shown": "", "always": True, "now": NOW}
    actions.add_channel(by=party.officer, name="チャット", **values)
    assert ("ok", "The settings of 1 channels can be read.") in seen()
    settings.SECRET_KEY = "another"
    assert [said for level, said in seen() if level == "failure"] == [
        "The settings of “チャット” of “サンプルシステム株式会社” cannot be opened with this installation's key."
    ]
