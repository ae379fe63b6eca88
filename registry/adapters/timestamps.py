"""Time-stamps by an RFC 3161 authority: asked for over HTTP, checked before they are kept and again offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from registry.config import TimeAuthority
from registry.domain.timestamp import TimeStamp
from registry.errors import CarbonixError, InvalidInput

QUERY_TYPE, REPLY_TYPE = "application/timestamp-query", "application/timestamp-reply"
TIMEOUT_S = 10
MOST_TOKEN_BYTES = 64 * 1024


class TimeStampUnavailable(CarbonixError):
    """The authority does not answer, or refuses: what was to be stamped stays pending."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the time-stamp authority gives no time-stamp: {reason}", {"reason": reason})


class TimeStampInvalid(CarbonixError):
    """A time-stamp that does not hold: other bytes, a forged signature, or an authority that leads to no known root."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the time-stamp does not hold: {reason}", {"reason": reason})


class HttpTimeStamper:
    """An authority behind a URL. Raises InvalidInput if its roots cannot be read."""

    def __init__(self, authority: TimeAuthority) -> None:
        self._url = authority.url
        self._roots = read_roots(authority.roots)

    def stamp(self, data: bytes) -> TimeStamp:
        """A time-stamp over the SHA-256 of the data. Raises TimeStampUnavailable, TimeStampInvalid."""
        request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
        token = self._ask(request.as_bytes())
        return _checked(token, data, self._roots, nonce=request.nonce)

    def check(self, token: bytes, data: bytes) -> TimeStamp:
        """What a kept time-stamp says of the data, without asking anybody. Raises TimeStampInvalid."""
        return _checked(token, data, self._roots)

    def _ask(self, query: bytes) -> bytes:
        headers = {"Content-Type": QUERY_TYPE, "Accept": REPLY_TYPE}
        try:
            # A proxy of the caller's shell must not see what is stamped, nor stand between tests and their authority.
            with (
                httpx.Client(timeout=TIMEOUT_S, trust_env=False) as client,
                client.stream("POST", self._url, content=query, headers=headers) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    raise TimeStampUnavailable(f"HTTP {answer.status_code}")
                return _bounded(answer)
        except httpx.HTTPError as fault:
            raise TimeStampUnavailable(str(fault) or type(fault).__name__) from fault


def read_roots(file: Path) -> list[Certificate]:
    """The certificates of a PEM file. Raises InvalidInput for a file that holds none."""
    try:
        return load_pem_x509_certificates(file.read_bytes())
    except OSError as fault:
        raise InvalidInput("CARBONIX_TSA_ROOTS", file.name, f"must be a readable file: {fault.strerror}") from fault
    except ValueError as fault:
        raise InvalidInput("CARBONIX_TSA_ROOTS", file.name, "must hold certificates in PEM form") from fault


def _bounded(answer: httpx.Response) -> bytes:
    token = bytearray()
    for part in answer.iter_bytes():
        token += part
        if len(token) > MOST_TOKEN_BYTES:
            raise TimeStampUnavailable(f"its answer is longer than {MOST_TOKEN_BYTES:,} bytes")
    return bytes(token)


def _checked(token: bytes, data: bytes, roots: list[Certificate], *, nonce: int | None = None) -> TimeStamp:
    said = _decoded(token)
    try:
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify_message(said, data)
    except (VerificationError, ValueError) as fault:
        raise TimeStampInvalid(str(fault)) from fault
    info: Any = said.tst_info
    return TimeStamp(token, int(info.gen_time.timestamp()), str(info.serial_number), info.policy.dotted_string)


def _decoded(token: bytes) -> TimeStampResponse:
    try:
        said = decode_timestamp_response(token)
        if said.status != 0:
            raise TimeStampUnavailable(f"status {said.status} {' '.join(said.status_string)}".strip())
    except ValueError as fault:
        raise TimeStampInvalid("its bytes are no answer of RFC 3161") from fault
    return said
