"""Keeps captured EPCIS events, each once per company, and joins what they say of storage to its products."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from passport.adapters.generations import hold_writers, touch
from passport.adapters.risk_tables import GtinRow
from passport.adapters.supply_rows import parts_of, written
from passport.adapters.supply_store import known_ids
from passport.adapters.supply_tables import EpcisEventRow, StorageEventRow
from passport.domain.epcis_events import CapturedEvent, gtins_of, storage_events
from passport.domain.supply import Kind, StorageEvent
from passport.ports import Captured
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.domain.audit_entry import Author


class EventTable:
    """The event store over the database. Each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database, self._log = database, AuditLog(database)

    def capture(self, events: Sequence[CapturedEvent], tenant: str, *, author: Author | None = None) -> Captured:
        """Stores the events that are new; an error declaration takes back what its event said of storage.

        Events that come again tell of storage for products that got their GTIN since; what they told before stays.
        """
        with self._database.transaction() as session:
            self._database.serialise(session, f"epcis:{tenant}")
            hold_writers(session, tenant)
            fresh = {event.key: event for event in events}
            known = _known(session, list(fresh), tenant)
            new = [event for key, event in fresh.items() if key not in known]
            session.add_all(_row(event, tenant) for event in new)
            products = _products(session, list(fresh.values()), tenant)
            tell = [event for event in fresh.values() if not event.withdraws]
            told = {event.event_hash: list(storage_events(event, products)) for event in tell}
            wrong = {event.event_hash for event in new if event.withdraws} | _withdrawn(session, told, tenant)
            taken = [one for event in new if event.withdraws for one in storage_events(event, products)]
            right = [one for name, found in told.items() if name not in wrong for one in found]
            there = known_ids(session, Kind.StorageEvents, tenant, [one.id for one in right])
            kept = [one for one in right if one.id not in there]
            written(session, tenant, kept)
            withdrawn = _take_back(session, taken, tenant)
            if new or kept:
                touch(session, tenant, {one.product_id for one in (*kept, *taken)})
            captured = Captured(len(new), len(events) - len(new), len(kept), withdrawn)
            if author is not None and (new or kept):
                self._tell(session, author, tenant, captured, events[0].key)
        return captured

    def _tell(self, session: Session, author: Author, tenant: str, captured: Captured, first: str) -> None:
        self._log.record(
            session,
            at=author.at,
            tenant=tenant,
            actor=author.subject,
            action="epcis.captured",
            subject=first,
            facts=captured.document(),
        )

    def page(self, tenant: str, *, after: str, limit: int) -> list[dict[str, Any]]:
        """At most `limit` events as received, with a hash beyond `after`, in the order of hashes."""
        owned = (EpcisEventRow.tenant == tenant, EpcisEventRow.event_hash > after)
        query = select(EpcisEventRow).where(*owned).order_by(col(EpcisEventRow.event_hash)).limit(limit)
        with self._database.reading() as session:
            return [{"event_hash": row.event_hash, "event": json.loads(row.document)} for row in session.exec(query)]


def _row(event: CapturedEvent, tenant: str) -> EpcisEventRow:
    return EpcisEventRow(
        tenant=tenant,
        event_hash=event.key,
        kind=event.kind,
        event_time=event.event_time,
        document=json.dumps(event.content),
    )


def _known(session: Session, keys: list[str], tenant: str) -> set[str]:
    known: set[str] = set()
    for part in parts_of(sorted(keys)):
        query = select(EpcisEventRow.event_hash).where(EpcisEventRow.tenant == tenant)
        known |= set(session.exec(query.where(col(EpcisEventRow.event_hash).in_(part))))
    return known


def _withdrawn(session: Session, told: dict[str, list[StorageEvent]], tenant: str) -> set[str]:
    """Events that were declared to be wrong before they came."""
    mark = "&errorDeclaration"
    return {key.removesuffix(mark) for key in _known(session, [name + mark for name in told], tenant)}


def _products(session: Session, events: Sequence[CapturedEvent], tenant: str) -> dict[str, str]:
    """Ids of the company's products by the GTINs that the events name."""
    found: dict[str, str] = {}
    for part in parts_of(sorted({gtin for event in events for gtin in gtins_of(event.content)})):
        query = select(GtinRow).where(GtinRow.tenant == tenant, col(GtinRow.gtin).in_(part))
        found |= {row.gtin: row.product_id for row in session.exec(query)}
    return found


def _take_back(session: Session, taken: Sequence[StorageEvent], tenant: str) -> int:
    gone = 0
    for part in parts_of(sorted({one.id for one in taken})):
        owned = (col(StorageEventRow.tenant) == tenant, col(StorageEventRow.id).in_(part))
        gone += session.connection().execute(delete(StorageEventRow).where(*owned)).rowcount
    return gone
