"""Turns journal records into JSON bytes and back: a public half that anyone may replay, and a private half.

A dataclass or named tuple is an object of its fields in their order, an enumeration its value, a tuple a list; a field
that has its default is left out. Where several classes are possible, a list of the class's name and its object stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from marketplace.adapters.journal_files import JournalFiles
from marketplace.domain.commands import Command, Event
from marketplace.domain.journal import Entry, Numbered, PoisonMark
from marketplace.domain.signed_order import SignedOrder

Plain = Any  # a JSON value
POISON = PoisonMark.__name__


def encode(numbered: Numbered) -> tuple[bytes, bytes]:
    """The public and the private half of a record."""
    entry = numbered.entry
    public: dict[str, Plain] = {"n": numbered.number, "t": numbered.time_ms}
    if isinstance(entry, PoisonMark):
        return _bytes(public | {"c": [POISON, plain(entry)]}), b""
    public["c"] = tagged(entry.command)
    if entry.signed is not None:
        public["s"] = plain(entry.signed)
    private = {"i": entry.client_order_id, "a": entry.account}
    return _bytes(public), _bytes(private) if any(private.values()) else b""


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
    return json.dumps([tagged(event) for event in events], separators=(",", ":"))


def decode_events(text: str) -> tuple[Event, ...]:
    """The events of `encode_events`."""
    return tuple(_member(Event, name, members) for name, members in json.loads(text))


def tagged(value: object) -> Plain:
    """A value of one of several classes, under its class's name."""
    return [type(value).__name__, plain(value)]


def plain(value: object) -> Plain:
    """The JSON value of a record, an enumeration, a sequence, a number, a text, a truth or None."""
    if isinstance(value, str | int) and not isinstance(value, Enum):
        return value
    if isinstance(value, Enum):
        return value.value
    kind: Any = type(value)
    members = _members_of(kind)
    if members is not None:
        given = ((name, getattr(value, name), default) for name, default in members)
        return {name: plain(member) for name, member, default in given if default is MISSING or member != default}
    if isinstance(value, tuple | list):
        return [plain(member) for member in value]
    return value


def value_of(kind: Any, value: Plain) -> Any:
    """The value of this type that `plain` made the JSON value of."""
    return _reader(kind)(value)


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
def _reader(kind: Any) -> Callable[[Plain], Any]:
    members = _members_of(kind)
    if members is not None:
        hints = get_type_hints(kind)
        readers = {name: _reader(hints[name]) for name, _ in members}
        return lambda value: kind(**{name: readers[name](member) for name, member in value.items()})
    if get_origin(kind) in {UnionType, Union}:
        (inner,) = (option for option in get_args(kind) if option is not NoneType)
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(kind) is tuple:
        first, *rest = get_args(kind)
        if rest == [Ellipsis]:
            read = _reader(first)
            return lambda value: tuple(read(member) for member in value)
        readers_of = tuple(map(_reader, (first, *rest)))
        return lambda value: tuple(read(member) for read, member in zip(readers_of, value, strict=True))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return lambda value: value


def _bytes(value: Plain) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True).encode("ascii")
