"""An authority that issues certificates for loopback: a good one, and ones that a client must refuse."""

import datetime
import ipaddress
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_HERE = ("localhost", "127.0.0.1", "::1")
_ELSEWHERE = ("elsewhere.test",)
_DAY = datetime.timedelta(days=1)


class Pair(NamedTuple):
    """A certificate and its key, both PEM files; the key is readable by its owner alone."""

    certfile: Path
    keyfile: Path


class Authority:
    """A certificate authority in a folder, made anew each time; `cafile` is what a client trusts.

    Another authority's certificates are the untrusted ones. Keys are EC P-256, so that making them is quick.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sink test authority")])
        self.cafile = folder / "authority.pem"
        self.cafile.write_bytes(_pem(self._certificate()))

    def good(self) -> Pair:
        """Issue one for localhost, 127.0.0.1 and ::1 that is valid now."""
        return self._issue("good", _HERE, ends=_DAY)

    def expired(self) -> Pair:
        """Issue one for localhost that ended yesterday."""
        return self._issue("expired", _HERE, ends=-_DAY)

    def wrong_name(self) -> Pair:
        """Issue one that is valid now, for a name that is not this machine's."""
        return self._issue("wrong-name", _ELSEWHERE, ends=_DAY)

    def _issue(self, stem: str, names: Iterable[str], *, ends: datetime.timedelta) -> Pair:
        key = ec.generate_private_key(ec.SECP256R1())
        made = Pair(self._folder / f"{stem}.pem", self._folder / f"{stem}.key")
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Sink test, {stem}")])
        builder = (
            self._dated(subject, key.public_key(), ends)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        )
        made.certfile.write_bytes(_pem(builder.sign(self._key, hashes.SHA256())))
        made.keyfile.touch(0o600)
        made.keyfile.write_bytes(_private(key))
        return made

    def _certificate(self) -> x509.Certificate:
        return (
            self._dated(self._name, self._key.public_key(), _DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_may_sign(), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def _dated(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, ends: datetime.timedelta
    ) -> x509.CertificateBuilder:
        """Begin a certificate with what each must have (RFC 5280 sections 4.1 and 4.2.1)."""
        now = datetime.datetime.now(datetime.UTC)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            x509.CertificateBuilder(self._name, subject, key, x509.random_serial_number())
            .not_valid_before(now - 3 * _DAY)
            .not_valid_after(now + ends)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(issuer, critical=False)
        )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _may_sign() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
