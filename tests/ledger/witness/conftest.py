"""A server's ledger as its API would answer, without a network, and a witness on a folder of its own."""

from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kokoroe.ledger.canonical import canonical
from kokoroe.ledger.merkle import leaf_hash, root_of
from kokoroe.ledger.note import TreeHead, note_key, sign
from kokoroe.ledger.proofs import consistency_ranges, inclusion_ranges
from kokoroe.ledger.receipts import Receipt
from kokoroe.ledger.witness.asking import Conflict
from kokoroe.ledger.witness.keeping import new_key
from kokoroe.ledger.witness.run import Witness

BASE = "kokoroe/0123456789abcdef/contract/sample"


@dataclass
class Ledger:
    """Entries under a key: whoever has both can show anything."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    bodies: list[bytes] = field(default_factory=lambda: [b"one", b"two", b"three"])
    origin: str = BASE
    url: str = "https://kokoroe.example"
    contract: str = "sample"
    cosigned: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def leaves(self):
        return [leaf_hash(body) for body in self.bodies]

    @property
    def pin(self):
        return sha256(self.key.public_key().public_bytes_raw()).hexdigest()

    def note(self):
        return sign(str(TreeHead(self.origin, len(self.bodies), root_of(self.leaves))), self.origin, self.key)

    def checkpoint(self):
        return str(self.note()), str(note_key(self.origin, self.key))

    def growth(self, old):
        if old > len(self.bodies):
            raise Conflict("smaller")
        ranges = consistency_ranges(old, len(self.bodies))
        hashes = [b64encode(root_of(self.leaves[first:end])).decode() for first, end in ranges]
        return "\n".join([f"old {old}", *hashes, ""]) + f"\n{self.note()}"

    def receipt(self, epoch, seq):
        hashes = [root_of(self.leaves[first:end]) for first, end in inclusion_ranges(seq, len(self.bodies))]
        return str(Receipt(self.bodies[seq], seq, hashes, self.note()))

    def cosign(self, note):
        self.cosigned.append(note)

    def refuse(self, note):
        self.refused.append(note)

    def open_epoch(self, *, last_checkpoint="", before=None, countersigned=()):
        """A new epoch, as a restore opens it."""
        known = before or {
            "epoch": 1,
            "size": len(self.bodies),
            "root": b64encode(root_of(self.leaves)).decode(),
        }
        public = {
            "before": known,
            "last_checkpoint": last_checkpoint,
            "reason": "restored",
            "countersigned": list(countersigned),
        }
        self.origin = f"{BASE}/e2"
        self.bodies = [canonical({"act": "ledger.epoch_opened", "public": public})]


@pytest.fixture
def ledger():
    return Ledger()


@pytest.fixture
def told():
    return []


@pytest.fixture
def witness(ledger, told, tmp_path):
    key = new_key(tmp_path / "witness.key", "city.example/kokoroe")
    tell = lambda subject, body: told.append((subject.ja, body.ja))  # noqa: E731
    return Witness(ledger, key, tmp_path / "seen.json", ledger.pin, tell)
