"""Pydantic models of the monitored documents, made from the inputs that each methodology declares: one declaration."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    create_model,
)

from oracle.domain.methods.amounts import Bounds, Form, Length

LONGEST_TEXT = 200
_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,12})?", re.ASCII)
_AMOUNT_RULE = "a plain decimal of up to 15 digits before the point and 12 after it"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]


def camel(name: str) -> str:
    """The document's name of a member: added_n2o_kg is addedN2oKg."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


_CONFIG = ConfigDict(extra="forbid", alias_generator=camel)


_MODELS: dict[type[Any], type[BaseModel]] = {}
_SOURCES: dict[type[BaseModel], type[Any]] = {}


def model_of(inputs_type: type[Any]) -> type[BaseModel]:
    """The model of a dataclass of inputs: camelCase members, unknown members refused."""
    if inputs_type not in _MODELS:
        _MODELS[inputs_type] = _created(inputs_type)
        _SOURCES[_MODELS[inputs_type]] = inputs_type
    return _MODELS[inputs_type]


def _created(inputs_type: type[Any]) -> type[BaseModel]:
    hints = get_type_hints(inputs_type, include_extras=True)
    members: dict[str, Any] = {}
    for each in fields(inputs_type):
        default = ... if each.default is MISSING else each.default
        members[each.name] = (_member(hints[each.name]), default)
    doc = (inputs_type.__doc__ or "").strip()
    return create_model(inputs_type.__name__, __config__=_CONFIG, __doc__=doc, **members)


def build(inputs_type: type[Any], model: BaseModel) -> Any:
    """The domain's own value of a validated model."""
    return inputs_type(**{each.name: _value(getattr(model, each.name)) for each in fields(inputs_type)})


def _value(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_value(each) for each in value)
    return build(_SOURCES[type(value)], value) if isinstance(value, BaseModel) else value


def _member(hint: Any) -> Any:
    """The door's type for a type of the domain."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _bounded(*get_args(hint))
    if origin is UnionType or type(None) in get_args(hint):
        inner = next(each for each in get_args(hint) if each is not NoneType)
        return _member(inner) | None
    if is_dataclass(hint) and isinstance(hint, type):
        return model_of(hint)
    return _plain(hint)


def _plain(hint: Any) -> Any:
    if hint is str:
        return _Text
    if hint is date:
        return Annotated[date, BeforeValidator(_iso_day)]
    if hint is bool:
        return Annotated[bool, Field(strict=True)]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    raise TypeError(f"a monitored document has no form for {hint}")


def _bounded(base: Any, rule: Bounds | Form | Length) -> Any:
    if isinstance(rule, Form):
        return Annotated[str, StringConstraints(pattern=rule.pattern)]
    if isinstance(rule, Length):
        item: Any = _member(get_args(base)[0])
        items: Any = tuple.__class_getitem__((item, ...))
        return Annotated[items, Field(min_length=rule.least, max_length=rule.most)]
    if base is int:
        return Annotated[int, Field(strict=True, ge=rule.least, le=rule.most, description=rule.unit)]
    return Annotated[Fraction, BeforeValidator(_amount), AfterValidator(_within(rule)), WithJsonSchema(_schema(rule))]


def _amount(value: object) -> Fraction:
    """JSON numbers keep their digits: they were read as text, never as binary fractions."""
    if isinstance(value, Fraction):
        return value
    text = str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise ValueError(_AMOUNT_RULE)
    return Fraction(text)


def _within(rule: Bounds) -> Any:
    def check(value: Fraction) -> Fraction:
        low = rule.least is not None and value < rule.least
        if low or (rule.most is not None and value > rule.most):
            most = "" if rule.most is None else f" and not above {rule.most}"
            raise ValueError(f"not below {rule.least}{most} {rule.unit}")
        return value

    return check


def _schema(rule: Bounds) -> dict[str, Any]:
    bounds = {"minimum": rule.least, "maximum": rule.most}
    number = {"type": "number", **{key: value for key, value in bounds.items() if value is not None}}
    return {"anyOf": [{"type": "string", "pattern": f"^{_AMOUNT.pattern}$"}, number], "description": rule.unit}


def _iso_day(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("a day as YYYY-MM-DD")
    return date.fromisoformat(value)
