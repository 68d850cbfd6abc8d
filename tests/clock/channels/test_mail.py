from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from clock.channels.servers import certificate, silent, smtp, took
from kokoroe.clock.channels.mail import MailServer, reach, send
from kokoroe.clock.channels.outgoing import Undelivered


def server(box, **other):
    return MailServer(
        **{"host": "127.0.0.1", "port": box.port, "sender": "心得 <kokoroe@city.example>", "security": "none"}
        | other
    )


def read(box):
    (envelope,) = box.got
    return message_from_bytes(envelope.content, policy=policy.default)


def refusal(config, message, **other):
    with pytest.raises(Undelivered) as caught:
        send(config, message, **other)
    return caught.value


def test_a_mail_arrives_as_it_was_written(message):
    with smtp() as box:
        assert send(server(box), message) == "250 2.0.0 Ok: queued as 4F1"
    mail = read(box)
    assert mail["Subject"] == message.subject
    assert mail["To"] == "taro@contractor.example"
    assert mail["From"] == "心得 <kokoroe@city.example>"
    assert mail.get_content().splitlines() == message.text.splitlines()
    assert mail.get_content_type() == "text/plain"
    assert box.got[0].rcpt_tos == ["taro@contractor.example"]


def test_a_mail_says_that_a_machine_sent_it_and_keeps_its_id(message):
    with smtp() as box:
        send(server(box), message)
        send(server(box), message)
    mails = [message_from_bytes(each.content, policy=policy.default) for each in box.got]
    assert {mail["Message-ID"] for mail in mails} == {"<42-4f1c@city.example>"}
    assert {mail["Auto-Submitted"] for mail in mails} == {"auto-generated"}
    assert {mail["Date"] for mail in mails} == {"Fri, 20 Mar 2026 01:30:00 +0000"}


def test_only_what_is_urgent_says_so(message):
    with smtp() as box:
        send(server(box), replace(message, urgent=False))
    assert read(box)["Importance"] is None


@pytest.mark.parametrize("injected", ["題名\r\nBcc: eve@other.example", "題名\nX: y\r\n\r\n本文"])
def test_a_subject_cannot_add_a_header(message, injected):
    with smtp() as box:
        send(server(box), replace(message, subject=injected))
    mail = read(box)
    assert mail["Bcc"] is None
    assert mail["X"] is None
    assert mail["Subject"] == " ".join(injected.split())
    assert box.got[0].rcpt_tos == ["taro@contractor.example"]


@pytest.mark.parametrize("address", ["a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "", "名前"])
def test_what_is_no_address_is_refused_for_good_before_anybody_is_asked(message, address):
    with smtp() as box:
        refused = refusal(server(box), replace(message, to=address))
    assert refused.permanent
    assert "メールアドレスではありません" in refused.reason.ja
    assert box.got == []


@pytest.mark.parametrize(
    ("behaviour", "permanent"),
    [
        ({"recipient": "550 5.1.1 no such user"}, True),
        ({"recipient": "451 4.7.1 greylisted"}, False),
        ({"data": "554 5.7.1 spam"}, True),
        ({"data": "452 4.3.1 disk full"}, False),
    ],
)
def test_a_refusal_for_good_is_told_from_one_for_now(message, behaviour, permanent):
    with smtp(**behaviour) as box:
        refused = refusal(server(box), message)
    (said,) = behaviour.values()
    assert (refused.permanent, said in refused.reason.ja, said in refused.reason.en) == (
        permanent,
        True,
        True,
    )


def test_a_server_that_is_gone_is_named(message):
    with smtp() as box:
        pass
    refused = refusal(server(box), message)
    assert not refused.permanent
    assert f"127.0.0.1:{box.port} に接続できません" in refused.reason.ja


def test_a_name_that_leads_nowhere_is_named(message):
    with smtp() as box:
        refused = refusal(server(box, host="mail.invalid"), message)
    assert "mail.invalid" in refused.reason.ja


def test_a_silent_server_is_left_after_the_time(message):
    with silent() as port, smtp() as box:
        config = server(box, port=port)
        assert took(lambda: send(config, message, seconds=0.3)) < 3
        assert "時間内に応答しませんでした" in refusal(config, message, seconds=0.3).reason.ja


def test_what_was_taken_but_not_confirmed_in_time_is_not_called_sent(message):
    with smtp(wait=3) as box:
        refused = refusal(server(box), message, seconds=0.5)
    assert len(box.got) == 1
    assert "届いたかどうかは確認できていません" in refused.reason.ja


def test_starttls_encrypts_and_the_user_signs_in(message, tmp_path, monkeypatch):
    tls, pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with smtp(tls, user=("kokoroe", "secret-1")) as box:
        send(server(box, security="starttls", user="kokoroe", password="secret-1"), message)
    assert box.signed_in == ["kokoroe"]
    assert len(box.got) == 1


def test_a_certificate_that_nobody_vouches_for_ends_it(message, tmp_path):
    tls, _ = certificate(tmp_path)
    with smtp(tls) as box:
        refused = refusal(server(box, security="starttls"), message)
    assert "暗号化に失敗しました" in refused.reason.ja
    assert box.got == []


def test_a_server_without_starttls_gets_nothing(message):
    with smtp() as box:
        refused = refusal(server(box, security="starttls"), message)
    assert "暗号化の種類を確かめてください" in refused.reason.ja
    assert box.got == []


def test_a_wrong_password_is_said_and_never_shown(message):
    with smtp(user=("kokoroe", "right")) as box:
        refused = refusal(server(box, user="kokoroe", password="wr0ng-pass"), message)
    assert "利用者名かパスワードを拒まれました" in refused.reason.ja
    assert "wr0ng-pass" not in refused.reason.ja + refused.reason.en


def test_reaching_a_server_sends_nothing():
    with smtp(user=("kokoroe", "right")) as box:
        reach(server(box, user="kokoroe", password="right"), seconds=5)
        with pytest.raises(Undelivered):
            reach(server(box, user="kokoroe", password="wrong"), seconds=5)
    assert (box.got, box.signed_in) == ([], ["kokoroe"])
