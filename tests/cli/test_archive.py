import gzip
import io
import json
import tarfile

import pytest

from kokoroe.cli import archive
from kokoroe.cli.outcome import Refused


@pytest.fixture
def folder(tmp_path):
    """A data folder with keys and a pack, and a database's copy beside it."""
    folder = tmp_path / "data"
    for name, content in {
        "keys/secret.key": "secret",
        "packs/ours/pack.yaml": "name: ours",
        "static/left.css": "made anew by the next start",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    (tmp_path / "copy").write_bytes(bytes(range(256)) * 5000)
    return folder


@pytest.fixture
def backup(folder, tmp_path):
    target = tmp_path / "backup.tar.gz"
    archive.write(
        target,
        database=tmp_path / "copy",
        folder=folder,
        kokoroe="0.1.0",
        made_at="2026-11-23T00:00:00+00:00",
        engine="sqlite",
    )
    return target


def rewritten(backup, change):
    """The same archive with each of its files passed through `change(name, content)`; None drops it."""
    with tarfile.open(backup) as tar:
        entries = [(entry.name, tar.extractfile(entry).read()) for entry in tar]
    with tarfile.open(backup, "w:gz") as tar:
        for name, content in entries:
            for new_name, new in change(name, content):
                entry = tarfile.TarInfo(new_name)
                entry.size = len(new)
                tar.addfile(entry, io.BytesIO(new))
    return backup


def test_what_was_written_is_unpacked_as_it_was(backup, folder, tmp_path):
    into = tmp_path / "into"
    into.mkdir()

    manifest = archive.unpack(backup, into)

    assert (manifest.kokoroe, manifest.engine) == ("0.1.0", "sqlite")
    assert sorted(path.relative_to(into).as_posix() for path in into.rglob("*") if path.is_file()) == [
        "database",
        "keys/secret.key",
        "packs/ours/pack.yaml",
    ]
    assert (into / "database").read_bytes() == (tmp_path / "copy").read_bytes()
    assert oct((into / "keys" / "secret.key").stat().st_mode & 0o777) == "0o600"


def test_the_file_is_its_owners_alone_and_opens_with_tar(backup):
    assert oct(backup.stat().st_mode & 0o777) == "0o600"
    with tarfile.open(backup) as tar:
        assert tar.getnames() == ["manifest.json", "database", "keys/secret.key", "packs/ours/pack.yaml"]


def test_an_existing_file_is_not_overwritten(backup, folder, tmp_path):
    before = backup.read_bytes()
    with pytest.raises(FileExistsError):
        archive.write(
            backup, database=tmp_path / "copy", folder=folder, kokoroe="0", made_at="", engine="sqlite"
        )

    assert backup.read_bytes() == before


def test_nothing_is_left_of_a_backup_that_failed(folder, tmp_path):
    target = tmp_path / "failed.tar.gz"
    with pytest.raises(FileNotFoundError):
        archive.write(
            target, database=tmp_path / "nowhere", folder=folder, kokoroe="0", made_at="", engine="sqlite"
        )

    assert not target.exists()


def swap(wanted, content):
    return lambda name, old: [(name, content if name == wanted else old)]


def manifest_with(**changes):
    def change(name, content):
        if name == "manifest.json":
            return [(name, json.dumps(json.loads(content) | changes).encode())]
        return [(name, content)]

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (swap("keys/secret.key", b"other!"), "keys/secret.key: SHA-256"),
        (lambda name, old: [] if name == "database" else [(name, old)], "database: missing"),
        (lambda name, old: [] if name == "manifest.json" else [(name, old)], "manifest.json: missing"),
        (lambda name, old: [(name, old), (f"{name}.extra", b"")], ".extra: not announced"),
        (manifest_with(format="another"), "manifest.json: another format"),
        (manifest_with(files={"../outside": {"sha256": "", "bytes": 0}}), "not announced"),
    ],
)
def test_an_altered_backup_is_refused(backup, tmp_path, change, why):
    into = tmp_path / "into"
    into.mkdir()

    with pytest.raises(Refused) as refusal:
        archive.unpack(rewritten(backup, change), into)

    assert why in refusal.value.text.en


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "keys/../../outside", "elsewhere/file"])
def test_a_name_that_leads_out_of_the_folder_is_refused(backup, tmp_path, name):
    into = tmp_path / "into"
    into.mkdir()
    content = archive.Content(sha256=archive.hashlib.sha256(b"x").hexdigest(), bytes=1)

    def change(entry, old):
        if entry == "manifest.json":
            said = json.loads(old)
            said["files"][name] = {"sha256": content.sha256, "bytes": 1}
            return [(entry, json.dumps(said).encode())]
        return [(entry, old), *([(name, b"x")] if entry == "database" else [])]

    with pytest.raises(Refused):
        archive.unpack(rewritten(backup, change), into)

    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("kept", [-200, 1000, 1, 0])
def test_a_file_that_ends_early_is_refused(backup, tmp_path, kept):
    backup.write_bytes(backup.read_bytes()[:kept])
    into = tmp_path / "into"
    into.mkdir()

    with pytest.raises(Refused):
        archive.unpack(backup, into)


def test_another_kind_of_archive_is_refused(tmp_path):
    other = tmp_path / "other.tar.gz"
    other.write_bytes(gzip.compress(b"just text"))

    with pytest.raises(Refused):
        archive.unpack(other, tmp_path)
