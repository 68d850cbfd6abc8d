"""Time stamps of RFC 3161: what is asked of a time-stamping authority, and whether its answer holds. Pure.

An answer is read leniently (authorities send BER that strict readers refuse) and believed strictly: it must be over
just these bytes, with the number that was sent, signed by the certificate that it names, and that is for time stamps
alone.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha1, sha256
from typing import Any

from asn1crypto import algos, cms, core, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from kokoroe.annex.text import Text

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
LARGEST = 64 << 10  # bytes of an answer: certificates take most of it
NONCE = 64  # bits
HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
GRANTED = frozenset({"granted", "granted_with_mods"})


class Response(core.Sequence):  # type: ignore[misc]
    """An answer; where it refuses, no token comes with it (RFC 3161, 2.4.2), which asn1crypto's own does not know."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class StampError(Exception):
    """The answer is no time stamp of these bytes; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp that holds: when (UTC), under which policy (OID), by whom.

    `trusted`: whether a chain leads to one of the given certificates; None where none was given, so that nobody knows
    who has signed.
    """

    at: datetime
    policy: str
    signer: str
    trusted: bool | None


def request(text: bytes, nonce: int) -> bytes:
    """The query for a time stamp of these bytes, by their SHA-256; certificates are to come along."""
    imprint = tsp.MessageImprint(
        {
            "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "hashed_message": sha256(text).digest(),
        }
    )
    query = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    return bytes(query.dump())


def new_nonce() -> int:
    """A number that no earlier answer has."""
    return secrets.randbits(NONCE)


def certificates_in(pem: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file. Raises ValueError where there is none."""
    return tuple(x509.load_pem_x509_certificates(pem))


@lru_cache(maxsize=4096)
def read(
    answer: bytes,
    text: bytes,
    *,
    nonce: int | None = None,
    policy: str = "",
    roots: tuple[x509.Certificate, ...] = (),
) -> Stamp:
    """The time stamp of `text` that an answer holds; chains are judged at the time that it says.

    `nonce` and `policy` are compared where they are given. One answer stands for many trees: it is read once.

    Raises:
        StampError: it holds none.
    """
    if len(answer) > LARGEST:
        raise StampError(
            Text(
                f"答えが大きすぎます（{LARGEST >> 10} KiB まで）。",
                f"The answer is larger than {LARGEST >> 10} KiB.",
            )
        )
    try:
        return _read(answer, text, nonce, policy, roots)
    except StampError:
        raise
    except Exception as error:  # whatever asn1crypto and cryptography raise at bytes that somebody made up
        raise StampError(
            Text(
                "タイムスタンプの応答（RFC 3161）として読めません。",
                "It cannot be read as an answer of RFC 3161.",
            )
        ) from error


def _read(
    answer: bytes, text: bytes, nonce: int | None, policy: str, roots: Sequence[x509.Certificate]
) -> Stamp:
    response = Response.load(answer, strict=True)
    _demand_granted(response["status"])
    signed = response["time_stamp_token"]["content"]
    if (
        not isinstance(signed, cms.SignedData)
        or signed["encap_content_info"]["content_type"].native != "tst_info"
    ):
        raise ValueError("no signed TSTInfo")
    content = signed["encap_content_info"]["content"]
    said: Any = content.parsed.native
    imprint, at = said["message_imprint"], said["gen_time"].astimezone(UTC)
    if (imprint["hash_algorithm"]["algorithm"], imprint["hashed_message"]) != (
        "sha256",
        sha256(text).digest(),
    ):
        raise StampError(
            Text(
                "ほかの内容のタイムスタンプです（ダイジェストが違います）。",
                "It is over something else: another digest.",
            )
        )
    if nonce is not None and said["nonce"] != nonce:
        raise StampError(
            Text("ほかの問合せへの答えです（ナンスが違います）。", "It answers another query: another nonce.")
        )
    if policy and said["policy"] != policy:
        raise StampError(
            Text(
                f"ポリシーが {policy} ではなく {said['policy']} です。",
                f"Its policy is {said['policy']}, not {policy}.",
            )
        )
    (info,) = signed["signer_infos"]
    there = [x509.load_der_x509_certificate(each.chosen.dump()) for each in signed["certificates"]]
    signer = _signer_among(there, info["sid"].chosen)
    _demand_signed(info, bytes(content), signer)
    _demand_for_time_stamps(signer, at)
    return Stamp(at, said["policy"], signer.subject.rfc4514_string(), _chain(signer, there, roots, at))


def _demand_granted(status: Any) -> None:
    if status["status"].native in GRANTED:
        return
    words = status["status_string"].native or ()
    failure = status["fail_info"].native or ()
    said = ", ".join([str(status["status"].native), *map(str, words), *sorted(map(str, failure))])[:200]
    said = "".join(each if each.isprintable() else " " for each in said)
    raise StampError(Text(f"発行を断られました（{said}）。", f"It was not granted ({said})."))


def _signer_among(there: Sequence[x509.Certificate], named: Any) -> x509.Certificate:
    for each in there:
        if isinstance(named, cms.IssuerAndSerialNumber):
            same = each.issuer.public_bytes() == named["issuer"].dump()
            if same and each.serial_number == named["serial_number"].native:
                return each
        else:
            key = each.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
            if key == named.native:
                return each
    raise StampError(
        Text("署名した証明書が付いていません。", "The certificate that has signed is not with it.")
    )


def _demand_signed(info: Any, content: bytes, signer: x509.Certificate) -> None:
    """The signature is over attributes that name the content's type and digest, and the certificate (RFC 5816)."""
    attributes = {each["type"].native: each["values"] for each in info["signed_attrs"]}
    digest = info["digest_algorithm"]["algorithm"].native
    state = hashes.Hash(HASHES[digest]())
    state.update(content)
    (kind,), (said,) = attributes["content_type"].native, attributes["message_digest"].native
    if kind != "tst_info" or said != state.finalize() or not _names(attributes, signer):
        raise _not_signed()
    signed = bytes(info["signed_attrs"].untag().dump())
    try:
        _verify(signer.public_key(), info["signature_algorithm"], digest, info["signature"].native, signed)
    except InvalidSignature as error:
        raise _not_signed() from error


def _names(attributes: Any, signer: x509.Certificate) -> bool:
    """Whether the attributes that were signed name the certificate, by its digest."""
    der = signer.public_bytes(Encoding.DER)
    if "signing_certificate_v2" in attributes:
        first = attributes["signing_certificate_v2"][0]["certs"][0]
        state = hashes.Hash(HASHES[first["hash_algorithm"]["algorithm"].native]())
        state.update(der)
        return bool(first["cert_hash"].native == state.finalize())
    first = attributes["signing_certificate"][0]["certs"][0]  # of RFC 2634: SHA-1 by definition
    return bool(first["cert_hash"].native == sha1(der, usedforsecurity=False).digest())


def _verify(key: Any, algorithm: Any, digest: str, signature: bytes, data: bytes) -> None:
    """Raises InvalidSignature, or ValueError where the key or the algorithm is none that counts."""
    kind = algorithm.signature_algo
    if kind != "ed25519" and algorithm["algorithm"].native not in {"rsassa_pkcs1v15", kind}:
        digest = algorithm.hash_algo
    if isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pkcs1v15":
        key.verify(signature, data, padding.PKCS1v15(), HASHES[digest]())
    elif isinstance(key, rsa.RSAPublicKey) and kind == "rsassa_pss":
        chosen = HASHES[algorithm.hash_algo]()
        mask = padding.MGF1(
            HASHES[algorithm["parameters"]["mask_gen_algorithm"]["parameters"]["algorithm"].native]()
        )
        key.verify(signature, data, padding.PSS(mask, padding.PSS.DIGEST_LENGTH), chosen)
    elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
        key.verify(signature, data, ec.ECDSA(HASHES[digest]()))
    elif isinstance(key, ed25519.Ed25519PublicKey) and kind == "ed25519":
        key.verify(signature, data)
    else:
        raise ValueError(f"a signature of {kind}")


def _demand_for_time_stamps(signer: x509.Certificate, at: datetime) -> None:
    """The certificate was in force, and is for time stamps alone (RFC 3161, 2.3)."""
    try:
        uses = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
        alone = uses.critical and list(uses.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    except x509.ExtensionNotFound:
        alone = False
    if not alone:
        raise StampError(
            Text(
                "署名した証明書は、タイムスタンプ専用のものではありません。",
                "The certificate that has signed is not one for time stamps alone.",
            )
        )
    if not signer.not_valid_before_utc <= at <= signer.not_valid_after_utc:
        raise StampError(
            Text(
                "署名した証明書が、その時刻に有効ではありません（期限切れ又はまだ）。",
                "The certificate that has signed was not valid at that time: expired, or not yet.",
            )
        )


def _chain(
    signer: x509.Certificate,
    there: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> bool | None:
    if not roots:
        return None
    if signer in roots:
        return True
    of_authorities = (
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_authority)
        .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs_certificates)
    )
    judge = (
        PolicyBuilder()
        .store(Store(list(roots)))
        .time(at.replace(tzinfo=None))
        .extension_policies(ca_policy=of_authorities, ee_policy=ExtensionPolicy.permit_all())
        .build_client_verifier()
    )
    try:
        judge.verify(signer, [each for each in there if each != signer])
    except VerificationError:
        return False
    return True


def _is_authority(_policy: Policy, _certificate: x509.Certificate, said: x509.BasicConstraints) -> None:
    if not said.ca:
        raise ValueError("no authority")


def _signs_certificates(_policy: Policy, _certificate: x509.Certificate, said: x509.KeyUsage | None) -> None:
    if said is not None and not said.key_cert_sign:
        raise ValueError("not for certificates")


def _not_signed() -> StampError:
    return StampError(Text("署名が内容に合いません。", "The signature does not fit what is signed."))
