"""Turns journal records into JSON bytes and back: a public half that anyone may replay, and a private half.

A dataclass or named tuple is an object of its fields in their order, an enumeration its value, a tuple a list; a field
that has its default is left out. Where several classes are possible, a list of the class's name and its object stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from marketplace.adapters.journal_files import JournalFiles
from marketplace.domain.commands import Command, Event
from marketplace.domain.journal import Entry, Numbered, PoisonMark
from marketplace.domain.signed_order import SignedOrder

Plain = Any  # a JSON value
POISON = PoisonMark.__name__
_TEXT_OF = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, check_circular=False).encode


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
    return _TEXT_OF([tagged(event) for event in events])


def decode_events(text: str) -> tuple[Event, ...]:
    """The events of `encode_events`."""
    return tuple(_member(Event, name, members) for name, members in json.loads(text))


def tagged(value: object) -> Plain:
    """A value of one of several classes, under its class's name."""
    return [type(value).__name__, plain(value)]


def plain(value: object) -> Plain:
    """What the JSON library writes for a record: objects of fields; numbers, texts and enumerations as they are."""
    kind: Any = type(value)
    write = _writer(kind)
    return value if write is None else write(value)


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
def _writer(kind: Any) -> Callable[[Any], Plain] | None:
    """How a value of this type becomes plain; None if it is."""
    members = _members_of(kind)
    if members is not None:
        hints = get_type_hints(kind)
        return partial(_object_of, [(name, default, _writer(hints[name])) for name, default in members])
    parts = [write for part in get_args(kind) if (write := _writer(part)) is not None]
    if not parts:
        return None  # IntEnum, StrEnum and tuples of them are written as they are
    (write,) = parts
    if get_origin(kind) is tuple:
        return lambda value: [write(member) for member in value]
    return lambda value: None if value is None else write(value)


def _object_of(members: Sequence[tuple[str, object, Callable[[Any], Plain] | None]], value: object) -> Plain:
    told = {}
    for name, default, write in members:
        member = getattr(value, name)
        if default is MISSING or member != default:
            told[name] = member if write is None else write(member)
    return told


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


def _bytes(value: Plain) -> bytes:
    return _TEXT_OF(value).encode("ascii")
