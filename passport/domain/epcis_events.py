"""Reads out of EPCIS events what a footprint needs: which product was stored or received where, and when.

An event counts if its business step is storing or receiving, it adds or observes, says its business location, and
names a GTIN: as SGTIN or class URN (GS1 EPC Tag Data Standard 2.0) or as GS1 Digital Link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from passport.domain.digital_link import check_digit
from passport.domain.supply import StorageEvent

STEPS: Mapping[str, str] = {"storing": "store", "receiving": "receive"}
COUNTED_ACTIONS = ("ADD", "OBSERVE")
LISTS = ("epcList", "childEPCs", "inputEPCList", "outputEPCList")
QUANTITY_LISTS = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
SGTIN = re.compile(r"urn:epc:(?:id:sgtin|class:lgtin|idpat:sgtin):(\d{6,12})\.(\d)(\d{0,6})\..+")
LINK = re.compile(r"https?://[^/]+(?:/[^?]*)?/01/(\d{8,14})(?:[/?].*)?")
GLN_URN = re.compile(r"urn:epc:id:sgln:(\d{6,12})\.(\d{0,6})\..*")
GLN_LINK = re.compile(r"https?://[^/]+(?:/[^?]*)?/414/(\d{13})(?:[/?].*)?")
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_ID, HASH_SIGNS, GTIN_DIGITS, GLN_BODY = 64, 12, 14, 12


@dataclass(frozen=True, slots=True)
class CapturedEvent:
    """A good event: where it stood in its document (from 1), its hash, type and time, and its text as received."""

    place: int
    event_hash: str
    kind: str
    event_time: str
    content: Mapping[str, object]

    @property
    def withdraws(self) -> bool:
        """True for an error declaration: the event of this hash is declared to be wrong."""
        return "errorDeclaration" in self.content

    @property
    def key(self) -> str:
        """What it is kept under, once: the CBV hash leaves an error declaration out, so it is added here."""
        return self.event_hash + ("&errorDeclaration" if self.withdraws else "")


def gtins_of(content: Mapping[str, object]) -> tuple[str, ...]:
    """The GTINs that an event names, as 14 digits, each once."""
    return tuple(dict.fromkeys(gtin for text in _named(content) if (gtin := gtin_of(text))))


def gtin_of(text: str) -> str | None:
    """The GTIN of an EPC URN or Digital Link as 14 digits; None if it names none."""
    link = LINK.fullmatch(text)
    if link:
        return link[1].zfill(GTIN_DIGITS)
    urn = SGTIN.fullmatch(text)
    if urn is None or len(urn[1]) + len(urn[2]) + len(urn[3]) != GTIN_DIGITS - 1:
        return None
    body = urn[2] + urn[1] + urn[3]
    return body + check_digit(body)


def place_id(uri: str) -> str:
    """The id of a business location as a warehouse: its GLN of 13 digits where it has one, else made of its name."""
    link, urn = GLN_LINK.fullmatch(uri), GLN_URN.fullmatch(uri)
    if link:
        return link[1]
    if urn and len(urn[1] + urn[2]) == GLN_BODY:
        return urn[1] + urn[2] + check_digit(urn[1] + urn[2])
    digest = sha256(uri.encode()).hexdigest()[:HASH_SIGNS]
    return f"{UNSAFE.sub('-', uri).strip('-._')[: LONGEST_ID - HASH_SIGNS - 1]}-{digest}"


def storage_events(event: CapturedEvent, products: Mapping[str, str]) -> Iterator[StorageEvent]:
    """What the event says of known products; `products` are ids by GTIN."""
    content = event.content
    kind = STEPS.get(re.split(r"[:/-]", str(content.get("bizStep", "")))[-1])
    place = content.get("bizLocation")
    if kind is None or not isinstance(place, Mapping) or content.get("action") not in COUNTED_ACTIONS:
        return
    at_s = int(datetime.fromisoformat(event.event_time).timestamp())
    for product_id in dict.fromkeys(products[gtin] for gtin in gtins_of(content) if gtin in products):
        number = sha256(f"{event.event_hash} {product_id}".encode()).hexdigest()
        yield StorageEvent(number, product_id, place_id(str(place.get("id"))), kind, at_s)


def _named(content: Mapping[str, object]) -> Iterator[str]:
    for name in LISTS:
        found = content.get(name)
        yield from (str(one) for one in found) if isinstance(found, list) else ()
    for name in QUANTITY_LISTS:
        found = content.get(name)
        for one in found if isinstance(found, list) else ():
            yield str(one.get("epcClass", "")) if isinstance(one, Mapping) else ""
