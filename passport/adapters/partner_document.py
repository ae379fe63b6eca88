"""Reads a document of partners (`carbonix/partners/1`) at the door: Pydantic refuses what is not in the schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, ValidationError

from passport.adapters.door_types import Count, Country, Door, Id, Label, Name, Percent
from passport.adapters.json_documents import decoded
from passport.domain.partners import Partner
from registry.adapters.input_file import read_input
from registry.errors import InvalidInput

MAX_DOCUMENT_BYTES = 20_000_000
MOST_PARTNERS = 100_000


class ScoredDocument(Door):
    """A partner with the figures of its score."""

    partner_id: Id
    name: Name
    country: Country | None = None
    trust_score: Percent | None = None
    violations: Annotated[Count, Field(validation_alias=AliasChoices("violations", "sla_violations"))] = 0
    kyc_status: Label = ""
    total_shipments: Count = 0
    late_shipments: Count = 0


class PartnersDocument(Door):
    """Partners as they are sent in."""

    format: Literal["carbonix/partners/1"]
    origin: Annotated[str, Field(max_length=500)] = ""
    partners: Annotated[tuple[ScoredDocument, ...], Field(max_length=MOST_PARTNERS)]


def read_partners_file(file: Path) -> list[Partner]:
    """The partners of a JSON file, or of standard input for `-`. Raises InvalidInput, naming partner and field."""
    return partners_of(decoded(read_input(file, MAX_DOCUMENT_BYTES), MAX_DOCUMENT_BYTES))


def partners_of(content: Any) -> list[Partner]:
    """The partners of a decoded document. Raises InvalidInput, naming the first field that breaks its rule."""
    try:
        document = PartnersDocument.model_validate(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "document"
        raise InvalidInput(field, first["input"], first["msg"].removeprefix("Value error, ")) from fault
    _check_apart([partner.partner_id for partner in document.partners])
    return [_partner(place, partner) for place, partner in enumerate(document.partners)]


def _check_apart(ids: list[str]) -> None:
    seen: set[str] = set()
    for place, one in enumerate(ids):
        if one in seen:
            raise InvalidInput(f"partners.{place}.partner_id", one, "must stand once")
        seen.add(one)


def _partner(place: int, partner: ScoredDocument) -> Partner:
    try:
        return Partner(**partner.model_dump())
    except InvalidInput as fault:
        facts = fault.facts
        raise InvalidInput(f"partners.{place}.{facts['field']}", facts["value"], facts["rule"]) from fault
