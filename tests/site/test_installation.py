import pytest

from kokoroe.site.installation import postgresql


def test_an_address_names_user_password_host_port_and_database():
    found = postgresql("postgresql://user:p%40ss@db.example:5433/kokoroe")
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "user",
        "p@ss",
        "db.example",
        "5433",
        "kokoroe",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://user:secret#1@db.example/kokoroe",
        "postgresql://user:secret/1@db.example/kokoroe",
        "postgresql://user:secret?1@db.example/kokoroe",
        "postgresql://user:secret[1@db.example/kokoroe",
        "postgresql://user@db.example:secret/kokoroe",
        "mysql://user:secret@db.example/kokoroe",
    ],
)
def test_an_address_that_is_none_is_refused_without_saying_the_password(address):
    with pytest.raises(ValueError, match="KOKOROE_DATABASE must look like") as refused:
        postgresql(address)
    assert "secret" not in str(refused.value)
    assert refused.value.__context__ is None or refused.value.__suppress_context__
