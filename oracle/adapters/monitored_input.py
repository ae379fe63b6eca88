"""Reads a document of monitored inputs (JSON) into exact values; the schema stands in docs/spec/04-oracle.md."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from oracle.domain.methodology import METHODOLOGY_NAME, PROJECT_FACTOR, GridFactor, accept_factor
from registry.errors import InvalidInput

FORMAT = "carbonix/monitored/1"
LARGEST_DOCUMENT_BYTES = 4_096  # seven short members; also bounds how deep a hostile document can nest
ASSUMED = ("ownUseKwh", "projectEmissionsKg", "meterAccuracyPpm")  # a default of these may help whoever leaves it out
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,12})?", re.ASCII)


def _amount_text(value: object) -> object:
    """JSON numbers keep their digits: they were read as text, never as binary fractions."""
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _plain_amount(text: str) -> str:
    if not _AMOUNT.fullmatch(text):
        raise ValueError("a plain decimal, not negative, up to 15 digits before the point and 12 after it")
    return text


Amount = Annotated[str, BeforeValidator(_amount_text), AfterValidator(_plain_amount)]


class MonitoredDocument(BaseModel):
    """The document as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["carbonix/monitored/1"]
    methodology: str = METHODOLOGY_NAME
    exportedKwh: Amount  # noqa: N815 - names of the document
    ownUseKwh: Amount = "0"  # noqa: N815
    factor: Amount = PROJECT_FACTOR.text
    projectEmissionsKg: Amount = "0"  # noqa: N815
    meterAccuracyPpm: int = Field(default=10_000, ge=0, lt=1_000_000)  # noqa: N815


@dataclass(frozen=True, slots=True)
class MonitoredInput:
    """What was monitored: energies in kWh, emissions in kg, accuracy in ppm; all exact.

    `unstated` names the members that the document leaves to the defaults of version 1.
    """

    exported_kwh: Fraction
    own_use_kwh: Fraction
    factor: GridFactor
    project_emissions_kg: Fraction
    accuracy_ppm: int
    unstated: tuple[str, ...] = ()


def read_monitored_input(text: bytes) -> MonitoredInput:
    """The inputs that a document states.

    Raises InvalidInput with the field that breaks a rule, and FactorNotForProjects.
    """
    document = _validated(_parsed(text))
    if document.methodology != METHODOLOGY_NAME:
        raise InvalidInput("methodology", document.methodology, f"the one that this house knows: {METHODOLOGY_NAME}")
    return MonitoredInput(
        exported_kwh=Fraction(document.exportedKwh),
        own_use_kwh=Fraction(document.ownUseKwh),
        factor=accept_factor(document.factor),
        project_emissions_kg=Fraction(document.projectEmissionsKg),
        accuracy_ppm=document.meterAccuracyPpm,
        unstated=tuple(each for each in ASSUMED if each not in document.model_fields_set),
    )


def _parsed(text: bytes) -> object:
    if len(text) > LARGEST_DOCUMENT_BYTES:
        raise InvalidInput("document", f"{len(text)} bytes", f"at most {LARGEST_DOCUMENT_BYTES} bytes")
    try:
        value: object = json.loads(text.decode("utf-8"), parse_float=Decimal, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as fault:
        raise InvalidInput("document", text[:40], f"JSON in UTF-8: {fault}") from fault
    return value


def _validated(value: object) -> MonitoredDocument:
    try:
        return MonitoredDocument.model_validate(value)
    except ValidationError as fault:
        first = fault.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "document"
        raise InvalidInput(field, first.get("input"), first["msg"].removeprefix("Value error, ")) from fault


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key stands twice")
    return members
