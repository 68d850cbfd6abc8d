"""The bytes of a pack: all files that it declares, one text for one folder, and those of before as they were."""

import hashlib
import os
import shutil

import pytest

from kokoroe import packs
from kokoroe.packs import PackError

FORMS = "forms: []\n"


@pytest.fixture
def folder(tmp_path):
    """A folder with a pack of one's own."""
    shutil.copytree(packs.find("kojin-joho"), tmp_path / "kojin-joho")
    return tmp_path / "kojin-joho"


def test_a_pack_of_one_file_keeps_the_digest_that_it_always_had(folder):
    pack, content = packs.with_content("kojin-joho", folder.parent)
    assert content == (folder / "pack.yaml").read_bytes()
    assert pack.digest == hashlib.sha256(content).hexdigest()


def test_forms_beside_it_belong_to_its_bytes(folder):
    alone = packs.load("kojin-joho", folder.parent)
    (folder / "forms.yaml").write_text(FORMS)
    pack, content = packs.with_content("kojin-joho", folder.parent)
    assert pack.digest == hashlib.sha256(content).hexdigest() != alone.digest
    assert packs.load("kojin-joho", folder.parent) == packs.load_bytes(content, "kojin-joho") == pack
    assert packs.files_of(content) == {
        "forms.yaml": FORMS.encode(), "pack.yaml": (folder / "pack.yaml").read_bytes()
    }  # fmt: skip
    (folder / "forms.yaml").write_text("forms: [] # x\n")
    assert packs.load("kojin-joho", folder.parent).digest != pack.digest


def test_the_same_files_are_the_same_bytes_whatever_else_lies_there(folder):
    (folder / "forms.yaml").write_text(FORMS)
    first = packs.with_content("kojin-joho", folder.parent)[1]
    (folder / "examples.yaml").write_text("[]\n")
    (folder / "forms.yaml~").write_text("an editor's")
    os.utime(folder / "pack.yaml", (0, 0))
    assert packs.with_content("kojin-joho", folder.parent)[1] == first


@pytest.mark.parametrize("content", [
    b"kokoroe-pack/1\n",
    b"kokoroe-pack/1\npack.yaml 5\nname\n",
    b"kokoroe-pack/1\npack.yaml 4\nname",
    b"kokoroe-pack/1\npack.yaml 4\nname\npack.yaml 4\nname\n",
    b"kokoroe-pack/1\nforms.yaml 4\nname\n",
    b"kokoroe-pack/1\npack.yaml 4\nname\nforms.yaml 4\nname\n",
    b"kokoroe-pack/1\n../x.yaml 4\nname\npack.yaml 4\nname\n",
    b"kokoroe-pack/1\npack.yaml 04\nname\n",
    b"kokoroe-pack/1\npack.yaml \xd9\xa4\nname\n",
])  # fmt: skip
def test_bytes_that_no_folder_makes_are_refused(content):
    with pytest.raises(PackError):
        packs.load_bytes(content, "ours")


def test_a_file_beside_it_that_is_no_yaml_is_named(folder):
    (folder / "forms.yaml").write_text("forms: [\n")
    with pytest.raises(PackError, match=r"forms\.yaml"):
        packs.load("kojin-joho", folder.parent)
    assert "forms.yaml" in str(packs.check(folder)[0].file)


@pytest.mark.parametrize(("content", "why"), [
    (b"a: &a [x]\nb: *a\n", "参照"),
    (b"[" * 200_000, "深すぎ"),
    (b"- x\n" * 30_000, "多すぎ"),
    (b"#" * 300_000, "バイト"),
    (b"\xff", "YAMLとして読めません"),
    (b"a: [", "YAMLとして読めません"),
    (b"kokoroe-pack/1\npack.yaml 4\nname\n", "控えとして読めません"),
    (b"", "YAML"),
])  # fmt: skip
def test_what_a_party_brings_is_looked_over_before_it_is_read(content, why):
    with pytest.raises(PackError, match=why):
        packs.read_brought({"pack.yaml": content})


def test_a_pack_that_a_party_brings_has_the_digest_that_its_folder_would_have(folder):
    (folder / "forms.yaml").write_text(FORMS)
    files = {name: (folder / name).read_bytes() for name in ("pack.yaml", "forms.yaml")}
    assert packs.read_brought(files) == packs.with_content("kojin-joho", folder.parent)
