import pytest
from django.test import Client
from django.urls import reverse

from clock.channels.servers import smtp, web
from kokoroe import clock
from kokoroe.accounts.sealing import unseal
from kokoroe.clock.channels import actions
from kokoroe.clock.channels.models import Channel, Setup
from kokoroe.clock.channels.setup import in_force
from people import NOW, People, runs_the_server
from visitor import words

SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
MAIL = {
    "host": "smtp.city.example",
    "security": "starttls",
    "port": "587",
    "user": "kokoroe",
    "password": "s3cret-pass",
    "sender": "心得 <kokoroe@city.example>",
}


@pytest.fixture(autouse=True)
def _nothing_in_the_environment(settings, monkeypatch):
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "http://127.0.0.1:8000", False
    settings.KOKOROE_SMTP_URL = ""
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset({"1"})
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def operator(party: People) -> Client:
    runs_the_server(party.client)
    return signed_in(party.client)


@pytest.fixture
def officer(party: People) -> Client:
    return signed_in(party.officer)


def signed_in(account) -> Client:
    made = Client()
    made.force_login(account)
    return made


def page(client: Client) -> str:
    return words(client.get(reverse("notice_settings")))


def after(client: Client, answer) -> str:
    assert answer.status_code == 302, words(answer)
    return words(client.get(answer["Location"]))


def test_the_page_says_what_is_not_set_up(operator):
    said = page(operator)
    assert "メールの送信が設定されていません" in said
    assert "まだ決まっていないので、通知のリンクは http://127.0.0.1:8000 になります" in said


def test_other_administrators_read_who_sets_the_servers_and_set_their_own_channels(operator, officer):
    said = page(officer)
    assert "サーバーを運用している「見本市」の管理者が決めます" in said
    assert "「サンプルシステム株式会社」のほかの経路" in said
    assert 'action="/settings/notices/mail"' not in officer.get(reverse("notice_settings")).content.decode()


def test_the_operator_sets_mail_and_never_sees_the_password_again(operator):
    said = after(operator, operator.post(reverse("notice_mail"), MAIL))
    assert "メールの設定を保存しました" in said
    html = operator.get(reverse("notice_settings")).content.decode()
    assert ("s3cret-pass" in html, "smtp.city.example" in html) == (False, True)
    assert in_force().mail.password == "s3cret-pass"


def test_a_password_stays_for_its_server_and_goes_to_no_other_one(operator):
    operator.post(reverse("notice_mail"), MAIL)
    operator.post(reverse("notice_mail"), {**MAIL, "password": "", "port": "2525"})
    assert in_force().mail.password == "s3cret-pass"
    operator.post(reverse("notice_mail"), {**MAIL, "password": "", "host": "evil.example"})
    assert in_force().mail.password == ""


def test_the_port_follows_the_encryption(operator):
    operator.post(reverse("notice_mail"), {**MAIL, "port": "", "security": "tls"})
    assert in_force().mail.port == 465


def test_an_empty_server_takes_mail_out(operator):
    operator.post(reverse("notice_mail"), MAIL)
    said = after(operator, operator.post(reverse("notice_mail"), {**MAIL, "host": ""}))
    assert "メールは送られません" in said
    assert in_force().mail is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"host": "smtp://city.example/"}, "サーバーの名前だけ"),
        ({"port": "99999"}, "65535"),
        ({"sender": ""}, "差出人を入れてください"),
        ({"sender": "心得"}, "メールアドレスを入れてください"),
        ({"security": "none"}, "暗号化なしでは、利用者名とパスワードを使えません"),
        ({"password": "ひみつ"}, "半角の文字だけ"),
    ],
)
def test_bad_input_is_told_in_place_and_nothing_typed_is_lost(operator, wrong, sentence):
    answer = operator.post(reverse("notice_mail"), MAIL | wrong)
    assert answer.status_code == 422
    assert sentence in words(answer)
    for value in (MAIL | wrong).values():
        assert value == "" or value.replace("<", "&lt;").replace(">", "&gt;") in answer.content.decode()
    assert not Setup.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["kokoroe.example", "ftp://x.example", "https://x.example/path", "https://a:b@x.example", "https://x example", "https://", "https://x.example:port"],
)  # fmt: skip
def test_an_address_that_is_none_is_told(operator, address):
    answer = operator.post(reverse("notice_address"), {"address": address})
    assert answer.status_code == 422
    assert "https:// とホスト名だけ" in words(answer)


def test_an_address_is_used_for_links_at_once(operator):
    said = after(operator, operator.post(reverse("notice_address"), {"address": "https://kokoroe.example/"}))
    assert "サーバーを次に起動したときから" in said
    assert in_force().url("/x") == "https://kokoroe.example/x"


def test_hours_are_set_and_checked(operator):
    given = {"quiet_from": "19:00", "quiet_until": "09:00", "digest_at": "09:30"}
    assert "時間帯を保存しました" in after(operator, operator.post(reverse("notice_hours"), given))
    assert f"{in_force().hours.digest_at:%H:%M}" == "09:30"
    for wrong in ({"quiet_until": "19:30"}, {"digest_at": "05:00"}, {"quiet_from": "25:00"}):
        assert operator.post(reverse("notice_hours"), given | wrong).status_code == 422


def test_what_the_environment_sets_is_shown_as_such(operator, settings):
    settings.KOKOROE_URL, settings.KOKOROE_URL_IS_SET = "https://kokoroe.example", True
    settings.KOKOROE_SMTP_URL = "smtp://user:topsecret@mail.example?from=a@city.example"
    said = page(operator)
    assert "環境変数 KOKOROE_URL で決められています" in said
    assert "mail.example:587、差出人 a@city.example" in said
    assert "topsecret" not in operator.get(reverse("notice_settings")).content.decode()


def test_a_broken_environment_is_said_on_the_page(operator, settings):
    settings.KOKOROE_SMTP_URL = "smtp://user:topsecret@mail.example"
    said = page(operator)
    assert "KOKOROE_SMTP_URL は smtp://利用者:パスワード@ホスト" in said
    assert "topsecret" not in said


def test_a_test_mail_arrives_and_the_page_says_what_the_server_said(operator):
    with smtp() as box:
        operator.post(reverse("notice_mail"), MAIL | {"host": "127.0.0.1", "port": box.port, "security": "none", "user": "", "password": ""})  # fmt: skip
        said = after(operator, operator.post(reverse("notice_mail_test")))
    assert f"メールサーバー 127.0.0.1:{box.port} が ichiko@city.example あてのメールを受け取りました（250 2.0.0 Ok: queued as 4F1）" in said  # fmt: skip
    assert [each.rcpt_tos for each in box.got] == [["ichiko@city.example"]]


def test_a_test_mail_that_fails_says_why(operator, party: People):
    with smtp(recipient="550 5.7.1 relaying denied") as box:
        operator.post(reverse("notice_mail"), MAIL | {"host": "127.0.0.1", "port": box.port, "security": "none", "user": "", "password": ""})  # fmt: skip
        said = after(operator, operator.post(reverse("notice_mail_test")))
    assert "試しのメールは届けられませんでした" in said
    assert "550 5.7.1 relaying denied" in said
    entry = party.client.organisation.tree.entries.last()
    assert (entry.act, entry.public) == ("channel.tried", {"by": "mail", "taken": False})


def test_a_test_without_a_mail_server_says_so(operator):
    said = after(operator, operator.post(reverse("notice_mail_test")))
    assert "メールの送信が設定されていません" in said


def new(client: Client, kind: str, **given):
    values = {"name": "チャット", "when": "always", "enabled": "on"} | given
    return client.post(reverse("channel_new", args=[kind]), values)


def test_a_chat_is_added_and_its_address_never_shown_again(officer):
    said = after(officer, new(officer, "chat", url=SLACK))
    assert "経路を加えました" in said
    assert "Slack" in said
    channel = Channel.objects.get()
    for path in (reverse("notice_settings"), reverse("channel_edit", args=[channel.pk])):
        assert "TIiajkdnlazkcOXrIdevi7FQ" not in officer.get(path).content.decode()
    assert unseal(channel.sealed) == {"url": SLACK}


def test_a_webhooks_new_key_is_shown_once(officer):
    with web() as server:
        answer = new(officer, "webhook", url=server.url, name="監視")
        channel = Channel.objects.get()
        secret = unseal(channel.sealed)["secret"]
        assert secret in answer.content.decode()
        assert secret not in officer.get(reverse("channel_edit", args=[channel.pk])).content.decode()
        said = after(officer, officer.post(reverse("channel_test", args=[channel.pk])))
        assert "「監視」が受け取りました（200）" in said
        assert server.got[0].json["data"]["kind"] == "test"
        server.answer(500)
        said = after(officer, officer.post(reverse("channel_test", args=[channel.pk])))
        assert "「監視」には届けられませんでした。127.0.0.1 が受け取りませんでした（500）。" in said


@pytest.mark.parametrize(
    ("kind", "wrong", "sentence"),
    [
        ("chat", {"url": "file:///etc/passwd"}, "送れるチャットのアドレスではありません"),
        ("chat", {"url": ""}, "このフィールドは必須です"),
        ("webhook", {"url": "http://receiver.example/"}, "http:// は使えません"),
        ("webhook", {"url": "https://receiver.example/", "secret": "x"}, "whsec_ で始まる鍵"),
        ("lineworks_webhook", {"url": "https://evil.example/"}, "https://webhook.worksmobile.com/message/ で始まる"),
        ("lineworks", {"private_key": "no key", "bot_id": "1"}, "秘密鍵として読めません"),
        ("lineworks", {"bot_id": "../1"}, "数字だけを入れてください"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_channel_is_told_in_place(officer, kind, wrong, sentence):
    answer = new(officer, kind, **wrong)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Channel.objects.exists()


def test_a_channel_is_changed_without_typing_its_secrets_again(officer):
    new(officer, "chat", url=SLACK)
    channel = Channel.objects.get()
    answer = officer.post(
        reverse("channel_edit", args=[channel.pk]), {"name": "夜の当番", "when": "fallback", "url": ""}
    )
    assert "夜の当番" in after(officer, answer)
    row = Channel.objects.get()
    assert (row.always, row.enabled, unseal(row.sealed)) == (False, False, {"url": SLACK})


def test_a_name_that_is_taken_is_told_in_place(officer):
    new(officer, "chat", url=SLACK)
    answer = new(officer, "chat", url=SLACK)
    assert answer.status_code == 422
    assert "「チャット」という経路はすでにあります" in words(answer)


def test_a_channel_is_removed(officer):
    new(officer, "chat", url=SLACK)
    said = after(officer, officer.post(reverse("channel_remove", args=[Channel.objects.get().pk])))
    assert "「チャット」を外しました" in said


def test_a_kind_that_is_none_does_not_exist(officer):
    assert officer.get(reverse("channel_new", args=["pigeon"])).status_code == 404


def test_the_page_asks_as_much_for_twenty_channels_as_for_one(
    officer, party: People, django_assert_num_queries
):
    values = {"kind": "chat", "config": {"url": SLACK}, "shown": "Slack", "always": True, "now": NOW}
    actions.add_channel(by=party.officer, name="0", **values)
    officer.get(reverse("notice_settings"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        officer.get(reverse("notice_settings"))
    for number in range(1, 20):
        actions.add_channel(by=party.officer, name=str(number), **values)
    with django_assert_num_queries(len(one)):
        officer.get(reverse("notice_settings"))
