"""Sends a transaction exactly once: signed bytes are stored under their intent before they leave the house."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eth_utils.crypto import keccak
from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from registry.adapters.chain import ChainGateway, NodeRefused
from registry.adapters.database import Database
from registry.adapters.outbox_attempts import Attempt, Attempts
from registry.adapters.outbox_spending import SpendingBook, most_wei
from registry.adapters.tables import IntentRow
from registry.domain.events import Receipt
from registry.domain.records import Intent
from registry.errors import ChainUnavailable, Refused, SpendingCapReached, TransactionRejected
from registry.ports import MovableClock, TransactionSigner

FIRST_POLL_S = 0.01
SLOWEST_POLL_S = 1.0
DEEPEST_REORG_BLOCKS = 64


@dataclass(frozen=True, slots=True)
class PushPolicy:
    """How an intent is pushed: final after so many blocks, replaced and given up after so long; a key's cap a day."""

    confirmations: int = 1
    replace_after_s: float = 20.0
    receipt_timeout_s: float = 60.0
    cap_wei: int | None = None


DEFAULT_POLICY = PushPolicy()


class Outbox:
    """Keeps each intent's signed transaction and sees it into the chain; one writer at a time for each key."""

    def __init__(self, database: Database, gateway: ChainGateway, policy: PushPolicy = DEFAULT_POLICY) -> None:
        self._database = database
        self._gateway = gateway
        self._policy = policy
        self.spending = SpendingBook(database, gateway, policy.cap_wei)
        self._attempts = Attempts(database, gateway, self.spending)

    def transact(
        self,
        intent: str,
        signer: TransactionSigner,
        contract: str,
        function: str,
        *args: object,
        value_wei: int = 0,
    ) -> Receipt:
        """The receipt of the intent: the same one, however often and after whatever crash it is asked for.

        Raises Refused if the contract refuses (then nothing is stored, unless the refusal came only when it was mined),
        SpendingCapReached before anything is signed, TransactionRejected if the chain no longer takes the stored bytes,
        ChainUnavailable.
        """
        row = self._find(intent) or self._sign(intent, signer, contract, function, args, value_wei)
        return self._see_through(row, signer)

    def confirm(self) -> list[Intent]:
        """Sends again what the chain lost, and tells what is not final yet: an intent with too few blocks on it.

        A reorganisation moves a transaction to another block or out of the chain; either way the same intent is seen
        through, with one of its own transactions. Raises as `restore` does.
        """
        self.restore()
        newest = self._gateway.head().number
        return [intent for intent in self.intents() if not self._is_deep(intent.block, newest)]

    def is_final(self, intent: str) -> bool:
        """True if the intent's transaction is in the chain now, under as many blocks as the policy asks for."""
        row = self._find(intent)
        receipt = None if row is None else self._attempts.receipt(row)
        return receipt is not None and self._is_deep(receipt.block, self._gateway.head().number)

    def mined(self, intent: str) -> Receipt | None:
        """The receipt of the intent as the chain holds it now, reverted or not; None if no block holds it."""
        row = self._find(intent)
        return None if row is None else self._attempts.receipt(row)

    def _is_deep(self, block: int | None, newest: int) -> bool:
        return block is not None and newest - block + 1 >= self._policy.confirmations

    def restore(self, clock: MovableClock | None = None) -> list[Receipt]:
        """Sends every intent that the chain lost (a crash, a reorganisation); their new receipts.

        In the order in which the chain had them: one sender's transaction may need another's before it. With the
        clock of a demonstration chain they also keep their distances in time: a window that had passed passes again.
        What would not pass now waits until it is asked for.
        """
        newest = self._gateway.head().number
        with self._database.reading() as session:
            rows = session.exec(
                select(IntentRow)
                .where(IntentRow.deployment == self._gateway.deployment.id)
                .where(or_(col(IntentRow.block).is_(None), col(IntentRow.block) > newest - DEEPEST_REORG_BLOCKS))
                .order_by(col(IntentRow.block).asc().nulls_last(), col(IntentRow.sender), col(IntentRow.nonce))
            ).all()
        return list(self._restored(rows, clock))

    def _restored(self, rows: Sequence[IntentRow], clock: MovableClock | None) -> Iterator[Receipt]:
        late_s, waiting = 0, set[str]()
        for row in rows:
            if not self._lost(row):
                continue
            if clock is not None and row.time is not None:
                clock.advance_to(row.time + late_s)
            if row.sender in waiting or (not row.failed and self._would_be_refused(row)):
                waiting.add(row.sender)
                continue
            receipt = self._settle(row)
            if row.time is not None:
                late_s = max(late_s, receipt.time - row.time)
            yield receipt

    def _would_be_refused(self, row: IntentRow) -> bool:
        try:
            self._gateway.simulate(bytes.fromhex(row.raw[2:]), row.sender)
        except Refused:
            return True
        return False

    def intents(self) -> list[Intent]:
        """Everything that was ever to be sent under this deployment, by sender and nonce."""
        with self._database.reading() as session:
            rows = session.exec(
                select(IntentRow)
                .where(IntentRow.deployment == self._gateway.deployment.id)
                .order_by(col(IntentRow.sender), col(IntentRow.nonce))
            ).all()
        return [Intent(row.key, row.sender, row.nonce, row.transaction, row.block) for row in rows]

    def _find(self, intent: str) -> IntentRow | None:
        with self._database.reading() as session:
            return session.get(IntentRow, self._key(intent))

    def _sign(
        self,
        intent: str,
        signer: TransactionSigner,
        contract: str,
        function: str,
        args: Sequence[object],
        value_wei: int,
    ) -> IntentRow:
        prepared = self._gateway.prepare(signer.address, contract, function, args, value_wei)
        time_s = self._gateway.head().time
        with self._database.transaction() as session:
            self._database.serialise(session, f"nonce:{signer.address}")
            row = session.get(IntentRow, self._key(intent))
            if row is not None:  # somebody else had the same intent at the same time
                return row
            self.spending.reserve(session, signer.address, time_s, most_wei(prepared))
            nonce = self._next_nonce(session, signer.address)
            raw = signer.sign_transaction(prepared | {"nonce": nonce})
            row = IntentRow(
                key=self._key(intent),
                deployment=self._gateway.deployment.id,
                sender=signer.address,
                nonce=nonce,
                raw="0x" + raw.hex(),
                transaction="0x" + keccak(raw).hex(),
                contract=contract,
                function=function,
            )
            session.add(row)
        return row

    def _next_nonce(self, session: Session, sender: str) -> int:
        highest = session.exec(
            select(func.max(IntentRow.nonce))
            .where(IntentRow.deployment == self._gateway.deployment.id)
            .where(IntentRow.sender == sender)
        ).one()
        taken = self._gateway.nonce(sender)
        return taken if highest is None else max(taken, highest + 1)

    def _see_through(self, row: IntentRow, signer: TransactionSigner) -> Receipt:
        receipt = self._attempts.receipt(row)
        if receipt is None:
            self._send_earlier(row)
            receipt = self._settle(row, signer)
        elif receipt.transaction != row.transaction:
            self._record(row, receipt)
        if not receipt.succeeded:
            raise self._gateway.reason(receipt.transaction)
        return receipt

    def _send_earlier(self, row: IntentRow) -> None:
        """A lost transaction of the same sender would leave a gap in front of this one for ever: it goes first."""
        taken = self._gateway.nonce(row.sender)
        if row.nonce <= taken:
            return
        with self._database.reading() as session:
            earlier = session.exec(
                select(IntentRow)
                .where(IntentRow.deployment == row.deployment, IntentRow.sender == row.sender)
                .where(IntentRow.nonce >= taken, IntentRow.nonce < row.nonce)
                .order_by(col(IntentRow.nonce))
            ).all()
        for lost in earlier:
            self._broadcast(lost)

    def _lost(self, row: IntentRow) -> bool:
        receipt = self._attempts.receipt(row)
        if receipt is not None:
            self._record(row, receipt)
        return receipt is None

    def _settle(self, row: IntentRow, signer: TransactionSigner | None = None) -> Receipt:
        """With the signer at hand a transaction that is not mined in time, or became too cheap, is replaced."""
        if signer is not None and signer.address != row.sender:
            signer = None
        self._broadcast(row, signer)
        receipt = self._await_receipt(row, signer)
        self._record(row, receipt)
        return receipt

    def _broadcast(self, row: IntentRow, signer: TransactionSigner | None = None) -> None:
        try:
            self._gateway.send_raw(self._attempts.of(row)[0].raw)
        except (NodeRefused, Refused) as refusal:
            if self._attempts.known(row):
                return  # it has one of our transactions already
            taken = self._gateway.nonce(row.sender) > row.nonce
            if not taken and signer is not None and self._replace(row, signer):
                return
            reason = f"nonce {row.nonce} was used by another transaction" if taken else refusal.sentence
            raise TransactionRejected(row.key, row.transaction, reason) from refusal

    def _await_receipt(self, row: IntentRow, signer: TransactionSigner | None) -> Receipt:
        started, pause = time.monotonic(), FIRST_POLL_S
        replace_at = started + self._policy.replace_after_s
        while (now := time.monotonic()) < started + self._policy.receipt_timeout_s:
            receipt = self._attempts.receipt(row)
            if receipt is not None:
                return receipt
            if signer is not None and now >= replace_at:
                replace_at = now + self._policy.replace_after_s
                signer = signer if self._replace(row, signer) else None
            time.sleep(pause)
            pause = min(pause * 2, SLOWEST_POLL_S)
        sentence = f"transaction {row.transaction} was not mined within {self._policy.receipt_timeout_s:g} s"
        raise ChainUnavailable(sentence, {"intent": row.key, "transaction": row.transaction})

    def _replace(self, row: IntentRow, signer: TransactionSigner) -> bool:
        """Sends a dearer transaction in the place of one that waits; False where no more may be tried."""
        try:
            attempt = self._attempts.replace(row, signer)
        except SpendingCapReached:
            return False
        return attempt is not None and self._sent(attempt)

    def _sent(self, attempt: Attempt) -> bool:
        """A refusal is no fault here: the transaction that waited may have been mined meanwhile."""
        try:
            self._gateway.send_raw(attempt.raw)
        except (NodeRefused, Refused):
            return self._gateway.transaction(attempt.transaction) is not None
        return True

    def _record(self, row: IntentRow, receipt: Receipt) -> None:
        same = (row.block, row.transaction) == (receipt.block, receipt.transaction)
        if same and row.failed != receipt.succeeded:
            return
        mined = next((each for each in self._attempts.of(row) if each.transaction == receipt.transaction), None)
        with self._database.transaction() as session:
            stored = session.get_one(IntentRow, row.key)
            if mined is not None:
                stored.transaction, stored.raw = mined.transaction, "0x" + mined.raw.hex()
            stored.block, stored.time, stored.failed = receipt.block, receipt.time, not receipt.succeeded
            session.add(stored)

    def _key(self, intent: str) -> str:
        return f"{self._gateway.deployment.id}:{intent}"
