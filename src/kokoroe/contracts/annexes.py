"""The annex pack that a contract goes by: its bytes are kept by their digest, which the contract names and swears to.

States follow from the pack. So a file that is edited changes nothing for a contract that has named other bytes, neither
today nor in the past, until both parties have agreed to it (kokoroe.contracts.editions), and from then on.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from kokoroe import packs
from kokoroe.annex.pack import Pack
from kokoroe.contracts.models import ContractPack, KeptPack
from kokoroe.ledger.unit import Frozen, unit

FROZEN = "pack"


class UnreadableAnnexError(Exception):
    """The contract's annex pack is gone or broken, so that nothing can be said of the contract; the text says how."""


def keep(name: str, *, now: datetime) -> tuple[Pack, Frozen]:
    """A pack as its file stands, its bytes kept; with what an entry freezes of them.

    Raises:
        KeyError: there is none of this name.
        kokoroe.packs.PackError: it is broken.
    """
    pack, content = packs.with_content(name, settings.KOKOROE_PACKS)
    return pack, keep_content(pack, content, now=now)


def keep_content(pack: Pack, content: bytes, *, now: datetime) -> Frozen:
    """Keep a pack's bytes, once; returns what an entry freezes of them."""
    KeptPack.objects.get_or_create(digest=pack.digest, defaults={"content": content, "kept_at": now})
    return Frozen(FROZEN, pack.digest, content)


def content_named(row: ContractPack) -> bytes:
    """The bytes that a contract names. Raises as `pack_named` does."""
    pack_named(row)
    if row.digest in _read:
        return _read[row.digest][1]
    return packs.content_now(row.name, settings.KOKOROE_PACKS)


def read_packs(digests: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """The bytes that were kept, as frozen content."""
    for digest, content in KeptPack.objects.filter(digest__in=digests).values_list("digest", "content"):
        yield digest, bytes(content)


def pack_named(row: ContractPack) -> Pack:
    """The pack whose digest a contract names; of contracts from before, that of the name.

    Raises:
        UnreadableAnnexError: its bytes are gone, or are others.
        KeyError: there is no pack of this name under the digest; of a contract from before, none of this name.
        kokoroe.packs.PackError: it is broken.
    """
    if not row.digest:
        return packs.load(row.name, settings.KOKOROE_PACKS)
    there = as_it_stands(row.name)
    pack = there if there is not None and there.digest == row.digest else _kept(row.digest, row.name)
    if pack.name != row.name:
        raise KeyError(row.name)
    return pack


def as_it_stands(name: str) -> Pack | None:
    """The pack of this name as its file stands; None where it cannot be read."""
    try:
        return packs.load(name, settings.KOKOROE_PACKS)
    except (KeyError, packs.PackError):
        return None


def packs_kept(named: Iterable[tuple[str, str]]) -> dict[str, Pack]:
    """Of packs by name and digest those that can be read, by their digest, in one query at most."""
    wanted = {digest: name for name, digest in named if digest}
    found: dict[str, Pack] = {}
    for digest, name in wanted.items():
        there = as_it_stands(name)
        if there is not None and there.digest == digest:
            found[digest] = there
    missing = wanted.keys() - found.keys() - _read.keys()
    for digest, content in read_packs(missing) if missing else ():
        with suppress(UnreadableAnnexError, packs.PackError):
            _remember(digest, wanted[digest], content or b"")
    return found | {digest: _read[digest][0] for digest in wanted.keys() & _read.keys()}


def _kept(digest: str, name: str) -> Pack:
    if digest not in _read:
        _remember(digest, name, next((content for _, content in read_packs([digest])), None) or b"")
    return _read[digest][0]


_read: dict[str, tuple[Pack, bytes]] = {}
"""Packs with their bytes, as they were read from what was kept, by the digest of these."""
MOST_READ = 200


def _remember(digest: str, name: str, content: bytes) -> None:
    if sha256(content).hexdigest() != digest:
        raise UnreadableAnnexError(
            f"{name}: 控えた別記（{digest[:12]}）がないか、変わっています。/"
            f" The annex as it was kept ({digest[:12]}) is gone, or was changed."
        )
    if len(_read) >= MOST_READ:
        _read.clear()
    _read[digest] = packs.load_bytes(content, name), content


def is_edited(row: ContractPack) -> bool:
    """Whether the file of this name has other bytes than those that the contract goes by, or cannot be read."""
    there = as_it_stands(row.name)
    return bool(row.digest) and (there is None or there.digest != row.digest)


def name_packs(*, now: datetime) -> int:
    """Have contracts from before name the bytes by which they go now; returns how many did.

    What cannot be read is left: the contract says so on its page.
    """
    count = 0
    for row in ContractPack.objects.filter(digest="").select_related("contract__tree").order_by("pk"):
        if as_it_stands(row.name) is None:
            continue
        with unit(now=now) as record:
            pack, frozen = keep(row.name, now=now)
            row.digest = pack.digest
            row.save(update_fields=["digest"])
            record(
                row.contract.tree,
                act="contract.pack_named",
                actor=None,
                public={"annex": row.name, "edition": row.edition, "pack": pack.digest},
                frozen=[frozen],
            )
        count += 1
    return count
