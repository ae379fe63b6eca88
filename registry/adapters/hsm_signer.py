"""Signs with a secp256k1 key that never leaves its hardware module, over PKCS#11; low s always.

PKCS#11 signs a digest with CKM_ECDSA and answers r || s: any s, and no recovery id. Both are mended here, as the chain
wants them (EIP-2, EIP-155). The public point comes wrapped in a DER octet string.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import pkcs11
from coincurve import PublicKey
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import PKCS11Error, UserAlreadyLoggedIn
from pkcs11.types import Key, Session, SignMixin
from pkcs11.util.ec import encode_named_curve_parameters

from registry.adapters.recovery import HALF_ORDER, address_of
from registry.adapters.signer import text_digest
from registry.config import HsmSettings
from registry.errors import CarbonixError, InvalidInput

CURVE = "secp256k1"
ORDER = 2 * HALF_ORDER + 1
DIGEST_BYTES = WORD_BYTES = 32
POINT_BYTES = 65
WRAPPED_POINT = bytes([0x04, POINT_BYTES])
MOST_PIN_BYTES = 256


class HsmUnavailable(CarbonixError):
    """The module, its token or the key in it cannot be used."""

    def __init__(self, token: str, reason: str) -> None:
        super().__init__(f"the HSM token {token!r} cannot be used: {reason}", {"token": token, "reason": reason})


class HsmSigner:
    """A key in a hardware module and what may be asked of it. Raises HsmUnavailable, and InvalidInput for the PIN file.

    One session, one request at a time: a PKCS#11 session is not safe for threads. A lost session is opened again once.
    """

    def __init__(self, settings: HsmSettings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._session: Session | None = None
        with self._lock:
            self._key = self._open()
            self._point = self._public_point()
        self.address = address_of(self._point)

    def __repr__(self) -> str:
        return f"HsmSigner({self.address})"

    def sign_digest(self, digest: bytes) -> bytes:
        """r, s, v (27 or 28): 65 bytes over a 32-byte digest; s is in the lower half (EIP-2). Raises HsmUnavailable."""
        if len(digest) != DIGEST_BYTES:
            raise InvalidInput("digest", f"{len(digest)} bytes", f"must be {DIGEST_BYTES} bytes")
        return _recoverable(self._sign(digest), digest, self._point)

    def sign_text(self, text: str) -> bytes:
        """Signature over a text under EIP-191 (personal_sign). Raises HsmUnavailable."""
        return self.sign_digest(text_digest(text))

    def sign_transaction(self, transaction: Mapping[str, Any]) -> bytes:
        """Raw bytes of a signed typed transaction (EIP-2718), ready to be sent. Raises HsmUnavailable."""
        unsigned = TypedTransaction.from_dict(dict(transaction))
        signature = self.sign_digest(bytes(unsigned.hash()))
        parts = {
            "r": int.from_bytes(signature[:WORD_BYTES], "big"),
            "s": int.from_bytes(signature[WORD_BYTES:-1], "big"),
            "v": signature[-1] - 27,
        }
        return bytes(TypedTransaction.from_dict(dict(transaction) | parts).encode())

    def _sign(self, digest: bytes) -> bytes:
        with self._lock:
            try:
                return bytes(self._key.sign(digest, mechanism=Mechanism.ECDSA))
            except PKCS11Error:  # the token was taken out or restarted: its session is gone, the key is not
                self._key = self._open()
            try:
                return bytes(self._key.sign(digest, mechanism=Mechanism.ECDSA))
            except PKCS11Error as fault:
                raise _unavailable(self._settings, fault) from fault

    def _open(self) -> SignMixin:
        self._close()
        self._session = _session(self._settings)
        try:
            return cast(SignMixin, _key(self._session, ObjectClass.PRIVATE_KEY, self._settings.key))
        except PKCS11Error as fault:
            self._close()
            raise _unavailable(self._settings, fault) from fault

    def _close(self) -> None:
        if self._session is None:
            return
        try:
            self._session.close()
        except PKCS11Error:
            pass  # it is gone already
        finally:
            self._session = None

    def _public_point(self) -> PublicKey:
        assert self._session is not None, "opened just before"
        try:
            found = _key(self._session, ObjectClass.PUBLIC_KEY, self._settings.key)
            curve, point = bytes(found[Attribute.EC_PARAMS]), bytes(found[Attribute.EC_POINT])
        except PKCS11Error as fault:
            self._close()
            raise _unavailable(self._settings, fault) from fault
        if curve != encode_named_curve_parameters(CURVE):
            self._close()
            raise HsmUnavailable(self._settings.token, f"key {self._settings.key!r} is not on the curve {CURVE}")
        # Wrapped as DER octet string of 65 bytes (PKCS#11 2.40 and later); a few modules give the bare point.
        return PublicKey(point.removeprefix(WRAPPED_POINT) if len(point) > POINT_BYTES else point)


@cache
def hsm_signer(settings: HsmSettings) -> HsmSigner:
    """The signer of a module, opened once per process."""
    return HsmSigner(settings)


def make_hsm_key(settings: HsmSettings) -> None:
    """Makes a key pair inside the module that can never be read out.

    Raises HsmUnavailable, and InvalidInput if the label is taken.
    """
    session = _session(settings, writes=True)
    try:
        known = session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: settings.key})
        if list(known):
            raise InvalidInput("CARBONIX_HSM_KEY", settings.key, "must be the label of a key that does not exist yet")
        parameters = session.create_domain_parameters(
            KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters(CURVE)}, local=True
        )
        template = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
        parameters.generate_keypair(store=True, label=settings.key, private_template=template)
    except PKCS11Error as fault:
        raise _unavailable(settings, fault) from fault
    finally:
        session.close()


def _session(settings: HsmSettings, *, writes: bool = False) -> Session:
    pin = _pin(settings.pin_file)
    try:
        token = pkcs11.lib(str(settings.module)).get_token(token_label=settings.token)
        try:
            return token.open(rw=writes, user_pin=pin)
        except UserAlreadyLoggedIn:  # a log-in counts for all sessions of a process: another key of the token is open
            return token.open(rw=writes)
    except (PKCS11Error, RuntimeError, OSError) as fault:
        raise _unavailable(settings, fault) from fault


def _key(session: Session, kind: ObjectClass, label: str) -> Key:
    return session.get_key(object_class=kind, key_type=KeyType.EC, label=label)


def _pin(file: Path) -> str:
    """The PIN in a file that only its owner may read; no message ever shows it."""
    try:
        mode, text = file.stat().st_mode & 0o777, file.read_bytes()[: MOST_PIN_BYTES + 1]
    except OSError as fault:
        raise InvalidInput("CARBONIX_HSM_PIN_FILE", file.name, f"must be a readable file: {fault.strerror}") from fault
    if mode & 0o077:
        raise InvalidInput("CARBONIX_HSM_PIN_FILE", oct(mode), "must be readable by its owner only, mode 0o600")
    try:
        return text.decode().strip()
    except UnicodeDecodeError as fault:
        raise InvalidInput("CARBONIX_HSM_PIN_FILE", f"{len(text)} bytes", "must hold a PIN as text") from fault


def _recoverable(signature: bytes, digest: bytes, point: PublicKey) -> bytes:
    """r || s as the module gave it, with s in the lower half and the recovery id that leads to the key's point."""
    r, s = signature[:WORD_BYTES], int.from_bytes(signature[WORD_BYTES:], "big")
    low = min(s, ORDER - s).to_bytes(WORD_BYTES, "big")
    for recovery in (0, 1):
        try:
            found = PublicKey.from_signature_and_message(r + low + bytes([recovery]), digest, hasher=None)
        except Exception:  # coincurve raises a bare Exception for an id that leads to no point
            continue
        if found == point:
            return r + low + bytes([27 + recovery])
    raise HsmUnavailable("of this key", "its signature does not lead back to its own public key")


def _unavailable(settings: HsmSettings, fault: Exception) -> HsmUnavailable:
    return HsmUnavailable(settings.token, str(fault) or type(fault).__name__)
