"""Annexes as data: where packs are found, loaded and checked.

A pack is a folder with `pack.yaml`, maybe `forms.yaml`, and `examples.yaml` that proves it. Those shipped stand beside
this file; a further folder of packs can be passed in, and comes first.
"""

from functools import lru_cache
from pathlib import Path

from kokoroe.annex.pack import Pack
from kokoroe.packs import loader as _loader
from kokoroe.packs.brought import read_brought
from kokoroe.packs.content import PACK, files_of, read_content, stamp_of
from kokoroe.packs.examples import Mismatch, load_examples, run_example
from kokoroe.packs.loader import load_pack
from kokoroe.packs.problems import PackError, Problem

__all__ = [
    "Mismatch",
    "PackError",
    "Problem",
    "available",
    "check",
    "content_now",
    "files_of",
    "find",
    "load",
    "load_bytes",
    "read_brought",
    "run_examples",
    "with_content",
]

_SHIPPED = Path(__file__).parent


def available(extra: Path | None = None) -> tuple[str, ...]:
    """The names of all packs, in alphabetical order; `extra` is a folder with packs of one's own."""
    return tuple(
        sorted({path.parent.name for folder in _folders(extra) for path in folder.glob("*/pack.yaml")})
    )


def find(name: str, extra: Path | None = None) -> Path:
    """The folder of a pack. Raises KeyError when there is none of that name."""
    for folder in _folders(extra):
        for path in folder.glob("*/pack.yaml"):
            if path.parent.name == name:
                return path.parent
    raise KeyError(name)


def load(name: str, extra: Path | None = None) -> Pack:
    """A pack by its name. Raises KeyError when there is none, PackError when it is broken."""
    folder = find(name, extra)
    return _loaded(folder / PACK, stamp_of(folder))


def content_now(name: str, extra: Path | None = None) -> bytes:
    """The bytes of a pack as its files stand. Raises KeyError when there is none of that name."""
    return read_content(find(name, extra) / PACK)


def with_content(name: str, extra: Path | None = None) -> tuple[Pack, bytes]:
    """A pack and the bytes that it was made of. Raises KeyError when there is none, PackError when it is broken."""
    path = find(name, extra) / PACK
    content = read_content(path)
    return _loader.load_bytes(content, path), content


def load_bytes(content: bytes, name: str) -> Pack:
    """A pack from bytes that were kept. Raises PackError."""
    return _loader.load_bytes(content, Path(name) / PACK)


def check(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a pack (its file or its folder); its examples are looked at as well."""
    folder = path if path.is_dir() else path.parent
    try:
        pack = load_pack(folder / PACK if path.is_dir() else path)
        if (folder / "examples.yaml").exists():
            load_examples(folder / "examples.yaml", pack)
    except PackError as error:
        return error.problems
    return ()


def run_examples(name: str, extra: Path | None = None) -> tuple[Mismatch, ...]:
    """Every way in which a pack's worked examples come out otherwise than they say."""
    pack = load(name, extra)
    examples = load_examples(find(name, extra) / "examples.yaml", pack)
    return tuple(mismatch for example in examples for mismatch in run_example(pack, example))


def _folders(extra: Path | None) -> tuple[Path, ...]:
    return (_SHIPPED,) if extra is None else (extra, _SHIPPED)


@lru_cache(maxsize=64)
def _loaded(path: Path, _stamp: tuple[tuple[str, int, int], ...]) -> Pack:
    return load_pack(path)
