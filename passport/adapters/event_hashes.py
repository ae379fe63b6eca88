"""Names EPCIS events by the event hash of the CBV 2.0 (section 8.9), which is the same however an event is written.

The library that computes it would load JSON-LD contexts from wherever a document says: here it finds the EPCIS context
in its own package, and nothing else is ever loaded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from hashlib import sha256
from importlib import resources
from threading import Lock
from typing import Any

from epcis_event_hash_generator import hash_generator, json_to_py
from pyld import jsonld

from registry.adapters.canonical_json import canonical

EPCIS_CONTEXTS = frozenset(
    f"https://{place}/epcis-context.jsonld"
    for place in (
        "ref.gs1.org/standards/epcis",
        "ref.gs1.org/standards/epcis/2.0.0",
        "ref.gs1.org/standards/epcis/2.0.1",
        "gs1.github.io/EPCIS",
    )
)
CBV_SHORT, CBV = "cbv:", "https://ref.gs1.org/cbv/"
NOT_HASHED = ("@context", "eventID", "recordTime")
_CONTEXT_FILE = "e532647e8eb371379b8b0e8602d8981c8566bc60f7351f22c76a5bc865962008.jsonld"
_ONE_AT_A_TIME = Lock()  # the library keeps the namespaces of a document in a variable of its module


def event_hash(context: object, event: Mapping[str, Any]) -> str:
    """`ni:///sha-256;...?ver=CBV2.0`, or `?ver=canonical` for the few events that the library cannot bring into order.

    The latter is the hash of the event's canonical JSON without `eventID` and `recordTime`: an event that comes again
    in the same words still has the same name.
    """
    body = {"eventList": [_in_full(event)]}
    document = {"@context": deepcopy(context), "type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": body}
    with _ONE_AT_A_TIME:
        json_to_py._namespaces.clear()
        try:
            hashes = hash_generator.epcis_hashes_from_events(json_to_py.event_list_from_epcis_document_json(document))
        except (jsonld.JsonLdError, LookupError, TypeError, ValueError, AttributeError):
            hashes = []
    return str(hashes[0]) if len(hashes) == 1 else _canonical_hash(event)


def _in_full(event: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with the CBV's short names written out where the library leaves them."""
    full = deepcopy(dict(event))
    for name in ("bizStep", "disposition"):
        if str(full.get(name, "")).startswith(CBV_SHORT):
            full[name] = CBV + full[name].removeprefix(CBV_SHORT)
    return full


def _canonical_hash(event: Mapping[str, Any]) -> str:
    counted = {name: value for name, value in event.items() if name not in NOT_HASHED}
    return f"ni:///sha-256;{sha256(canonical(counted)).hexdigest()}?ver=canonical"


def _load(url: str, _options: object = None) -> dict[str, Any]:
    if url not in EPCIS_CONTEXTS:
        raise jsonld.JsonLdError("no context is loaded from outside", "jsonld.LoadDocumentError")
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": deepcopy(_epcis_context()),
    }


@cache
def _epcis_context() -> dict[str, Any]:
    text = resources.files("epcis_event_hash_generator").joinpath(_CONTEXT_FILE).read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


jsonld.set_document_loader(_load)
