"""Reads a `carbonix/monitored/2` document into exact inputs of its methodology, and writes the schema of them all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from oracle.adapters.monitored_models import build, model_of
from oracle.domain.methods.catalogue import METHODS, method_of
from oracle.domain.methods.method import Method
from oracle.domain.methods.outcome import Outcome
from oracle.domain.readings import Period
from registry.adapters.canonical_json import NotCanonical, check_nesting
from registry.errors import InvalidInput

FORMAT = "carbonix/monitored/2"
LARGEST_DOCUMENT_BYTES = 4 * 1024 * 1024  # a year of hours of a flare, five times
LONGEST_NUMBER = 40
MUST_BE_STATED = "must be stated, as 0 where there is none: what is left out never counts as nothing"
SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"
Model = TypeVar("Model", bound=BaseModel)
_Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]


class PeriodDocument(BaseModel):
    """The period, half-open, UTC."""

    model_config = ConfigDict(extra="forbid")

    start: _Instant
    end: _Instant


class MonitoredDocument(BaseModel):
    """What was monitored for one project over one period."""

    model_config = ConfigDict(extra="forbid", strict=True)

    format: Literal["carbonix/monitored/2"]
    methodology: Annotated[str, StringConstraints(max_length=100)]
    project: Annotated[int, Field(ge=0)] | None = None
    period: PeriodDocument
    notice: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    inputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Monitored:
    """A read document: its methodology, the inputs as the methodology takes them, and what it says of itself.

    `notice` is what must stand beside every figure, as that the data is simulated.
    """

    method: Method[Any]
    inputs: Any
    period: Period
    project: int | None
    notice: str | None

    def quantify(self) -> Outcome:
        """The quantity by the document's own methodology. Raises InvalidInput for what the methodology refuses."""
        return self.method.quantify(self.inputs)


def is_monitored_document(text: bytes) -> bool:
    """True if the text is an object that calls itself `carbonix/monitored/2`."""
    try:
        value = _parsed(text)
    except InvalidInput:
        return False
    return isinstance(value, dict) and value.get("format") == FORMAT


def read_document(text: bytes) -> Monitored:
    """The document of a text. Raises InvalidInput with the member that breaks a rule."""
    return read_value(_parsed(text))


def read_value(value: object) -> Monitored:
    """The document of a JSON value, amounts as text, int or Decimal. Raises InvalidInput, with the member."""
    document = _validated(MonitoredDocument, value, "")
    method = method_of(document.methodology)
    period = Period(_seconds("period.start", document.period.start), _seconds("period.end", document.period.end))
    _check_validity(method, document.period.start)
    inputs = _validated(model_of(method.inputs_type), document.inputs, "inputs.")
    return Monitored(method, build(method.inputs_type, inputs), period, document.project, document.notice)


def document_schema() -> dict[str, Any]:
    """The JSON schema of the documents: the members of all, and by methodology those of its inputs."""
    schema = MonitoredDocument.model_json_schema()
    definitions: dict[str, Any] = dict(schema.pop("$defs"))
    branches = []
    for method in METHODS.values():
        inputs = model_of(method.inputs_type).model_json_schema(by_alias=True)
        definitions |= inputs.pop("$defs", {})
        definitions[method.inputs_type.__name__] = inputs
        chosen = {"methodology": {"enum": [method.id, method.name]}}
        reference = {"$ref": f"#/$defs/{method.inputs_type.__name__}"}
        branches.append({"if": {"properties": chosen}, "then": {"properties": {"inputs": reference}}})
    schema["properties"]["methodology"] = {"enum": [text for each in METHODS.values() for text in (each.id, each.name)]}
    return {"$schema": SCHEMA_ID, **schema, "allOf": branches, "$defs": definitions}


def _check_validity(method: Method[Any], start: str) -> None:
    if not method.valid_from <= start < method.valid_until:
        raise InvalidInput(
            "period.start", start, f"{method.id} is valid from {method.valid_from} to {method.valid_until}"
        )


def _parsed(text: bytes) -> object:
    if len(text) > LARGEST_DOCUMENT_BYTES:
        raise InvalidInput("document", f"{len(text)} bytes", f"at most {LARGEST_DOCUMENT_BYTES} bytes")
    try:
        check_nesting(text)
        value: object = json.loads(
            text.decode("utf-8"), parse_float=_number, parse_int=_number, object_pairs_hook=_without_duplicates
        )
    except (ValueError, RecursionError, NotCanonical) as fault:
        raise InvalidInput("document", text[:40], f"JSON in UTF-8: {fault}") from fault
    return value


def _number(text: str) -> int | Decimal:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of more than {LONGEST_NUMBER} characters")
    return int(text) if text.lstrip("-").isdigit() else Decimal(text)


def _validated(model: type[Model], value: object, before: str) -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as fault:
        first = fault.errors()[0]
        field = before + ".".join(str(part) for part in first["loc"]) or "document"
        if first["type"] == "missing":
            raise InvalidInput(field.rstrip("."), "absent", MUST_BE_STATED) from fault
        raise InvalidInput(field.rstrip("."), first.get("input"), first["msg"].removeprefix("Value error, ")) from fault


def _seconds(field: str, text: str) -> int:
    try:
        return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError as fault:
        raise InvalidInput(field, text, "an instant as YYYY-MM-DDThh:mm:ssZ") from fault


def _without_duplicates(pairs: list[tuple[str, object]]) -> Mapping[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key stands twice")
    return members
