from django.test import Client


def test_browsers_are_told_to_come_back_encrypted_where_the_public_address_is(settings):
    """To Django no request is secure, since TLS ends at the proxy in front."""
    assert "Strict-Transport-Security" not in Client().get("/accounts/login/")
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    with_others = Client().get("/accounts/login/")["Strict-Transport-Security"]
    assert with_others == "max-age=31536000; includeSubDomains"
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = False
    assert Client().get("/accounts/login/")["Strict-Transport-Security"] == "max-age=31536000"
