"""Replaces a transaction that no block takes: the same call and nonce at a higher fee, stored before it is sent.

Only one transaction of a nonce can ever be mined, and all attempts of an intent carry the same call: whichever of them
the chain takes, now or after a reorganisation, the effect is the intent's one effect.
"""

from __future__ import annotations

from dataclasses import dataclass

from eth_utils.crypto import keccak
from sqlmodel import Session, col, select

from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.adapters.outbox_spending import SpendingBook, most_wei
from registry.adapters.outbox_tables import AttemptRow
from registry.adapters.tables import IntentRow
from registry.domain.events import Receipt
from registry.ports import TransactionSigner

MOST_ATTEMPTS = 6  # the fee has then grown threefold


@dataclass(frozen=True, slots=True)
class Attempt:
    """One signed transaction of an intent."""

    transaction: str
    raw: bytes


class Attempts:
    """The signed transactions of each intent."""

    def __init__(self, database: Database, gateway: ChainGateway, spending: SpendingBook) -> None:
        self._database = database
        self._gateway = gateway
        self._spending = spending

    def of(self, row: IntentRow) -> list[Attempt]:
        """Every transaction of the intent, the newest first."""
        with self._database.reading() as session:
            return self._of(session, row)

    def receipt(self, row: IntentRow) -> Receipt | None:
        """The receipt of whichever attempt was mined."""
        found = self._gateway.receipt(row.transaction)
        if found is not None:
            return found
        others = (attempt.transaction for attempt in self.of(row) if attempt.transaction != row.transaction)
        return next((receipt for other in others if (receipt := self._gateway.receipt(other)) is not None), None)

    def known(self, row: IntentRow) -> bool:
        """True if the node holds one of the intent's transactions, mined or waiting."""
        return any(self._gateway.transaction(attempt.transaction) is not None for attempt in self.of(row))

    def replace(self, row: IntentRow, signer: TransactionSigner) -> Attempt | None:
        """A dearer attempt, stored and not yet sent; None if the intent has as many as it may.

        Raises SpendingCapReached: then nothing is stored, and the earlier attempts go on waiting.
        """
        newest = self.of(row)[0]
        dearer, before = self._gateway.dearer(newest.raw)
        time_s = self._gateway.head().time
        with self._database.transaction() as session:
            self._database.serialise(session, f"nonce:{row.sender}")
            attempts = self._of(session, row)
            if attempts[0] != newest:  # another process replaced it meanwhile
                return attempts[0]
            if len(attempts) >= MOST_ATTEMPTS:
                return None
            self._spending.reserve(session, row.sender, time_s, most_wei(dearer) - before)
            raw = signer.sign_transaction(dearer)
            attempt = Attempt("0x" + keccak(raw).hex(), raw)
            if len(attempts) == 1:
                session.add(_row_of(row.key, 1, newest))
            session.add(_row_of(row.key, len(attempts) + 1, attempt))
            return attempt

    def _of(self, session: Session, row: IntentRow) -> list[Attempt]:
        query = select(AttemptRow).where(AttemptRow.intent == row.key).order_by(col(AttemptRow.number).desc())
        attempts = [Attempt(each.transaction, bytes.fromhex(each.raw[2:])) for each in session.exec(query)]
        return attempts or [Attempt(row.transaction, bytes.fromhex(row.raw[2:]))]


def _row_of(intent: str, number: int, attempt: Attempt) -> AttemptRow:
    return AttemptRow(transaction=attempt.transaction, intent=intent, number=number, raw="0x" + attempt.raw.hex())
