"""Records as bytes: whatever can be said to the engine, or answered by it, comes back as it was."""

from __future__ import annotations

import json
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.adapters.journal_codec import (
    _SHORT,
    _long_writer,
    decode,
    decode_events,
    encode,
    encode_events,
    text_of,
)
from marketplace.domain.commands import Command, Event, Rested
from marketplace.domain.journal import Entry, Numbered, PoisonMark
from tests.marketplace.journal.orders import placing, sell

COMMANDS = st.one_of(*map(st.from_type, get_args(Command)))
EVENTS = st.lists(st.one_of(*map(st.from_type, get_args(Event)))).map(tuple)
KEYS = st.none() | st.text(min_size=1)


def again(text: bytes) -> bytes:
    """What the JSON library writes for the same values."""
    return json.dumps(json.loads(text), separators=(",", ":")).encode()


@settings(max_examples=150)
@given(COMMANDS, KEYS, KEYS, st.integers(1), st.integers(0))
def test_a_record_comes_back_as_it_was(
    command: Command, key: str | None, account: str | None, number: int, time_ms: int
) -> None:
    """Must lose no field of any command, with enumerations, criteria and numbers of any size."""
    numbered = Numbered(number, time_ms, Entry(command, None, key, account))
    public, private = encode(numbered)
    assert decode(public, private) == numbered
    assert all(half == again(half) for half in (public, private) if half)
    assert type(decode(public).entry.command) is type(command)  # type: ignore[union-attr]


@settings(max_examples=100)
@given(EVENTS)
def test_answers_come_back_as_they_were(events: tuple[Event, ...]) -> None:
    """Must give a repeated sender the very events of the first answer, classes and all."""
    again = decode_events(encode_events(events))
    assert again == events
    assert list(map(type, again)) == list(map(type, events))


@settings(max_examples=100)
@given(st.one_of(*map(st.from_type, _SHORT)))
def test_the_short_forms_are_what_the_long_way_writes(value: object) -> None:
    """Must write the same bytes, whatever is set."""
    assert text_of(value) == _long_writer(type(value))(value)


def test_the_short_forms_are_taken_by_plain_orders() -> None:
    """Must write an order that sets nothing of its own as the long way does, with its command and its answer."""
    signed = sell(5)
    place = signed.placing(5, 1)
    for value in (signed.order, place, Rested(place.order, place.market, place.side, 5, place.price_minor)):
        assert text_of(value) == _long_writer(type(value))(value)


def test_the_public_half_names_nobody() -> None:
    """Must keep account and client order id out of what is sealed, and the marks of the file out of both halves."""
    public, private = encode(Numbered(1, 2, placing(sell(5), "key\t\x1e", "ann@farm")))
    assert b"ann" not in public
    assert b"key" not in public
    assert not {b"\t", b"\x1e", b"\n"} & {bytes([byte]) for byte in public + private}
    assert json.loads(private) == {"i": "key\t\x1e", "a": "ann@farm"}
    entry = decode(public).entry
    assert isinstance(entry, Entry)
    assert (entry.client_order_id, entry.account, entry.signed) == (None, None, sell(5))


def test_a_mark_is_a_record() -> None:
    """Must write and read the mark of a poisoned record."""
    mark = Numbered(5, 6, PoisonMark(4))
    assert decode(*encode(mark)) == mark
