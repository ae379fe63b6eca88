"""Turns values into Solidity structs and back: same fields, camelCase on chain, snake_case here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

V = TypeVar("V", bound="DataclassInstance")


def camel(name: str) -> str:
    """`period_start` -> `periodStart`."""
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def to_struct(value: DataclassInstance) -> dict[str, Any]:
    """The fields of a value under their Solidity names, in order; enums as int."""
    return {camel(field.name): _plain(getattr(value, field.name)) for field in fields(value)}


def from_struct(kind: type[V], struct: Mapping[str, Any], enums: Mapping[str, type[IntEnum]]) -> V:
    """A value from a decoded struct; `enums` names the fields that are enums. Raises KeyError if a field is missing."""
    values = {field.name: struct[camel(field.name)] for field in fields(kind)}
    return kind(**{name: enums[name](value) if name in enums else value for name, value in values.items()})


def _plain(value: object) -> object:
    return int(value) if isinstance(value, IntEnum) else value
