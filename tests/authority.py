"""A time-stamping authority (RFC 3161) made up for tests: its own root, keys and clock, and everything it can do wrong."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kokoroe.ledger.timestamps import Response

POLICY = "1.2.392.99999.1"
YEAR = timedelta(days=365)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificate(name, key, issuer, issuers_key, *, at, until, purpose=None):
    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=purpose is None, path_length=None), critical=True)
    )
    if purpose is not None:
        made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    return made.sign(issuers_key, SHA256())


@dataclass
class Authority:
    """`at` is what its clock says. Whatever differs from an honest answer is a field."""

    at: datetime
    name: str = "CN=Sample TSA"
    status: str = "granted"
    nonce: int | None = None
    digest: bytes | None = None
    policy: str = POLICY
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING
    until: datetime | None = None
    without_certificates: bool = False
    names_its_certificate: bool = True
    tampered: bool = False
    asked: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root_key, self.key = (
            ec.generate_private_key(ec.SECP256R1()),
            ec.generate_private_key(ec.SECP256R1()),
        )
        begun = self.at - YEAR
        self.root = certificate("Root", self.root_key, "Root", self.root_key, at=begun, until=self.at + YEAR)
        self.certificate = certificate(
            "Sample TSA", self.key, "Root", self.root_key,
            at=begun, until=self.until or self.at + YEAR, purpose=self.purpose,
        )  # fmt: skip

    def but(self, **differs) -> "Authority":
        return replace(self, asked=[], **differs)

    @property
    def pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    def __call__(self, query: bytes) -> bytes:
        self.asked.append(query)
        if self.status != "granted":
            status = {
                "status": self.status,
                "status_string": ["maintenance"],
                "fail_info": {"time_not_available"},
            }
            return Response({"status": status}).dump()
        return tsp.TimeStampResp(
            {"status": {"status": "granted"}, "time_stamp_token": self.token(query)}
        ).dump()

    def token(self, query: bytes) -> cms.ContentInfo:
        asked = tsp.TimeStampReq.load(query)
        imprint = asked["message_imprint"].copy()
        if self.digest is not None:
            imprint["hashed_message"] = self.digest
        said = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": self.policy,
                "message_imprint": imprint,
                "serial_number": len(self.asked),
                "gen_time": self.at,
                "nonce": asked["nonce"].native if self.nonce is None else self.nonce,
            }
        ).dump()
        der = self.certificate.public_bytes(Encoding.DER)
        of = asn1.Certificate.load(der)
        attributes = [
            {"type": "content_type", "values": ["tst_info"]},
            {"type": "message_digest", "values": [sha256(said).digest()]},
        ]
        if self.names_its_certificate:
            named_by = tsp.ESSCertIDv2({"cert_hash": sha256(der).digest()})
            certs = tsp.SigningCertificateV2({"certs": [named_by]})
            attributes.append({"type": "signing_certificate_v2", "values": [certs]})
        signed = cms.CMSAttributes(attributes)
        signature = self.key.sign(signed.dump(), ec.ECDSA(SHA256()))
        sha = algos.DigestAlgorithm({"algorithm": "sha256"})
        info = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber({"issuer": of.issuer, "serial_number": of.serial_number}),
            ),
            "digest_algorithm": sha,
            "signed_attrs": signed,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": signature,
        }
        if self.tampered:
            said = said.replace(
                self.at.strftime("%Y%m%d").encode(), (self.at - YEAR).strftime("%Y%m%d").encode()
            )
        data = {
            "version": "v3",
            "digest_algorithms": [sha],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(said)},
            "signer_infos": [info],
        }
        if not self.without_certificates:
            data["certificates"] = [cms.CertificateChoices("certificate", of)]
        return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)})
