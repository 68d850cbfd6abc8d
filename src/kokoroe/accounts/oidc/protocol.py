"""The protocol: what a provider publishes, the way there, and what an answer must hold before it is believed.

OpenID Connect Core 1.0 (3.1.2, 3.1.3), Discovery 1.0 (4.3), PKCE (RFC 7636), Authorization Server Issuer
Identification (RFC 9207).
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from kokoroe.annex.text import Text
from kokoroe.outside.reaching import AddressError, Answer, Unreached, ask, checked
from kokoroe.outside.strict_json import read_json

LARGEST = 512 << 10  # bytes of an answer
GOOD = 200


class ProviderError(Exception):
    """The provider cannot be asked, or says what it may not; `text` is for its organisation's administrator."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.ja)
        self.text = text


def get_json(url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """An object that an address answers with. Raises ProviderError."""
    return as_object(answer_of("GET", url, b"", {"Accept": "application/json", **(headers or {})}), url)


def post_form(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
    """The object in answer to a form. Raises ProviderError."""
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return as_object(answer_of("POST", url, urlencode(fields).encode(), {**kind, **headers}), url)


def answer_of(method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """What an address answers. Raises ProviderError."""
    try:
        return ask(method, url, body, headers, most=LARGEST)
    except Unreached as error:
        raise ProviderError(error.text) from error


def check(url: object) -> str:
    """The address, if it may be asked or led to. Raises ProviderError."""
    try:
        checked(str(url))
    except AddressError as error:
        raise ProviderError(error.text) from error
    return str(url)


def as_object(said: Answer, url: str) -> dict[str, Any]:
    """What was answered, if it is an object and no refusal."""
    try:
        found = read_json(said.body) if said.status == GOOD else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProviderError(
            Text(
                f"{url} の応答が読めません（{said.status}）。",
                f"The answer of {url} cannot be read ({said.status}).",
            )
        )
    return found


ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
LEEWAY = 60  # seconds by which the two clocks may differ
SCOPE = "openid email profile"


@dataclass(frozen=True, slots=True)
class Published:
    """Where a provider is asked what."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    by_header: bool
    """Whether the secret goes in a header (client_secret_basic) rather than in the form."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What this browser takes along on its way to the provider, and shows when it is back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def begin(cls) -> "Journey":
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))

    @property
    def challenge(self) -> str:
        """The verifier's hash (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def discover(issuer: str) -> Published:
    """What the issuer publishes.

    Raises:
        ProviderError: it cannot be asked, is not who it says, or names addresses that may not be used.
    """
    said = get_json(check(issuer.rstrip("/") + "/.well-known/openid-configuration"))
    if said.get("issuer") != issuer:
        raise ProviderError(
            Text(
                f"発行者が違います（{said.get('issuer')}）。発行者の欄を、この綴りのとおりにしてください。",
                f"The issuer calls itself {said.get('issuer')}. Please write it exactly so.",
            )
        )
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Published(
        issuer=issuer,
        authorization=check(said.get("authorization_endpoint", "")),
        token=check(said.get("token_endpoint", "")),
        keys=check(said.get("jwks_uri", "")),
        userinfo=check(said["userinfo_endpoint"]) if said.get("userinfo_endpoint") else "",
        by_header="client_secret_post" not in methods,
    )


def keys_of(provider: Published) -> jwt.PyJWKSet:
    """The keys with which it signs. Raises ProviderError."""
    try:
        return jwt.PyJWKSet.from_dict(get_json(provider.keys))
    except jwt.PyJWTError as error:
        raise ProviderError(Text("署名の鍵が読めません。", "The provider's keys cannot be read.")) from error


def way_there(provider: Published, journey: Journey, *, client_id: str, back: str) -> str:
    """Where the browser goes."""
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": back,
        "scope": SCOPE,
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": journey.challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in provider.authorization else "?"
    return f"{provider.authorization}{joint}{urlencode(asked)}"


def claims_of(
    provider: Published, journey: Journey, *, client_id: str, secret: str, code: str, back: str
) -> Mapping[str, Any]:
    """The claims about the person, once all of it holds.

    Raises:
        ProviderError: something does not.
    """
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": journey.verifier,
    }
    headers: dict[str, str] = {}
    if provider.by_header:
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    else:
        fields |= {"client_id": client_id, "client_secret": secret}
    tokens = post_form(provider.token, fields, headers)
    claims = verify_id_token(
        provider, str(tokens.get("id_token", "")), client_id=client_id, nonce=journey.nonce
    )
    if "email" not in claims and provider.userinfo:
        bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        more = get_json(provider.userinfo, bearer)
        if more.get("sub") == claims["sub"]:
            claims = {**more, **claims}
    return claims


def verify_id_token(provider: Published, token: str, *, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token that this provider signed, for us, now, and for this journey."""
    try:
        key = key_for(keys_of(provider), token)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise ProviderError(
            Text(f"証明が正しくありません（{error}）。", f"What it vouches for does not hold ({error}).")
        ) from error
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    for_us = claims.get("azp", client_id) == client_id and not (several and "azp" not in claims)
    if not for_us or not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
        raise ProviderError(
            Text("この手続きの証明ではありません。", "What it vouches for belongs to another sign-in.")
        )
    return claims


def key_for(keys: jwt.PyJWKSet, token: str) -> jwt.PyJWK:
    """The key that the token names, or the only one. Raises jwt.PyJWTError."""
    named = jwt.get_unverified_header(token).get("kid")
    usable = [key for key in keys.keys if key.public_key_use in {None, "sig"}]
    found = [key for key in usable if key.key_id == named] if named else usable
    if len(found) != 1:
        raise jwt.InvalidKeyError("no such key")
    return found[0]
