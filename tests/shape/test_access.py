"""Every address says who may open it; that it is so is walked in tests/access."""

from django.urls import URLPattern, URLResolver, get_resolver

from people import People
from rules import RULES


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        found += patterns(pattern) if isinstance(pattern, URLResolver) else [pattern]
    return found


def test_there_are_addresses_to_look_at():
    assert len(patterns()) > 20


def test_every_view_declares_its_rule():
    """With a decorator of kokoroe.accounts.access or contracts.access."""
    without = [
        str(pattern.pattern)
        for pattern in patterns()
        if getattr(pattern.callback, "access", None) not in RULES
    ]
    assert without == []


def test_every_address_has_a_name():
    assert [str(pattern.pattern) for pattern in patterns() if not pattern.name] == []


def test_no_page_leaves_room_for_foreign_code(party: People, client):
    client.force_login(party.officer)
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
