"""Turns journal records into JSON bytes and back: a public half that anyone may replay, and a private half.

A dataclass or named tuple is an object of its fields in their order, an enumeration its value, a tuple a list; a field
that has its default is left out. Where several classes are possible, a list of the class's name and its object stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum, IntEnum
from functools import cache, partial
from json.encoder import encode_basestring_ascii
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from marketplace.adapters.journal_files import JournalFiles
from marketplace.domain.commands import Command, Event, Place, Rested
from marketplace.domain.journal import Entry, Numbered, PoisonMark
from marketplace.domain.signed_order import ANYTHING, SignedOrder
from registry.domain.orders import Order

Plain = Any  # a JSON value
POISON = PoisonMark.__name__
_TEXT_OF = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, check_circular=False).encode


def encode(numbered: Numbered) -> tuple[bytes, bytes]:
    """The public and the private half of a record."""
    entry, head = numbered.entry, f'{{"n":{numbered.number},"t":{numbered.time_ms},"c":'
    if isinstance(entry, PoisonMark):
        return f"{head}{tagged(entry)}}}".encode("ascii"), b""
    signed = "" if entry.signed is None else f',"s":{text_of(entry.signed)}'
    public = f"{head}{tagged(entry.command)}{signed}}}".encode("ascii")
    if not (entry.client_order_id or entry.account):
        return public, b""
    return public, f'{{"i":{_key(entry.client_order_id)},"a":{_key(entry.account)}}}'.encode("ascii")


def _key(told: str | None) -> str:
    return "null" if told is None else encode_basestring_ascii(told)


def decode(public: bytes, private: bytes = b"") -> Numbered:
    """The record of two halves; without the private one the entry has neither key nor account."""
    known, hidden = json.loads(public), json.loads(private) if private else {}
    name, members = known["c"]
    if name == POISON:
        return Numbered(known["n"], known["t"], PoisonMark(**members))
    signed = value_of(SignedOrder, known["s"]) if "s" in known else None
    entry = Entry(_member(Command, name, members), signed, hidden.get("i"), hidden.get("a"))
    return Numbered(known["n"], known["t"], entry)


def records_of(files: JournalFiles, after: int = 0, up_to: int | None = None) -> Iterator[Numbered]:
    """The records of a journal behind number `after`, up to one. Raises JournalDamaged."""
    for line in files.lines(after):
        if up_to is not None and line.number > up_to:
            return
        yield decode(line.public, line.private)


def encode_events(events: tuple[Event, ...]) -> str:
    """Events as JSON text, for the projection."""
    return f"[{','.join(map(tagged, events))}]"


def decode_events(text: str) -> tuple[Event, ...]:
    """The events of `encode_events`."""
    return tuple(_member(Event, name, members) for name, members in json.loads(text))


def tagged(value: object) -> str:
    """JSON text of a value of one of several classes, under its class's name."""
    return f'["{type(value).__name__}",{text_of(value)}]'


def text_of(value: Any) -> str:
    """What the JSON library would write: objects of fields; numbers, texts and enumerations as they are."""
    kind: Any = type(value)
    return _writer(kind)(value)


def value_of(kind: Any, value: Plain) -> Any:
    """The value of this type that `plain` made the JSON value of."""
    read = _reader(kind)
    return value if read is None else read(value)


@cache
def _members_of(kind: Any) -> tuple[tuple[str, object], ...] | None:
    """Names and defaults of a dataclass or a named tuple; None for any other type."""
    if is_dataclass(kind):
        return tuple((member.name, member.default) for member in fields(kind))
    names: Sequence[str] | None = getattr(kind, "_fields", None)
    return None if names is None else tuple((name, kind._field_defaults.get(name, MISSING)) for name in names)


def _member(union: Any, name: str, members: Plain) -> Any:
    return value_of(_classes(union)[name], members)


@cache
def _classes(union: Any) -> dict[str, type]:
    return {kind.__name__: kind for kind in get_args(union)}


@cache
def _writer(kind: Any) -> Callable[[Any], str]:
    """How a value of this type becomes JSON text; found once for a type, and no dictionary is built for a value."""
    if kind in _SHORT:
        return _SHORT[kind]
    return _long_writer(kind)


@cache
def _long_writer(kind: Any) -> Callable[[Any], str]:
    members = _members_of(kind)
    if members is not None:
        hints = get_type_hints(kind)
        parts = [(f'"{name}":', default, _writer(hints[name])) for name, default in members]
        return partial(_object_text, attrgetter(*(name for name, _ in members)), len(parts) == 1, parts)
    if get_origin(kind) is tuple:
        member = _writer(get_args(kind)[0])
        return lambda value: f"[{','.join(map(member, value))}]"
    if get_origin(kind) in {UnionType, Union}:
        (inner,) = (_writer(option) for option in get_args(kind) if option is not NoneType)
        return lambda value: "null" if value is None else inner(value)
    return _LEAVES.get(kind) or (int.__repr__ if issubclass(kind, IntEnum) else _TEXT_OF)


def _object_text(
    values_of: Callable[[Any], Any], single: bool, parts: Sequence[tuple[str, object, Callable[[Any], str]]], value: Any
) -> str:
    values = (values_of(value),) if single else values_of(value)
    told = [
        name + write(member)
        for (name, default, write), member in zip(parts, values, strict=True)
        if default is MISSING or member != default
    ]
    return f"{{{','.join(told)}}}"


def _order_text(order: Order) -> str:
    """An order that names no criteria; tests hold this and the two below to what `_object_text` writes."""
    if order.has_criteria:
        return _long_writer(Order)(order)
    return (
        f'{{"maker":{_TEXT(order.maker)},"taker":{_TEXT(order.taker)},"recipient":{_TEXT(order.recipient)},'
        f'"batch":{order.batch},"payment":{_TEXT(order.payment)},"side":{order.side:d},"credits":{order.credits},'
        f'"price":{order.price},"expiry":{order.expiry},"epoch":{order.epoch},"max_fee_bps":{order.max_fee_bps},'
        f'"flags":{order.flags},"min_fill":{order.min_fill},"salt":{order.salt},"memo":{_TEXT(order.memo)}}}'
    )


def _place_text(place: Place) -> str:
    """A limit order until its expiry, for anybody, of any size."""
    if place.taker is not None or place.min_fill or place.all_or_none or place.tif or place.kind or place.self_trade:
        return _long_writer(Place)(place)
    wanted = place.criteria
    criteria = "" if wanted is None else f',"criteria":{"{}" if wanted == ANYTHING else text_of(wanted)}'
    (batch, payment), order, maker = place.market, _TEXT(place.order), _TEXT(place.maker)
    return (
        f'{{"order":{order},"maker":{maker},"market":{{"batch":{batch},"payment":{_TEXT(payment)}}},'
        f'"side":{place.side:d},"credits":{place.credits},"price_minor":{place.price_minor},'
        f'"expiry_s":{place.expiry_s},"at_s":{place.at_s}{criteria}}}'
    )


def _rested_text(rested: Rested) -> str:
    order, (batch, payment), side, credits, price_minor, private, markets = rested
    if private or markets:
        return _long_writer(Rested)(rested)
    market = f'{{"batch":{batch},"payment":{_TEXT(payment)}}}'
    return (
        f'{{"order":{_TEXT(order)},"market":{market},"side":{side:d},"credits":{credits},"price_minor":{price_minor}}}'
    )


_TEXT = encode_basestring_ascii
# What nearly every record and answer is made of: written out, it takes a third of the time.
_SHORT: dict[Any, Callable[[Any], str]] = {Order: _order_text, Place: _place_text, Rested: _rested_text}
_LEAVES: dict[type, Callable[[Any], str]] = {
    bool: {False: "false", True: "true"}.__getitem__,
    int: int.__repr__,
    str: encode_basestring_ascii,
}


@cache
def _reader(kind: Any) -> Callable[[Plain], Any] | None:
    """How a plain value becomes one of this type; None if it is one."""
    members = _members_of(kind)
    if members is not None:
        hints = get_type_hints(kind)
        readers = {name: read for name, _ in members if (read := _reader(hints[name])) is not None}
        return partial(_record_of, kind, readers)
    if get_origin(kind) in {UnionType, Union}:
        (inner,) = (option for option in get_args(kind) if option is not NoneType)
        read = _reader(inner)
        return None if read is None else lambda value: None if value is None else read(value)
    if get_origin(kind) is tuple:
        inner = _reader(get_args(kind)[0])
        return tuple if inner is None else lambda value: tuple(map(inner, value))
    return kind if isinstance(kind, type) and issubclass(kind, Enum) else None


def _record_of(kind: Any, readers: Mapping[str, Callable[[Plain], Any]], value: Plain) -> Any:
    members = dict(value)
    for name, read in readers.items():
        if name in members:
            members[name] = read(members[name])
    return kind(**members)
