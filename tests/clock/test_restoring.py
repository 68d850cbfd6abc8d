"""After a restore: what waits goes out only when somebody says so; what comes after it goes out at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kokoroe.accounts.refusals import NotAllowed, NotPossible
from kokoroe.clock.loop import fire, send
from kokoroe.clock.models import UNSENT, Message, Restoration
from kokoroe.clock.restoring import drop_waiting, hold, release, send_waiting
from people import NOW, runs_the_server

MADE, RESTORED = NOW + timedelta(minutes=40), NOW + timedelta(hours=2)
LATER = RESTORED + timedelta(minutes=1)


@pytest.fixture
def restored(sample):
    """Of the first deadline a rung was told before the backup was made, but not sent; the others come due after it."""
    sample.set()
    fire(now=NOW + timedelta(minutes=31))
    hold(made_at=MADE, now=RESTORED)
    fire(now=LATER)
    return sample


def sent(now=LATER) -> list[str]:
    taken: list[str] = []

    class Channel:
        def __call__(self, message):
            taken.append(f"{message.ref}:{message.alarm.rung}")
            return "250"

    send(now=now, deliver=Channel())
    return sorted(taken)


def test_nothing_from_before_is_sent(restored):
    assert Message.objects.filter(UNSENT).count() == 3
    assert sent() == []


def test_what_comes_after_it_goes_out_at_once(restored):
    restored.set(ref="2", due_at=LATER, now=LATER)
    fire(now=LATER)
    assert set(sent()) == {"2:0"}


def test_when_somebody_says_so_it_is_sent(restored, party):
    runs_the_server(party.client)
    assert send_waiting(by=party.client, now=LATER) == 3
    assert sent() == ["1:-1800", "1:900", "1:900"]
    with pytest.raises(NotPossible):
        send_waiting(by=party.client, now=LATER)


def test_or_dropped_and_then_all_that_follows_goes_out(restored):
    restored.set(
        ref="3", due_at=LATER + timedelta(hours=1), now=NOW
    )  # armed before the restore, due after the word
    assert release(by=None, sends=False, now=LATER) == 3
    assert sent() == []
    then = LATER + timedelta(minutes=31)
    fire(now=then)
    assert sent(then) == ["3:-1800"]
    assert set(Message.objects.exclude(void_at=None).values_list("void_reason", flat=True)) == {
        "before restore"
    }


def test_only_who_runs_the_server_says_so(restored, party):
    with pytest.raises(NotAllowed):
        drop_waiting(by=party.officer, now=LATER)
    assert Restoration.objects.get().released_at is None


def test_the_settings_say_what_waits_and_how_to_let_it_go(restored, party):
    runs_the_server(party.client)
    operator = Client()
    operator.force_login(party.client)
    page = operator.get(reverse("notice_settings")).content.decode()
    assert "2026年3月20日 10:40（日本時間）の控えから戻しました" in page
    assert "それより前に出るはずだった 3 件が待っています" in page
    operator.post(reverse("notices_drop"))
    assert "控えから戻しました" not in operator.get(reverse("notice_settings")).content.decode()


def test_every_page_says_that_notices_wait(restored, party):
    reader = Client()
    reader.force_login(party.officer)
    assert "の控えから戻しました。それより前からの通知は" in reader.get("/").content.decode()
