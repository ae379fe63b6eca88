"""Sends a transaction exactly once: signed bytes are stored under their intent before they leave the house."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from eth_utils.crypto import keccak
from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from registry.adapters.chain import ChainGateway, NodeRefused
from registry.adapters.database import Database
from registry.adapters.tables import IntentRow
from registry.domain.events import Receipt
from registry.domain.records import Intent
from registry.errors import ChainUnavailable, Refused, TransactionRejected
from registry.ports import MovableClock, TransactionSigner

RECEIPT_TIMEOUT_S = 60
FIRST_POLL_S = 0.01
SLOWEST_POLL_S = 1.0
DEEPEST_REORG_BLOCKS = 64


class Outbox:
    """Keeps each intent's one signed transaction and sees it into the chain."""

    def __init__(self, database: Database, gateway: ChainGateway) -> None:
        self._database = database
        self._gateway = gateway

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
        TransactionRejected if the chain no longer takes the stored bytes, ChainUnavailable.
        """
        row = self._find(intent) or self._sign(intent, signer, contract, function, args, value_wei)
        return self._see_through(row)

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
        with self._database.transaction() as session:
            self._database.serialise(session, f"nonce:{signer.address}")
            row = session.get(IntentRow, self._key(intent))
            if row is not None:  # somebody else had the same intent at the same time
                return row
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

    def _see_through(self, row: IntentRow) -> Receipt:
        receipt = self._gateway.receipt(row.transaction)
        if receipt is None:
            self._send_earlier(row)
            receipt = self._settle(row)
        if not receipt.succeeded:
            raise self._gateway.reason(row.transaction)
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
        receipt = self._gateway.receipt(row.transaction)
        if receipt is not None:
            self._record(row, receipt)
        return receipt is None

    def _settle(self, row: IntentRow) -> Receipt:
        self._broadcast(row)
        receipt = self._await_receipt(row)
        self._record(row, receipt)
        return receipt

    def _broadcast(self, row: IntentRow) -> None:
        try:
            self._gateway.send_raw(bytes.fromhex(row.raw[2:]))
        except (NodeRefused, Refused) as refusal:
            if self._gateway.transaction(row.transaction) is not None:
                return  # it has these bytes already
            taken = self._gateway.nonce(row.sender) > row.nonce
            reason = f"nonce {row.nonce} was used by another transaction" if taken else refusal.sentence
            raise TransactionRejected(row.key, row.transaction, reason) from refusal

    def _await_receipt(self, row: IntentRow) -> Receipt:
        deadline, pause = time.monotonic() + RECEIPT_TIMEOUT_S, FIRST_POLL_S
        while time.monotonic() < deadline:
            receipt = self._gateway.receipt(row.transaction)
            if receipt is not None:
                return receipt
            time.sleep(pause)
            pause = min(pause * 2, SLOWEST_POLL_S)
        sentence = f"transaction {row.transaction} was not mined within {RECEIPT_TIMEOUT_S} s"
        raise ChainUnavailable(sentence, {"intent": row.key, "transaction": row.transaction})

    def _record(self, row: IntentRow, receipt: Receipt) -> None:
        if row.block == receipt.block and row.failed != receipt.succeeded:
            return
        with self._database.transaction() as session:
            stored = session.get_one(IntentRow, row.key)
            stored.block, stored.time, stored.failed = receipt.block, receipt.time, not receipt.succeeded
            session.add(stored)

    def _key(self, intent: str) -> str:
        return f"{self._gateway.deployment.id}:{intent}"
