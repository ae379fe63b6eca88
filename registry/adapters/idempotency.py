"""Remembers what a request with an Idempotency-Key led to, in the transaction of its effect.

A repetition that arrives while the first request is at work waits for it at the door of the same tenant and key.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from sqlmodel import Session

from registry.adapters.canonical_json import canonical
from registry.adapters.database import Database
from registry.adapters.tables import IdempotentAnswerRow
from registry.domain.idempotency import IdempotentRequest, check_key
from registry.errors import IdempotencyKeyReused


def idempotent_request(tenant: str, key: str | None, door: str, body: Mapping[str, str]) -> IdempotentRequest | None:
    """The request, if it came with a key. Raises InvalidInput for a key that is empty, too long or not printable."""
    if key is None:
        return None
    check_key(key)
    return IdempotentRequest(tenant, key, door, "0x" + sha256(canonical(dict(body))).hexdigest())


class IdempotentAnswers:
    """What was answered, over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, session: Session, request: IdempotentRequest) -> str | None:
        """What the first request led to, None if this is the first; from here on its twins wait for this transaction.

        Raises IdempotencyKeyReused if the key came with another door or body.
        """
        self._database.serialise(session, f"idempotency:{request.tenant}:{request.key}")
        row = session.get(IdempotentAnswerRow, (request.tenant, request.key))
        if row is None:
            return None
        if (row.door, row.fingerprint) != (request.door, request.fingerprint):
            raise IdempotencyKeyReused(request.key)
        return row.answer

    def keep(self, session: Session, request: IdempotentRequest, answer: str, at: int) -> None:
        """Remembers the answer in the caller's transaction; `at` in Unix seconds."""
        session.add(
            IdempotentAnswerRow(
                tenant=request.tenant,
                key=request.key,
                door=request.door,
                fingerprint=request.fingerprint,
                answer=answer,
                at=at,
            )
        )
