"""A provider on 127.0.0.1 that says what a test wants it to say."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "kokoroe", "a secret of the provider's"


class Provider:
    """What it knows, what it was asked, and what it says instead of the truth where a test wants that."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.person: dict[str, Any] = {}
        self.lies: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.signs_with: Any = None
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.userinfo: dict[str, Any] = {}
        self._waiting: dict[str, dict[str, str]] = {}

    def is_visited(self, address: str) -> str:
        """A person signs in there; where their browser is sent back to (path and query)."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self._waiting)}"
        self._waiting[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def publish(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            **self.metadata,
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "ES256"}]}

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        asked = self._waiting.pop(form.get("code", ""), None)
        expected = (
            "Basic " + base64.b64encode(f"{CLIENT}:a%20secret%20of%20the%20provider%27s".encode()).decode()
        )
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or authorization != expected or asked["code_challenge"] != challenge:
            return None
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"],
            **self.person, **self.lies,
        }  # fmt: skip
        signed = jwt.encode(claims, self.signs_with or self.key, algorithm="ES256", headers={"kid": "one"})
        return {"id_token": signed, "access_token": "bearer", "token_type": "Bearer"}


@contextmanager
def running() -> Iterator[Provider]:
    """Serve until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self, found: dict[str, Any] | None) -> None:
            body = json.dumps(found or {"error": "invalid_grant"}).encode()
            self.send_response(200 if found else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            provider.asked.append((self.path, {}))
            pages = {
                "/.well-known/openid-configuration": provider.publish,
                "/keys": provider.keys,
                "/userinfo": lambda: provider.userinfo,
            }
            self.answer(pages[self.path]() if self.path in pages else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            provider.asked.append((self.path, form))
            self.answer(provider.token(form, self.headers.get("Authorization", "")))

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
