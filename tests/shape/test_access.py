"""Every address says who may open it."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from people import People, runs_the_server
from rules import RULES


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        found += patterns(pattern) if isinstance(pattern, URLResolver) else [pattern]
    return found


def pages() -> list[URLPattern]:
    # The operations of the API answer to tokens, not to sessions: tests/api looks at them.
    return [pattern for pattern in patterns() if not hasattr(pattern.callback, "operation")]


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


def of_a_contract() -> list[URLPattern]:
    return [
        pattern for pattern in pages() if str(getattr(pattern.callback, "access", "")).startswith("seat:")
    ]


def place(pattern: URLPattern, **known: str) -> str:
    # With what stands in the prefix under which its own part is included.
    _possible, _pattern, _defaults, converters = get_resolver().reverse_dict[str(pattern.name)]
    values = {name: 999999 if "Int" in type(conv).__name__ else "x" for name, conv in converters.items()}
    return reverse(str(pattern.name), kwargs={**values, **known})


def address(pattern: URLPattern, code: str) -> str:
    return place(pattern, code=code)


def test_a_contract_that_is_not_yours_does_not_exist(party: People, client):
    entries = party.contract.tree.entries.count()
    client.force_login(party.outsider)
    for pattern in of_a_contract():
        for method in ("get", "post", "put", "delete"):
            theirs = getattr(client, method)(address(pattern, party.contract.code))
            nobodys = getattr(client, method)(address(pattern, "nosuchcode"))
            said = f"{method} {pattern.name}"
            assert (said, theirs.status_code) == (said, nobodys.status_code)
            assert theirs.status_code in {404, 405}, said
            assert len(theirs.content) == len(nobodys.content), said
    assert party.contract.tree.entries.count() == entries


def test_nobody_in_particular_is_led_to_the_sign_in_page(party: People, client):
    for pattern in of_a_contract():
        response = client.get(address(pattern, party.contract.code))
        assert response.status_code in {302, 405}, pattern.name
        if response.status_code == 302:
            assert response["Location"].startswith("/accounts/login/?next="), pattern.name


def ruled(*rules: str) -> list[URLPattern]:
    return [pattern for pattern in pages() if getattr(pattern.callback, "access", "") in rules]


@pytest.mark.django_db
def test_pages_for_members_lead_others_to_the_sign_in_page(client):
    for pattern in ruled("signed_in", "administrator", "operator"):
        assert client.get(place(pattern)).status_code in {302, 405}, pattern.name


def test_what_administrators_set_does_not_exist_for_others(party: People, client):
    client.force_login(party.worker)
    for pattern in ruled("administrator", "operator"):
        for method in ("get", "post", "put", "delete"):
            answer = getattr(client, method)(place(pattern))
            assert answer.status_code in {404, 405}, f"{method} {pattern.name}"


def test_what_the_operator_sets_does_not_exist_for_other_administrators(party: People, client):
    runs_the_server(party.client)
    for pattern in ruled("operator"):
        client.force_login(party.officer)
        assert client.post(place(pattern)).status_code == 404, pattern.name
        client.force_login(party.client)
        assert client.post(place(pattern)).status_code != 404, pattern.name


def test_no_page_leaves_room_for_foreign_code(party: People, client):
    client.force_login(party.officer)
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
