"""Reads followed blocks and events for the explorer: by transaction, by block, by address, newest first, in pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from registry.adapters.database import Database
from registry.adapters.tables import BlockRow, EventRow
from registry.domain.events import Block, ChainEvent

PAGE_EVENTS = 50
MOST_EVENTS = 500


class EventReader:
    """The follower's tables, read only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_transaction(self, transaction: str) -> list[ChainEvent]:
        """Events of a transaction in order."""
        return self._forward(col(EventRow.transaction) == transaction)

    def of_block(self, number: int) -> list[ChainEvent]:
        """Events of a block in order."""
        return self._forward(col(EventRow.block) == number)

    def of_address(self, address: str) -> list[ChainEvent]:
        """The newest events that mention an address (lower-case 0x hex)."""
        return self._backward(col(EventRow.arguments).contains(f'"{address}"', autoescape=True))

    def newest(self, before: tuple[int, int] | None = None, name: str | None = None) -> list[ChainEvent]:
        """A page of events below a place (block, position in the block), newest first, of one name or of all."""
        conditions: list[ColumnElement[bool]] = []
        if before is not None:
            block, place = before
            same_block = (col(EventRow.block) == block) & (col(EventRow.log_index) < place)
            conditions.append((col(EventRow.block) < block) | same_block)
        if name is not None:
            conditions.append(col(EventRow.name) == name)
        return self._backward(*conditions)

    def about(self, names: Sequence[str], members: Sequence[str], *, newest: bool = False) -> list[ChainEvent]:
        """Events of these names that carry at least one of the members, e.g. `"batch":5`; MOST_EVENTS at most."""
        named = [
            col(EventRow.arguments).contains(member + end, autoescape=True) for member in members for end in (",", "}")
        ]
        condition = col(EventRow.name).in_(names) & or_(*named)
        return self._backward(condition) if newest else self._forward(condition)

    def times(self, blocks: Iterable[int]) -> dict[int, int]:
        """Unix seconds of blocks that were followed."""
        query = select(BlockRow.number, BlockRow.time).where(col(BlockRow.number).in_(set(blocks)))
        with self._database.reading() as session:
            return dict(session.exec(query).all())

    def names(self) -> list[str]:
        """Every name of an event that occurred."""
        with self._database.reading() as session:
            return sorted(session.exec(select(EventRow.name).distinct()).all())

    def count(self) -> int:
        """How many events were followed."""
        with self._database.reading() as session:
            return session.exec(select(func.count()).select_from(EventRow)).one()

    def block(self, number: int) -> Block | None:
        """A followed block."""
        with self._database.reading() as session:
            return _block(session.get(BlockRow, number))

    def block_by_hash(self, block_hash: str) -> Block | None:
        """A followed block by its hash."""
        with self._database.reading() as session:
            return _block(session.exec(select(BlockRow).where(BlockRow.hash == block_hash)).first())

    def _forward(self, condition: ColumnElement[bool]) -> list[ChainEvent]:
        order = (col(EventRow.block), col(EventRow.log_index))
        with self._database.reading() as session:
            rows = session.exec(select(EventRow).where(condition).order_by(*order).limit(MOST_EVENTS)).all()
        return _events(rows)

    def _backward(self, *conditions: ColumnElement[bool]) -> list[ChainEvent]:
        order = (col(EventRow.block).desc(), col(EventRow.log_index).desc())
        with self._database.reading() as session:
            rows = session.exec(select(EventRow).where(*conditions).order_by(*order).limit(PAGE_EVENTS)).all()
        return _events(rows)


def _block(row: BlockRow | None) -> Block | None:
    return None if row is None else Block(row.number, row.hash, row.parent_hash, row.time)


def _events(rows: Sequence[EventRow]) -> list[ChainEvent]:
    return [
        ChainEvent(row.block, row.log_index, row.transaction, row.contract, row.name, json.loads(row.arguments))
        for row in rows
    ]
