"""A message on its way, and servers to send it to."""

from datetime import UTC, datetime

import pytest

from kokoroe.clock.channels.outgoing import Outgoing


@pytest.fixture(autouse=True)
def _inside_is_allowed(settings):
    """The servers of these tests are on this machine; the tests that are about it say otherwise."""
    settings.KOKOROE_WEBHOOK_PRIVATE = frozenset({"1"})


@pytest.fixture
def message() -> Outgoing:
    return Outgoing(
        id="42-4f1c",
        subject="第一報の期限まで30分です",
        body="保育業務支援システム運用保守業務\n第一報を提出してください。",
        at=datetime(2026, 3, 20, 1, 30, tzinfo=UTC),
        to="taro@contractor.example",
        url="https://kokoroe.example/c/abc/incidents/1",
        kind="incident",
        urgent=True,
    )
