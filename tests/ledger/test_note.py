from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kokoroe.ledger.note import Note, NoteError, NoteKey, Signature, TreeHead, note_key, sign

# The example of golang.org/x/mod/sumdb/note, where the format comes from; its private key is published with it.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = Ed25519PrivateKey.from_private_bytes(
    b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
)
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n"

# The example of https://c2sp.org/signed-note.
FOO = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
FOO_SIGNATURE = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
FOO_NOTE = f"This is an example message.\n\n— example.com/foo {FOO_SIGNATURE}\n"


def test_it_opens_the_note_of_the_reference_implementation():
    assert Note.parse(NOTE).signers([NoteKey.parse(PETER)]) == [NoteKey.parse(PETER)]


def test_it_opens_the_note_of_the_specification():
    assert Note.parse(FOO_NOTE).signers([NoteKey.parse(FOO)]) == [NoteKey.parse(FOO)]
    assert str(Note.parse(FOO_NOTE)) == FOO_NOTE


def test_it_signs_that_note_with_the_same_bytes():
    assert str(sign(TEXT, "PeterNeumann", PETER_PRIVATE)) == NOTE
    assert str(note_key("PeterNeumann", PETER_PRIVATE)) == PETER


def test_a_key_is_written_as_it_was_read():
    assert [str(NoteKey.parse(key)) for key in (PETER, FOO)] == [PETER, FOO]


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (PETER.replace("c74f20a3", "c74f20a4"), "has the id c74f20a3"),
        (PETER.replace("PeterNeumann", "PeterNeuman"), "has the id"),
        (PETER.replace("PeterNeumann", "Peter Neumann"), "without spaces"),
        (PETER[:-1], "is no verifier key"),
        ("PeterNeumann", "is no verifier key"),
        ("", "is no verifier key"),
    ],
)
def test_it_refuses_a_key_that_is_not_one(key, message):
    with pytest.raises(NoteError, match=message):
        NoteKey.parse(key)


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("cryptography", "Cryptography"),
        NOTE.replace("is.\n\n", "is.\n\n\n"),
        NOTE.replace("PeterNeumann", "PeterNeuman"),
        NOTE.replace("x08go/ZJ", "x08go/ZK"),
        NOTE.replace("x08go", "y08go"),
    ],
)
def test_it_refuses_a_note_that_its_key_did_not_sign(note):
    with pytest.raises(NoteError, match=r"does not fit the text|none of the known keys has signed"):
        Note.parse(note).signers([NoteKey.parse(PETER)])


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        TEXT + "\n",
        NOTE[:-1],
        NOTE.replace("\n— ", "\n- "),
        NOTE.replace(SIGNATURE, SIGNATURE[:-1]),
        NOTE.replace(SIGNATURE, SIGNATURE[:-2] + "N="),
        NOTE.replace(SIGNATURE, "AAAA"),
        NOTE.replace("PeterNeumann ", ""),
        NOTE.replace("problem,\n", "problem,\r\n"),
        NOTE.replace("\n— ", "\n\t— "),
        NOTE + "postscript\n",
        NOTE + f"— PeterNeumann {SIGNATURE}\n" * 100,
    ],
)
def test_it_refuses_what_is_not_a_signed_note(note):
    with pytest.raises(NoteError):
        Note.parse(note)


def test_lines_of_unknown_keys_are_passed_over_so_that_others_can_countersign():
    witness = Signature("witness.example", b"abcd", b"\x00" * 72)
    note = Note.parse(NOTE)
    both = Note.parse(str(Note(note.text, (witness, *note.signatures))))
    assert both.signers([NoteKey.parse(PETER)]) == [NoteKey.parse(PETER)]


def test_one_wrong_signature_of_a_known_key_refuses_the_whole_note():
    note = Note.parse(NOTE)
    wrong = Signature("PeterNeumann", note.signatures[0].key_id, bytes(64))
    with pytest.raises(NoteError, match="the signature of PeterNeumann does not fit the text"):
        Note(note.text, (*note.signatures, wrong)).signers([NoteKey.parse(PETER)])


def test_a_signature_type_it_cannot_check_is_never_right():
    cosigner = NoteKey("witness.example", 0x04, NoteKey.parse(PETER).public)
    note = Note(TEXT, (Signature("witness.example", cosigner.id, bytes(72)),))
    with pytest.raises(NoteError, match=r"the signature of witness\.example does not fit"):
        note.signers([cosigner])


def test_it_signs_no_text_that_could_not_be_read_again():
    for text in ("no newline", "carriage\r\nreturn\n", ""):
        with pytest.raises(NoteError, match="the text of a note"):
            sign(text, "PeterNeumann", PETER_PRIVATE)


@given(
    size=st.integers(0, 2**63),
    root=st.binary(min_size=32, max_size=32),
    extensions=st.lists(st.text("abc 123", min_size=1), max_size=3),
)
def test_a_checkpoint_is_read_as_it_was_written(size, root, extensions):
    head = TreeHead("kokoroe/0123456789abcdef/contract/7", size, root, tuple(extensions))
    assert TreeHead.parse(Note.parse(str(sign(str(head), head.origin, PETER_PRIVATE))).text) == head


ROOT = b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"origin\n1\n{ROOT}",
        f"origin\n01\n{ROOT}\n",
        f"origin\n-1\n{ROOT}\n",
        f"origin\n１\n{ROOT}\n",
        f"\n1\n{ROOT}\n",
        f"origin\n1\n{ROOT}\n\n",
        f"origin\n1\n{ROOT[:-4]}\n",
        f"origin\n1\n{ROOT[:-2]}B=\n",
        "origin\n1\n",
    ],
)
def test_it_refuses_what_is_not_a_checkpoint(text):
    with pytest.raises(NoteError):
        TreeHead.parse(text)
