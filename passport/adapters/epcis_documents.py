"""Reads EPCIS 2.0 documents in JSON-LD: good events and the faults of the others, whatever else is wrong with them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from passport.adapters.epcis_schema import EVENT_TYPES, envelope_faults, event_faults
from passport.adapters.event_hashes import EPCIS_CONTEXTS, event_hash
from passport.domain.epcis_events import CapturedEvent
from passport.domain.intake import Fault
from passport.errors import FileRefused
from registry.adapters.canonical_json import NotCanonical

MOST_DOCUMENT_BYTES = 10_000_000
MOST_EVENTS = 1_000
DEEPEST = 40
DOCUMENT, QUERY_DOCUMENT = "EPCISDocument", "EPCISQueryDocument"
EVENTS_AT = {
    DOCUMENT: ("epcisBody", "eventList"),
    QUERY_DOCUMENT: ("epcisBody", "queryResults", "resultsBody", "eventList"),
}
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def read_epcis(data: bytes) -> tuple[list[CapturedEvent], list[Fault], int]:
    """Good events, faults, and how many events there were; row 0 is the document itself, events count from 1.

    Takes a document, the answer to a query, or one event with its context. Raises FileRefused for what is no JSON or
    beyond the limits.
    """
    document = _content(data)
    kind = document.get("type")
    if kind in EVENT_TYPES:
        return _read([document], document.get("@context"), "")
    if not isinstance(kind, str) or kind not in EVENTS_AT:
        rule = f"must be one of {', '.join((*EVENTS_AT, *EVENT_TYPES))}"
        return [], [Fault(0, "type", "" if kind is None else str(kind), rule)], 0
    faults, events = _envelope(document, EVENTS_AT[kind])
    if faults:
        return [], faults, len(events)
    return _read(events, document.get("@context"), ".".join(EVENTS_AT[kind]))


def _read(events: Sequence[Any], context: object, path: str) -> tuple[list[CapturedEvent], list[Fault], int]:
    if len(events) > MOST_EVENTS:
        raise FileRefused(f"{len(events):,} events", f"must have at most {MOST_EVENTS:,} events: send it in parts")
    good, faults = [], []
    for place, event in enumerate(events, start=1):
        prefix = f"{path}.{place - 1}" if path else ""
        found = _event_faults(event, context, place, prefix) or _captured(event, context, place, prefix)
        if isinstance(found, list):
            faults += found
        else:
            good.append(found)
    return good, faults, len(events)


def _captured(event: Any, context: object, place: int, prefix: str) -> CapturedEvent | list[Fault]:
    try:
        json.dumps(event, ensure_ascii=False, allow_nan=False).encode()  # the hash leaves names and times of record out
        name = event_hash(event.get("@context", context), event)
    except (NotCanonical, ValueError) as fault:
        return [Fault(place, prefix, "", f"must be text and numbers that can be written down again: {fault}")]
    return CapturedEvent(place, name, event["type"], event["eventTime"], event)


def _event_faults(event: Any, context: object, place: int, prefix: str) -> list[Fault]:
    if not isinstance(event, dict):
        return [Fault(place, prefix, str(event), "must be an event, an object with a type")]
    kind = event.get("type")
    if kind not in EVENT_TYPES:
        rule = f"must be one of {', '.join(EVENT_TYPES)}"
        return [Fault(place, _at(prefix, "type"), "" if kind is None else str(kind), rule)]
    found = [Fault(place, _at(prefix, field), value, rule) for field, value, rule in event_faults(event)]
    return found + _context_faults(event.get("@context", context), place, prefix if "@context" in event else "")


def _envelope(document: Mapping[str, Any], way: Sequence[str]) -> tuple[list[Fault], list[Any]]:
    """Faults of everything around the events, and the events."""
    events: Any = document
    for step in way:
        events = events.get(step) if isinstance(events, dict) else None
    faults = [Fault(0, field, value, rule) for field, value, rule in envelope_faults(_without_events(document, way))]
    if not isinstance(events, list) and not faults:
        faults = [Fault(0, ".".join(way), "", "must be a list of events")]
    return faults, events if isinstance(events, list) else []


def _without_events(document: Any, way: Sequence[str]) -> Any:
    """The document with an empty list where its events stand, so that what is around them is judged alone."""
    if not way:
        return [] if isinstance(document, list) else document
    if not isinstance(document, dict) or way[0] not in document:
        return document
    return {**document, way[0]: _without_events(document[way[0]], way[1:])}


def _context_faults(context: object, place: int, prefix: str) -> list[Fault]:
    """Only the EPCIS context is known here, and prefixes that the document defines itself; nothing is fetched."""
    for one in context if isinstance(context, list) else [context]:
        known = one in EPCIS_CONTEXTS if isinstance(one, str) else _plain_prefixes(one)
        if not known:
            rule = "must be the EPCIS context, or prefixes for addresses: no context is loaded from outside"
            return [Fault(place, _at(prefix, "@context"), str(one or ""), rule)]
    return []


def _plain_prefixes(one: object) -> bool:
    return isinstance(one, dict) and all(
        isinstance(value, str) and not key.startswith("@") for key, value in one.items()
    )


def _at(prefix: str, field: str) -> str:
    return ".".join(part for part in (prefix, field) if part)


def _content(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_DOCUMENT_BYTES:
        raise FileRefused(f"{len(data):,} bytes", f"must have at most {MOST_DOCUMENT_BYTES:,} bytes")
    depth = 0
    for byte in _STRINGS.sub(b"", data):
        depth += (byte in b"[{") - (byte in b"]}")
        if depth > DEEPEST:
            raise FileRefused(f"{depth} levels of brackets", f"must have at most {DEEPEST} levels")
    try:
        content = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except ValueError as fault:
        raise FileRefused(data[:40].decode("utf-8", "replace"), f"must be JSON in UTF-8: {fault}") from fault
    if not isinstance(content, dict):
        raise FileRefused(str(content)[:40], "must be a JSON object")
    return content


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a number")
