#!/usr/bin/env python3
"""Listens for kokoroe's events, makes sure that they are its own, and passes them on to a chat. Standard library only.

    WEBHOOK_SECRET=whsec_… CHAT_URL=https://hooks.slack.com/services/… python webhook_to_chat.py --port 8080

While a secret is being replaced, give both, with a space between them. The chat's address takes {"text": …} by POST, as
those of Slack, Mattermost and Google Chat do. TLS is the business of the proxy in front of it.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.request import Request, urlopen

WORDS = {
    "incident.reported": "インシデントの報告がありました",
    "plan.submitted": "実施計画書が提出されました",
    "plan.accepted": "実施計画書が承諾されました",
}
MOST, FRESH = (
    1 << 20,
    300,
)  # bytes of a body; seconds that an event may be old, so that none is played back later
SEEN: set[str] = set()  # ids; keep them where they outlive a restart


def verified(body: bytes, headers: Mapping[str, str], secrets: str, now: float) -> dict[str, Any]:
    """The event. Raises ValueError unless its sender knows a secret and it is not older than five minutes."""
    id_, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(now - int(timestamp)) > FRESH:
        raise ValueError("too old, or from the future")
    told = [each.partition(",")[2] for each in headers["webhook-signature"].split() if each.startswith("v1,")]
    for secret in secrets.split():
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = hmac.digest(key, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256)
        if any(hmac.compare_digest(base64.b64encode(signed).decode(), each) for each in told):
            return dict(json.loads(body))
    raise ValueError("no signature of ours")


def sentence(event: Mapping[str, Any]) -> str:
    """What the chat is told."""
    data = event["data"]
    drill = "【訓練】" if data.get("drill") else ""
    words = WORDS.get(event["type"], event["type"])
    return f"{drill}{words} {data.get('number', '')}\n{data.get('url', '')}".strip()


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 once the chat has it; anything else is sent again later, under the same id."""

    def do_POST(self) -> None:
        """Take one event."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), MOST))
        try:
            event = verified(body, self.headers, os.environ["WEBHOOK_SECRET"], time.time())
        except (ValueError, KeyError, TypeError):
            return self.answer(401)
        if self.headers["webhook-id"] not in SEEN and event["type"] != "webhook.test":
            chat = json.dumps({"text": sentence(event)}).encode()
            kind = {"Content-Type": "application/json"}
            post = Request(os.environ["CHAT_URL"], chat, kind, method="POST")  # noqa: S310 (the address is yours)
            try:
                urlopen(post, timeout=5).close()  # noqa: S310
            except OSError:
                return self.answer(503)
            SEEN.add(self.headers["webhook-id"])
        return self.answer(204)

    def answer(self, status: int) -> None:
        """Say nothing but the status."""
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8080)
    HTTPServer(("127.0.0.1", parser.parse_args().port), Receiver).serve_forever()
