"""Does what people have kept of a ledger still fit it? The tree is made again from its entries' bytes.

Whoever holds the database and the key can make a ledger that fits itself. It does not fit what has left the server.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from kokoroe.annex.text import Text
from kokoroe.ledger.copies import DIGITS, Copy
from kokoroe.ledger.keys import load_key
from kokoroe.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash
from kokoroe.ledger.models import Entry, Tree
from kokoroe.ledger.note import NoteError, NoteKey, note_key
from kokoroe.ledger.proofs import ProofError

ROWS = 500


class Verdict(StrEnum):
    """What comes of comparing a copy with the ledger."""

    FITS = "fits"
    SHRUNK = "shrunk"
    DIFFERS = "differs"
    ENTRY_DIFFERS = "entry_differs"
    NEVER = "never"
    NO_TREE = "no_tree"
    FORGED = "forged"
    UNSIGNED = "unsigned"


SENTENCES = {
    Verdict.FITS: Text("{what}は、台帳と合います。", "Fits the ledger: {what}."),
    Verdict.SHRUNK: Text(
        "{what}がありますが、台帳には{have}件しかありません。後ろが失われたか、古い控えに戻されています。",
        "The ledger has only {have} entries, but there was {what}: its end was cut off, or an older copy brought back.",
    ),
    Verdict.DIFFERS: Text(
        "{what}と、台帳の同じ件数までの内容が違います。書き換えられたか、別の台帳に分かれています。",
        "What the ledger has up to there is not {what}: it was rewritten, or forked.",
    ),
    Verdict.ENTRY_DIFFERS: Text(
        "{what}にある記録と、台帳の同じ番号の記録が違います。",
        "The ledger's entry of that number is not the one in {what}.",
    ),
    Verdict.NEVER: Text("{what}は、台帳のどの時点のものでもありません。", "The ledger never had {what}."),
    Verdict.NO_TREE: Text("{what}の台帳が、ここにはありません。", "There is no ledger here for {what}."),
    Verdict.FORGED: Text(
        "{what}は、それ自体が成り立ちません。写し間違いか、あとから変えられています。",
        "Not sound in itself: {what}. It was copied wrongly, or altered.",
    ),
    Verdict.UNSIGNED: Text(
        "{what}の署名は、この環境の鍵のものではありません。",
        "Not signed with this installation's key: {what}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One copy, where it came from, and what came of it; `have` is how many entries there are."""

    source: str
    copy: Copy
    verdict: Verdict
    have: int = 0

    @property
    def ok(self) -> bool:
        """Whether it contradicts nothing."""
        return self.verdict is Verdict.FITS

    @property
    def text(self) -> Text:
        """The verdict as a sentence."""
        ja, en = _named(self.copy)
        sentence = SENTENCES[self.verdict]
        return Text(sentence.ja.format(what=ja, have=self.have), sentence.en.format(what=en, have=self.have))


def compare(kept: Iterable[tuple[str, Copy]], trees: Sequence[Tree] | None = None) -> list[Compared]:
    """Compare copies, each with where it came from, with their trees; `trees` narrows where they are looked for.

    Raises:
        KeyMissingError: there is no `ledger.key` in settings.KOKOROE_KEYS to check signatures with.
    """
    kept = list(kept)
    known = list(Tree.objects.order_by("pk")) if trees is None else list(trees)
    public = note_key("any", load_key(settings.KOKOROE_KEYS))
    wanted = defaultdict[tuple[int, int], set[int]](set)
    for _source, copy in kept:
        for tree in _trees_of(copy, known):
            wanted[tree.pk, copy.epoch] |= set() if copy.size is None else {copy.size}
    every = any(copy.size is None for _source, copy in kept)
    by_key = {tree.pk: tree for tree in known}
    made = {
        (pk, epoch): _Remade(by_key[pk], epoch, None if every else sizes)
        for (pk, epoch), sizes in wanted.items()
    }
    return [_compared(source, copy, known, made, public) for source, copy in kept]


class _Remade:
    """A tree made again from its entries: its roots by size, and which leaf stands where."""

    def __init__(self, tree: Tree, epoch: int, sizes: set[int] | None) -> None:
        self.roots = {0: EMPTY_ROOT.hex()}
        self.leaves = dict[int, bytes]()
        frontier = Frontier()
        entries = Entry.objects.filter(tree=tree, epoch=epoch).order_by("seq").values_list("seq", "body")
        for seq, body in entries.iterator(ROWS):
            if seq != frontier.size:
                break
            leaf = leaf_hash(body if isinstance(body, bytes) else bytes(body or b""))
            self.leaves[seq] = leaf
            frontier.extend([leaf])
            if sizes is None or frontier.size in sizes:
                self.roots[frontier.size] = frontier.root().hex()
        self.size = frontier.size


def _trees_of(copy: Copy, known: Sequence[Tree]) -> Iterator[Tree]:
    return (tree for tree in known if not copy.origin or tree.origin == copy.base)


def _compared(
    source: str, copy: Copy, known: Sequence[Tree], made: dict[tuple[int, int], _Remade], public: NoteKey
) -> Compared:
    found = [made[tree.pk, copy.epoch] for tree in _trees_of(copy, known)]
    verdict = _unsound(copy, public) or _verdict(copy, found)
    return Compared(source, copy, verdict, found[0].size if len(found) == 1 else 0)


def _unsound(copy: Copy, public: NoteKey) -> Verdict | None:
    """What is wrong with the copy itself, whatever the ledger says."""
    if copy.receipt is not None:
        try:
            copy.receipt.check()
        except (NoteError, ProofError):
            return Verdict.FORGED
    if copy.note is not None and copy.note.signatures:
        try:
            copy.note.signers([NoteKey(copy.origin, public.kind, public.public)])
        except NoteError:
            return Verdict.UNSIGNED
    return None


def _verdict(copy: Copy, found: Sequence[_Remade]) -> Verdict:
    """What the trees say in which it may have been; one where its origin is known."""
    if not found:
        return Verdict.NO_TREE
    if any(_fits(copy, each) for each in found):
        return Verdict.FITS
    if len(found) > 1 or copy.size is None:
        return Verdict.NEVER
    (only,), receipt = found, copy.receipt
    if only.size < copy.size:
        return Verdict.SHRUNK
    if receipt is not None and only.leaves.get(receipt.index) != leaf_hash(receipt.body):
        return Verdict.ENTRY_DIFFERS
    return Verdict.DIFFERS


def _fits(copy: Copy, remade: _Remade) -> bool:
    if copy.size is None:
        return any(root.startswith(copy.root) for root in remade.roots.values())
    return remade.roots.get(copy.size, "").startswith(copy.root)


def _named(copy: Copy) -> tuple[str, str]:
    """What the copy says, for a sentence."""
    root = copy.root[:12] + ("…" if len(copy.root) == DIGITS else "")
    ja, en = f"ルート {root} の検証点", f"the root {root}"
    if copy.size is not None:
        epoch_ja, epoch_en = (f"第{copy.epoch}期", f" of epoch {copy.epoch}") if copy.epoch > 1 else ("", "")
        ja, en = f"{epoch_ja}{copy.size}件目の{ja}", f"{en} at size {copy.size}{epoch_en}"
    if copy.receipt is not None:
        ja, en = (
            f"記録{copy.receipt.index}の受領証（{ja}）",
            f"the receipt of entry {copy.receipt.index} ({en})",
        )
    return ja, en
