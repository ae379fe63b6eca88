"""Holds EPCIS 2.0 events to the GS1 JSON schema and the CBV vocabulary, and says each fault by its field.

Four tolerances, all in what EPCIS 2.0 documents in use carry beyond the edition of the schema at hand: a
persistentDisposition on every type of event that has a disposition, a sensorReport that names an exception instead of a
type, bizRules in a sensorReport, and measurement types beyond its list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match

from passport.adapters.door_types import in_calendar
from passport.adapters.factor_files import DATA
from passport.domain.intake import LONGEST_SHOWN

SCHEMA = DATA / "epcis-2.0.schema.json"
EVENT_TYPES = ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]*")
DISPOSED = ("AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
LONGEST_INSTANT = 40
UNKNOWN_NAME = "must be a field of EPCIS, or name its namespace"


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or URI.fullmatch(value) is not None


def _is_instant(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        at = datetime.fromisoformat(value) if len(value) <= LONGEST_INSTANT else None
    except ValueError:
        return False
    return at is not None and at.tzinfo is not None and in_calendar(at)


_FORMATS = FormatChecker(formats=())
_FORMATS.checkers = {"uri": (_is_uri, ()), "date-time": (_is_instant, ())}


def event_faults(event: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, value and rule of each fault of an event of a known type; each field is told once."""
    return _faults(_validator(event["type"]), event)


def envelope_faults(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, value and rule of each fault of a document; its event list is given empty."""
    return _faults(_validator(None), document)


@cache
def _validator(kind: str | None) -> Draft7Validator:
    schema = _schema()
    wanted = schema if kind is None else {"$ref": f"#/definitions/{kind}", "definitions": schema["definitions"]}
    return Draft7Validator(wanted, format_checker=_FORMATS)


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    known = schema["definitions"]
    for kind in DISPOSED:
        part = next(part for part in known[kind]["allOf"] if "propertyNames" in part)
        part["properties"]["persistentDisposition"] = {"$ref": "#/definitions/persistentDisposition"}
        part["propertyNames"]["anyOf"].append({"enum": ["persistentDisposition"]})
    report = known["sensorReport"]
    del report["required"]
    report["anyOf"] = [{"required": ["type"]}, {"required": ["exception"]}]
    report["properties"] |= {"bizRules": {"$ref": "#/definitions/uri"}, "type": {"type": "string", "minLength": 1}}
    report["propertyNames"]["anyOf"].append({"enum": ["bizRules"]})
    return schema


def _faults(validator: Draft7Validator, content: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    told = set()
    for error in validator.iter_errors(content):
        field, value, rule = _fault(error)
        if field not in told:
            told.add(field)
            yield field, value[:LONGEST_SHOWN], rule


def _fault(error: ValidationError) -> tuple[str, str, str]:
    if "propertyNames" in error.absolute_schema_path:
        return (
            _field(error, str(error.instance)),
            str(error.instance),
            UNKNOWN_NAME,
        )
    if error.validator == "anyOf":
        return _one_of(error)
    if error.validator == "required":
        missing = error.message.split("'")[1]
        return _field(error, missing), "", "is required"
    if error.validator == "additionalProperties":
        extra = sorted(set(error.instance) - set(error.schema.get("properties", {})))
        return _field(error, extra[0]), str(error.instance[extra[0]]), "is not a field of EPCIS here"
    return _field(error), _shown(error.instance), _plain_rule(error)


def _one_of(error: ValidationError) -> tuple[str, str, str]:
    """None of several forms fits: the words that would, the fields that are missing, or the closest form's fault."""
    forms = error.validator_value
    if isinstance(error.instance, dict):
        names = sorted({name for form in forms for name in form.get("required", [])})
        if names and not set(names) & set(error.instance):
            return _field(error), "", f"must have one of {', '.join(names)}"
    words = [word for form in forms for word in form.get("enum", [])]
    if words and isinstance(error.instance, str):
        return _field(error), error.instance, f"must be a URI of another vocabulary, or one of {', '.join(words)}"
    closest = best_match([error])
    return (
        (_field(closest), _shown(closest.instance), _plain_rule(closest))
        if closest is not error
        else (_field(error), _shown(error.instance), "fits none of the forms that the standard gives")
    )


def _plain_rule(error: ValidationError) -> str:
    wanted = error.validator_value
    match error.validator:
        case "enum":
            return f"must be one of {', '.join(str(word) for word in wanted)}"
        case "type":
            return f"must be of type {wanted}"
        case "format":
            return (
                "must be a URI, or a name with a namespace" if wanted == "uri" else "must be an instant with its offset"
            )
        case "pattern":
            return f"must match {wanted}"
    return f"{error.validator} must hold: {wanted!r}"[:LONGEST_SHOWN]


def _field(error: ValidationError, name: str = "") -> str:
    parts = [str(part) for part in error.absolute_path] + ([name] if name else [])
    return ".".join(parts)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
