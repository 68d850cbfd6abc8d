"""The annex pack that a contract goes by: its bytes are kept by their digest, which the contract names and swears to.

States follow from the pack. So a file that is edited changes nothing for a contract that has named other bytes, neither
today nor in the past, until it is taken over by an act (`adopt`) and from then on.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from kokoroe import packs
from kokoroe.accounts.refusals import NotPossible
from kokoroe.annex.days import date_in_japan
from kokoroe.annex.pack import Pack
from kokoroe.contracts.models import Contract, ContractPack, KeptPack
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
    KeptPack.objects.get_or_create(digest=pack.digest, defaults={"content": content, "kept_at": now})
    return pack, Frozen(FROZEN, pack.digest, content)


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


@lru_cache(maxsize=64)
def _kept(digest: str, name: str) -> Pack:
    content = next((bytes(row.content) for row in KeptPack.objects.filter(digest=digest)), b"")
    if sha256(content).hexdigest() != digest:
        raise UnreadableAnnexError(
            f"{name}: 控えた別記（{digest[:12]}）がないか、変わっています。/"
            f" The annex as it was kept ({digest[:12]}) is gone, or was changed."
        )
    return packs.load_bytes(content, name)


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


def adopt(contract: Contract, *, now: datetime) -> ContractPack:
    """Let a contract go, from `now` on, by its annex as the file stands; what lies before stays with the earlier bytes.

    Raises:
        NotPossible: they are the same.
        KeyError, kokoroe.packs.PackError: there is no such pack any more, or it is broken.
    """
    with unit(now=now) as record:
        contract.lock()
        before = contract.packs.order_by("since", "pk").last()
        assert before is not None, contract  # every contract is opened with one
        pack, frozen = keep(before.name, now=now)
        if pack.digest == before.digest:
            raise NotPossible(
                "この契約は、いまの別記のファイルのとおりです。",
                "The contract goes by the file as it stands.",
            )
        row = ContractPack.objects.create(
            contract=contract,
            name=pack.name,
            edition=pack.edition,
            digest=pack.digest,
            since=max(date_in_japan(now), before.since),
            recorded_at=now,
        )
        record(
            contract.tree,
            act="contract.pack_changed",
            actor=None,
            public={
                "annex": pack.name,
                "edition": pack.edition,
                "pack": pack.digest,
                "before": before.digest,
                "since": row.since.isoformat(),
            },
            frozen=[frozen],
        )
    return row
