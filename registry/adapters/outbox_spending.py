"""Bounds what a key can spend: a transaction reserves its highest price in a day of chain time, or is not signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.adapters.outbox_tables import SpendingCapRow, SpendingRow
from registry.errors import InvalidInput, SpendingCapReached

MOST_WEI = 2**256 - 1


@dataclass(frozen=True, slots=True)
class Spending:
    """What a key's transactions of one UTC day can cost at most, and the cap of that day; wei, None without a cap."""

    sender: str
    day: str
    reserved_wei: int
    cap_wei: int | None


class SpendingBook:
    """Reservations and caps of the keys of one deployment; `cap_wei` holds for keys that have none of their own."""

    def __init__(self, database: Database, gateway: ChainGateway, cap_wei: int | None = None) -> None:
        self._database = database
        self._gateway = gateway
        self._cap_wei = cap_wei

    @property
    def _deployment(self) -> str:
        return self._gateway.deployment.id

    def reserve(self, session: Session, sender: str, time_s: int, wei: int) -> None:
        """Adds to the day's sum in the caller's transaction, which holds the key's lock.

        The highest price is reserved and never given back: what is mined costs no more. Raises SpendingCapReached.
        """
        day = _day(time_s)
        row = session.get(SpendingRow, (self._deployment, sender, day))
        reserved = 0 if row is None else int(row.reserved_wei)
        cap = self._cap(session, sender)
        if cap is not None and reserved + wei > cap:
            raise SpendingCapReached(sender, day, reserved, wei, cap)
        row = row or SpendingRow(deployment=self._deployment, sender=sender, day=day, reserved_wei="0")
        row.reserved_wei = str(reserved + wei)
        session.add(row)

    def allow(self, sender: str, cap_wei: int) -> None:
        """Gives a key a cap of its own, from now on. Raises InvalidInput for a cap that is no amount of wei."""
        if not 0 <= cap_wei <= MOST_WEI:
            raise InvalidInput("capWei", cap_wei, "must be 0 to 2^256 - 1 wei")
        with self._database.transaction() as session:
            self._database.serialise(session, f"nonce:{sender}")
            session.merge(SpendingCapRow(deployment=self._deployment, sender=sender, cap_wei=str(cap_wei)))

    def days(self) -> list[Spending]:
        """Every day of every key, the newest first."""
        query = (
            select(SpendingRow)
            .where(SpendingRow.deployment == self._deployment)
            .order_by(col(SpendingRow.day).desc(), col(SpendingRow.sender))
        )
        with self._database.reading() as session:
            return [
                Spending(row.sender, row.day, int(row.reserved_wei), self._cap(session, row.sender))
                for row in session.exec(query).all()
            ]

    def _cap(self, session: Session, sender: str) -> int | None:
        own = session.get(SpendingCapRow, (self._deployment, sender))
        return self._cap_wei if own is None else int(own.cap_wei)


def most_wei(transaction: Mapping[str, Any]) -> int:
    """What a transaction can cost at most: all of its gas at its highest fee, and the ether that goes with it."""
    return int(transaction["gas"]) * int(transaction["maxFeePerGas"]) + int(transaction["value"])


def _day(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%d")
