"""Speaking with the server: four addresses of its API, by a token that may read one contract."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from kokoroe.ledger.witness.keeping import WitnessError

SECONDS = 30
MOST = 1_000_000  # bytes of an answer


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token elsewhere."""

    def redirect_request(self, *_given: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


class Conflict(Exception):  # noqa: N818 (an outcome)
    """The server says that there is no such proof, or that it does not take what was sent."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the contract's ledger is, and the token that opens it."""

    url: str
    contract: str
    token: str

    def checkpoint(self) -> tuple[str, str]:
        """The newest checkpoint's note, and the server's verifier key. Raises WitnessError."""
        found = self._json("checkpoint")
        return str(found.get("note", "")), str(found.get("key", ""))

    def growth(self, old: int) -> str:
        """The proof from a size to the newest checkpoint. Raises WitnessError, Conflict."""
        return self._get(f"growth?old={old}").decode("utf-8", "replace")

    def receipt(self, epoch: int, seq: int) -> str:
        """An entry's receipt. Raises WitnessError, Conflict."""
        return self._get(f"receipts/{epoch}/{seq}").decode("utf-8", "replace")

    def cosign(self, note: str) -> None:
        """Send a cosigned checkpoint. Raises WitnessError, Conflict."""
        self._get("witness/cosignatures", {"note": note})

    def refuse(self, note: str) -> None:
        """Say that the ledger contradicts a checkpoint that was countersigned. Raises WitnessError, Conflict."""
        self._get("witness/refusals", {"note": note})

    def _json(self, path: str) -> dict[str, Any]:
        try:
            return dict(json.loads(self._get(path)))
        except ValueError as error:
            raise self._unreachable("no JSON") from error

    def _get(self, path: str, sent: dict[str, str] | None = None) -> bytes:
        if urlsplit(self.url).scheme not in {"http", "https"}:
            raise self._unreachable("the address begins with neither https:// nor http://")
        request = urllib.request.Request(  # noqa: S310 (looked at just above)
            f"{self.url.rstrip('/')}/api/v1/contracts/{quote(self.contract, safe='')}/ledger/{path}",
            data=None if sent is None else json.dumps(sent).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with _OPENER.open(request, timeout=SECONDS) as answer:
                return bytes(answer.read(MOST))
        except urllib.error.HTTPError as error:
            said = error.read(MOST)
            if error.code in {409, 422}:
                raise Conflict(said.decode("utf-8", "replace")) from error
            raise self._unreachable(f"HTTP {error.code}") from error
        except (OSError, ValueError) as error:
            raise self._unreachable(str(getattr(error, "reason", error))) from error

    def _unreachable(self, why: str) -> WitnessError:
        return WitnessError(
            f"{self.url} の契約 {self.contract} に問い合わせられません（{why}）。"
            "アドレス、契約の ID、トークンを確かめてください。",
            f"{self.url} cannot be asked about {self.contract} ({why}). Check the address, the contract and the token.",
        )
