"""Captures the good events of an EPCIS document, each once, and takes storage out of those that tell of it."""

from __future__ import annotations

from collections.abc import Sequence

from passport.domain.epcis_events import CapturedEvent
from passport.domain.intake import Fault, by_row
from passport.ports import EventStore
from registry.domain.audit_entry import Author

KIND = "epcis"


def capture_events(
    events: Sequence[CapturedEvent],
    faults: Sequence[Fault],
    total: int,
    tenant: str,
    *,
    store: EventStore,
    author: Author | None = None,
) -> dict[str, object]:
    """The report, after every good event was stored; one that was captured before is counted and not stored again."""
    return report_of_events(events, faults, total) | store.capture(events, tenant, author=author).document()


def report_of_events(events: Sequence[CapturedEvent], faults: Sequence[Fault], total: int) -> dict[str, object]:
    """Numbers and faults of a document; a document that is refused as a whole refuses each of its events."""
    whole = any(fault.row == 0 for fault in faults)
    return {
        "kind": KIND,
        "rows": total,
        "kept": len(events),
        "refused": max(total, 1) if whole else len({fault.row for fault in faults}),
        "repeated": len(events) - len({event.key for event in events}),
        "faults": [fault.document() for fault in by_row(faults)],
    }
