"""Keeps the spine of blocks and the events on it, and folds them into the projection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

from sqlmodel import Session, col, delete, select

from registry.adapters.database import Database
from registry.adapters.tables import BlockRow, EventRow
from registry.domain.events import Block, ChainEvent
from registry.domain.projection import Projection

PAGE_EVENTS = 2_000
MOST_LOGS = 2**31 - 1  # beyond the index of any log of a block, and the largest that PostgreSQL's integer holds
SPINE = "spine"


class ProjectionStore:
    """The follower's tables. Blocks and their events come and go together, in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tip(self) -> Block | None:
        """The highest stored block."""
        with self._database.reading() as session:
            return _tip(session)

    def block(self, number: int) -> Block | None:
        """A stored block by number."""
        with self._database.reading() as session:
            row = session.get(BlockRow, number)
            return _block(row) if row else None

    def append(self, blocks: Sequence[Block], events: Iterable[ChainEvent]) -> bool:
        """Stores blocks with their events, all or nothing; False if another process has moved the tip meanwhile."""
        with self._database.transaction() as session:
            self._database.serialise(session, SPINE)
            tip = _tip(session)
            if tip is not None and (tip.number + 1, tip.hash) != (blocks[0].number, blocks[0].parent_hash):
                return False
            for block in blocks:
                row = BlockRow(number=block.number, hash=block.hash, parent_hash=block.parent_hash, time=block.time)
                session.add(row)
            session.flush()
            session.add_all(_row(event) for event in events)
        return True

    def rewind(self, last_kept: int) -> None:
        """Forgets all blocks above `last_kept` and their events, all or nothing."""
        with self._database.transaction() as session:
            session.exec(delete(EventRow).where(col(EventRow.block) > last_kept))
            session.exec(delete(BlockRow).where(col(BlockRow.number) > last_kept))

    def events_after(self, block: int) -> Iterator[ChainEvent]:
        """Events of all blocks above `block`, in order of the chain."""
        place = (block, MOST_LOGS)
        while page := self._page(place):
            yield from page
            place = (page[-1].block, page[-1].log_index)

    def _page(self, after: tuple[int, int]) -> list[ChainEvent]:
        block, log_index = after
        later = (col(EventRow.block) > block) | ((col(EventRow.block) == block) & (col(EventRow.log_index) > log_index))
        order = (col(EventRow.block), col(EventRow.log_index))
        with self._database.reading() as session:
            return [
                event_of(row) for row in session.exec(select(EventRow).where(later).order_by(*order).limit(PAGE_EVENTS))
            ]


class ProjectionFold:
    """The projection at the store's tip, folded on from where it stood; after a rewind it is folded anew.

    What `current` returned is never changed afterwards, so that readers in other threads may walk over it.
    """

    def __init__(self, store: ProjectionStore) -> None:
        self._store = store
        self._lock = Lock()
        self._tip: Block | None = None
        self._projection = Projection()

    def current(self) -> Projection:
        """The projection at the store's tip."""
        with self._lock:
            tip = self._store.tip()
            if tip == self._tip:
                return self._projection
            stands = self._stands()
            projection = self._projection.copy() if stands else Projection()
            start = self._tip.number if self._tip and stands else -1
            for event in self._store.events_after(start):
                if tip is not None and event.block <= tip.number:
                    projection.apply(event)
            self._projection, self._tip = projection, tip
            return projection

    def _stands(self) -> bool:
        return self._tip is None or self._store.block(self._tip.number) == self._tip


def _tip(session: Session) -> Block | None:
    row = session.exec(select(BlockRow).order_by(col(BlockRow.number).desc()).limit(1)).first()
    return _block(row) if row else None


def _block(row: BlockRow) -> Block:
    return Block(row.number, row.hash, row.parent_hash, row.time)


def _row(event: ChainEvent) -> EventRow:
    return EventRow(
        block=event.block,
        log_index=event.log_index,
        transaction=event.transaction,
        contract=event.contract,
        name=event.name,
        arguments=json.dumps(dict(event.arguments), separators=(",", ":"), ensure_ascii=True),
    )


def event_of(row: EventRow) -> ChainEvent:
    """The event of a stored row."""
    arguments = json.loads(row.arguments)
    return ChainEvent(row.block, row.log_index, row.transaction, row.contract, row.name, arguments)
