"""What a certificate's public page shows of its beneficiary, as whoever holds its details chose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from registry.domain.details import details_hash
from registry.domain.records import Certificate
from registry.errors import InvalidInput

LONGEST_DETAILS = 2_000


class Visibility(StrEnum):
    """Steps of openness; what stands on the chain for everybody (an address, serials) no page can take back."""

    PRIVATE = "private"  # neither serials nor beneficiary on the page
    SERIALS = "serials"  # serials and the beneficiary's address
    PUBLIC = "public"  # the names too, with the salt that proves them


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate's visibility; details and salt are kept for a public one only."""

    level: Visibility = Visibility.SERIALS
    details: Mapping[str, str] = field(default_factory=dict)
    salt: str = ""


def read_visibility(text: str) -> Visibility:
    """A level by its word. Raises InvalidInput."""
    if text not in set(Visibility):
        raise InvalidInput("level", text, f"must be one of {', '.join(Visibility)}")
    return Visibility(text)


def read_details(text: str) -> dict[str, str]:
    """Details of a retirement from their JSON text: one object of text under text. Raises InvalidInput."""
    rule = 'must be a JSON object of texts, for example {"beneficiary": "Example Foods"}'
    if len(text) > LONGEST_DETAILS:
        raise InvalidInput("details", f"{text[:40]}…", f"must have at most {LONGEST_DETAILS} characters")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise InvalidInput("details", text, rule) from fault
    if not isinstance(said, dict) or not all(isinstance(value, str) for value in said.values()):
        raise InvalidInput("details", text, rule)
    return said


def opened(certificate: Certificate, level: Visibility, details: Mapping[str, str], salt: str) -> Shown:
    """The choice of somebody who knows what the certificate's newest details hash hides. Raises InvalidInput."""
    newest = certificate.corrections[-1] if certificate.corrections else certificate.details_hash
    found = details_hash(details, salt)
    if found != newest:
        rule = f"these details and this salt hash to {found}, certificate {certificate.id} committed to {newest}"
        raise InvalidInput("details", dict(details), rule)
    return Shown(level, dict(details), salt) if level is Visibility.PUBLIC else Shown(level)
