"""関係者とアクセス: who may do what and why, and what each side may change there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kokoroe.accounts.models import Invitation
from kokoroe.clock.models import Message
from kokoroe.contracts.grants import AccessSuspension, Audit, StandIn
from kokoroe.contracts.models import ClientRole
from kokoroe.contracts.people import grant
from kokoroe.desk.seating.words import opened
from kokoroe.plan.models import RosterEntry
from people import NOW, account
from visitor import words

DAY = timedelta(days=1)
LATER = NOW + 30 * DAY
PLACE = "settings/access"


@pytest.fixture
def table(desk):
    """The plan is in force, and each side has a second person."""
    party = desk.party
    party.accepted()
    desk.now = LATER
    desk.second = account("市役 二郎", "jiro@city.example", party.contract.client)
    desk.colleague = account("見本 花子", "hanako@contractor.example", party.contract.contractor)
    grant(
        contract=party.contract, account=desk.second, party="client", role="handles", by=party.client, now=NOW
    )
    return desk


def page(table, who):
    response = table.get(who, PLACE)
    assert response.status_code == 200
    return response


def test_it_says_who_may_do_what_and_from_which_role(table):
    found = words(page(table, table.party.client))
    for said in (
        "市役 一子 委託者",
        "委託者が付けた役割「決定する」",
        "市役 二郎 委託者",
        "書面を受け付け、差し戻せます",
        "見本 太郎 受託者",
        "受託者が付けた役割「書面を準備する」",
        "有効な実施計画書の名簿「情報管理責任者」",
        "団体の管理者",
        "1 人がアカウントを持ち",
    ):
        assert said in found


def test_a_worker_reads_it_without_addresses_and_finds_nothing_to_press(table):
    response = page(table, table.party.worker)
    html = response.content.decode()
    assert "@city.example" not in html
    assert 'action="/c/' not in html.replace('action="/c/' + table.code + '/settings/stand-ins"', "")
    for path in ("people", "suspensions", "audits", "roster/invite"):
        assert table.post(table.party.worker, f"settings/{path}").status_code in {302, 403, 422}
    assert not Invitation.objects.exists()


def test_without_mail_an_invitations_link_is_shown_once(table, settings):
    settings.KOKOROE_SMTP_URL = ""
    given = {"name": "市役 三子", "email": "miko@city.example", "role": "client:reads"}
    response = table.post(table.party.client, "settings/people", **given)
    link = response.context["link"]
    assert (response.status_code, "/invitation/" in link) == (200, True)
    assert "メールなし（リンクを画面に表示）" in words(page(table, table.party.client))
    row = Invitation.objects.get()
    again = table.post(table.party.client, f"settings/invitations/{row.pk}/resend", show="1")
    assert again.context["link"] not in {"", link}
    assert table.client(None).get(link.removeprefix("http://127.0.0.1:8000")).status_code == 404


def test_with_mail_it_is_sent_and_the_page_says_how_it_stands(table, settings):
    settings.KOKOROE_SMTP_URL = "smtp://127.0.0.1:1?from=kokoroe@city.example&security=none"
    given = {"name": "市役 三子", "email": "miko@city.example", "role": "client:reads"}
    response = table.post(table.party.client, "settings/people", **given)
    assert response.status_code == 302
    assert "送信中（メールサーバーの受取りは未確認）" in words(page(table, table.party.client))
    message = Message.objects.filter(kind="invitation")
    message.update(failures=2, last_error="宛先がありません。\nNo such address.")
    assert "送れていません 宛先がありません。" in words(page(table, table.party.client))
    message.update(sent_at=LATER)
    assert "読まれたかは分かりません" in words(page(table, table.party.client))
    everybody = table.post(table.party.officer, "settings/roster/invite", person="all")
    assert everybody.status_code == 302
    assert Invitation.objects.filter(person__isnull=False).count() == 0, (
        "the only other one has the address of an account"
    )


def test_a_person_of_the_roster_is_invited_from_their_line(table, settings):
    settings.KOKOROE_SMTP_URL = ""
    RosterEntry.objects.filter(name="見本 花子").update(details={"email": "hanako2@contractor.example"})
    found = words(table.get(table.party.officer, "settings/roster"))
    assert "3 人のうち、アカウントあり 2 人・招待中 0 人・これから招待できる人 1 人" in found
    person = RosterEntry.objects.get(name="見本 花子").person
    response = table.post(table.party.officer, "settings/roster/invite", person=str(person.pk))
    assert "/invitation/" in response.context["link"]
    assert Invitation.objects.get().person == person
    for odd in ("", "x", "9" * 40, "-1", str(table.party.outsider.person_id)):
        assert table.post(table.party.officer, "settings/roster/invite", person=odd).status_code == 302
    for who in (table.party.client, table.party.worker):
        assert table.get(who, "settings/roster").status_code == 403
    assert Invitation.objects.count() == 1


def suspend(table, by, whom, reason="端末の紛失"):
    return table.post(by, "settings/suspensions", account=str(whom.pk), reason=reason)


def test_suspended_at_their_next_click_and_back_when_the_side_lifts_it(table):
    party = table.party
    assert suspend(table, party.client, party.worker).status_code == 302
    assert table.get(party.worker).status_code == 404
    assert "端末の紛失" in words(page(table, party.officer))
    row = AccessSuspension.objects.get()
    table.post(party.officer, f"settings/suspensions/{row.pk}/lift")
    assert table.get(party.worker).status_code == 404
    table.post(party.client, f"settings/suspensions/{row.pk}/lift")
    assert table.get(party.worker).status_code == 200


def test_the_contractor_suspends_nobody_of_the_client_and_a_wrong_form_loses_nothing(table):
    party = table.party
    for whom in (party.client, table.second, party.outsider, party.officer):
        assert suspend(table, party.officer, whom).status_code == 422
    refused = suspend(table, party.client, party.worker, reason="")
    assert refused.status_code == 422
    assert f'value="{party.worker.pk}" selected' in refused.content.decode()
    assert not AccessSuspension.objects.exists()


def test_a_stand_in_works_under_a_banner_and_is_out_when_it_ends(table):
    party = table.party
    newcomer = account("市役 四葉", "yotsuba@city.example", party.contract.client)
    assert table.get(newcomer).status_code == 404
    given = {
        "absent": str(party.client.pk),
        "account": str(newcomer.pk),
        "first": "2026-04-19",
        "last": "2026-04-25",
    }
    assert table.post(party.client, "settings/stand-ins", **given).status_code == 302
    there = table.get(newcomer)
    assert "市役 一子 さんの代理をしています（2026年4月25日 まで）" in words(there)
    assert "代理中" in words(page(table, party.officer))
    row = StandIn.objects.get()
    table.post(party.officer, f"settings/stand-ins/{row.pk}/end")
    assert table.get(newcomer).status_code == 200
    table.post(newcomer, f"settings/stand-ins/{row.pk}/end")
    assert table.get(newcomer).status_code == 404


def test_an_auditor_is_seen_by_both_with_what_they_opened(table):
    party = table.party
    given = {
        "name": "他所 三郎", "email": party.outsider.email, "purpose": "外部監査", "first": "2026-04-19",
        "last": "2026-05-01", "organisation": "",
    }  # fmt: skip
    assert table.post(party.client, "settings/audits", **given).status_code == 302
    audit = Audit.objects.get()
    assert "監査の閲覧です" in words(table.get(party.outsider))
    assert "インシデントを報告" not in words(table.get(party.outsider))
    assert table.post(party.outsider, "settings/suspensions").status_code == 403
    for who in (party.client, party.officer, party.worker):
        assert "contract" in words(table.get(who, f"settings/audits/{audit.pk}"))
    table.post(party.officer, f"settings/audits/{audit.pk}/end")
    assert table.get(party.outsider).status_code == 200
    table.post(party.client, f"settings/audits/{audit.pk}/end")
    assert table.get(party.outsider).status_code == 404


def test_the_number_of_queries_does_not_grow(table):
    party = table.party

    clients = [table.client(party.client), table.client(party.officer)]

    def counted(path, client):
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/c/{table.code}/{path}").status_code == 200
        return len(found)

    def all_counted():
        return [counted(path, client) for path in ("", PLACE, "settings") for client in clients]

    before = all_counted()
    for number in range(5):
        one = account(f"例示 {number}", f"x{number}@city.example", party.contract.client)
        ClientRole.objects.create(contract=party.contract, account=one, role="reads", since=NOW)
        AccessSuspension.objects.create(
            contract=party.contract, account=one, party="client", by_party="client", reason="x", since=NOW,
            suspended_by=party.client,
        )  # fmt: skip
        Invitation.issue(
            organisation=party.contract.client, email=f"y{number}@city.example", invited_by=party.client,
            grants={"contract": party.contract.pk}, now=LATER,
        )  # fmt: skip
        Audit.objects.create(
            contract=party.contract, account=party.outsider, party="client", purpose="x", since=NOW,
            until=LATER + DAY, granted_by=party.client,
        )  # fmt: skip
    assert all_counted() == [*before[:2], *[count + 1 for count in before[2:4]], *before[4:]], (
        "one for the letters"
    )
    assert max(all_counted()) <= 16, all_counted()


def test_what_a_program_read_is_told_in_the_same_words_as_a_page():
    said = [opened(route).en for route in ("submissions", "api:submission", "api:nothing_of_ours")]
    assert said == ["Writings", "A writing (API)", "nothing_of_ours (API)"]
