"""Every address says who may open it."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from people import People, runs_the_server

RULES = {
    "anyone",
    "signed_in",
    "administrator",
    "operator",
    *(
        f"seat:{ability}"
        for ability in ("read", "personal", "prepare", "submit", "handle", "decide", "agree", "administer")
    ),
}


def patterns(resolver: URLResolver | None = None) -> list[URLPattern]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        found += patterns(pattern) if isinstance(pattern, URLResolver) else [pattern]
    return found


def test_there_are_addresses_to_look_at():
    assert len(patterns()) > 20


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: str(pattern.pattern))
def test_every_view_declares_its_rule(pattern: URLPattern):
    rule = getattr(pattern.callback, "access", None)
    assert rule in RULES, (
        f"{pattern.pattern}: decorate the view with a rule of kokoroe.accounts.access or contracts.access"
    )


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: str(pattern.pattern))
def test_every_address_has_a_name(pattern: URLPattern):
    assert pattern.name


def of_a_contract() -> list[URLPattern]:
    return [
        pattern for pattern in patterns() if str(getattr(pattern.callback, "access", "")).startswith("seat:")
    ]


def place(pattern: URLPattern, **known: str) -> str:
    # With what stands in the prefix under which its own part is included.
    _possible, _pattern, _defaults, converters = get_resolver().reverse_dict[str(pattern.name)]
    values = {name: 999999 if "Int" in type(conv).__name__ else "x" for name, conv in converters.items()}
    return reverse(str(pattern.name), kwargs={**values, **known})


def address(pattern: URLPattern, code: str) -> str:
    return place(pattern, code=code)


@pytest.mark.parametrize("pattern", of_a_contract(), ids=lambda pattern: str(pattern.name))
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_a_contract_that_is_not_yours_does_not_exist(party: People, client, pattern: URLPattern, method: str):
    entries = party.contract.tree.entries.count()
    client.force_login(party.outsider)
    theirs = getattr(client, method)(address(pattern, party.contract.code))
    nobodys = getattr(client, method)(address(pattern, "nosuchcode"))
    assert theirs.status_code == nobodys.status_code
    assert theirs.status_code in {404, 405}
    assert len(theirs.content) == len(nobodys.content)
    assert party.contract.tree.entries.count() == entries


@pytest.mark.parametrize("pattern", of_a_contract(), ids=lambda pattern: str(pattern.name))
def test_nobody_in_particular_is_led_to_the_sign_in_page(party: People, client, pattern: URLPattern):
    response = client.get(address(pattern, party.contract.code))
    assert response.status_code in {302, 405}
    if response.status_code == 302:
        assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pattern",
    [
        p
        for p in patterns()
        if getattr(p.callback, "access", "") in {"signed_in", "administrator", "operator"}
    ],
    ids=lambda p: str(p.name),
)
def test_pages_for_members_lead_others_to_the_sign_in_page(client, pattern: URLPattern):
    assert client.get(place(pattern)).status_code in {302, 405}


def ruled(*rules: str) -> list[URLPattern]:
    return [pattern for pattern in patterns() if getattr(pattern.callback, "access", "") in rules]


@pytest.mark.parametrize("pattern", ruled("administrator", "operator"), ids=lambda pattern: str(pattern.name))
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_what_administrators_set_does_not_exist_for_others(
    party: People, client, pattern: URLPattern, method: str
):
    client.force_login(party.worker)
    assert getattr(client, method)(place(pattern)).status_code in {404, 405}


@pytest.mark.parametrize("pattern", ruled("operator"), ids=lambda pattern: str(pattern.name))
def test_what_the_operator_sets_does_not_exist_for_other_administrators(
    party: People, client, pattern: URLPattern
):
    runs_the_server(party.client)
    client.force_login(party.officer)
    assert client.post(place(pattern)).status_code == 404
    client.force_login(party.client)
    assert client.post(place(pattern)).status_code != 404


def test_no_page_leaves_room_for_foreign_code(party: People, client):
    client.force_login(party.officer)
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
