"""What travels on a stream, as JSON bytes: each message names its channel, its market and where its chain goes on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

from marketplace.domain.commands import Market
from marketplace.domain.depth import DepthLevel
from marketplace.domain.feed import BookChange, Quotes, TapeChange, TapeEntry, Update

Channel = Literal["book", "trades", "ticker"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)


def symbol_of(market: Market) -> str:
    """`batch/payment`: the name of a market."""
    return f"{market.batch}/{market.payment}"


def update_messages(update: Update, channels: Iterable[Channel]) -> list[bytes]:
    """The messages of an update in these channels; encoded once, however many hear them."""
    found = []
    for channel in channels:
        if channel not in update.cache:
            told = _told(update, channel)
            update.cache[channel] = encode(told) if told else b""
        if update.cache[channel]:
            found.append(update.cache[channel])
    return found


def book_snapshot(
    market: Market, bids: Sequence[DepthLevel], asks: Sequence[DepthLevel], sequence: int, time_ms: int
) -> bytes:
    """All levels, best first: the differences after `sequence` lead on from here."""
    told = _head("book", "snapshot", market, sequence, time_ms)
    return encode(told | {"bids": [_level(level) for level in bids], "asks": [_level(level) for level in asks]})


def trades_start(market: Market, last_number: int, sequence: int, time_ms: int) -> bytes:
    """Where the tape stands: the next trade of the market comes after this one."""
    return encode(_head("trades", "snapshot", market, sequence, time_ms) | {"last": str(last_number)})


def ticker_message(market: Market, quotes: Quotes, sequence: int, time_ms: int) -> bytes:
    """Best bid, best ask, last price, and whether the market stands still."""
    return encode(_ticker(market, quotes, sequence, time_ms))


def heartbeat(sequence: int) -> bytes:
    """Nothing happened, and the line stands."""
    return encode({"type": "heartbeat", "sequence": sequence})


def encode(told: dict[str, Any]) -> bytes:
    """Compact JSON."""
    return json.dumps(told, separators=(",", ":")).encode()


def _told(update: Update, channel: Channel) -> dict[str, Any] | None:
    if channel == "book" and update.book:
        return _book(update, update.book)
    if channel == "trades" and update.tape:
        return _tape(update, update.tape)
    if channel == "ticker" and update.quotes:
        return _ticker(update.market, update.quotes, update.sequence, update.time_ms)
    return None


def _book(update: Update, book: BookChange) -> dict[str, Any]:
    return _head("book", "delta", update.market, book.sequence, update.time_ms) | {
        "previous": book.previous,
        "bids": [_level(level) for level in book.changes.bids.values()],
        "asks": [_level(level) for level in book.changes.asks.values()],
    }


def _tape(update: Update, tape: TapeChange) -> dict[str, Any]:
    told = _head("trades", "trades", update.market, update.sequence, update.time_ms)
    told |= {"previous": str(tape.previous), "trades": [_entry(entry) for entry in tape.entries]}
    if tape.lost:
        told["gap"] = {"first": str(tape.lost[0]), "last": str(tape.lost[1])}
    return told


def _ticker(market: Market, quotes: Quotes, sequence: int, time_ms: int) -> dict[str, Any]:
    return _head("ticker", "ticker", market, sequence, time_ms) | {
        "bid": _price(quotes.bid),
        "bidVolume": _amount(quotes.bid),
        "ask": _price(quotes.ask),
        "askVolume": _amount(quotes.ask),
        "last": None if quotes.last_minor is None else str(quotes.last_minor),
        "halted": quotes.halted,
    }


def _head(channel: Channel, kind: str, market: Market, sequence: int, time_ms: int) -> dict[str, Any]:
    return {
        "channel": channel,
        "type": kind,
        "symbol": symbol_of(market),
        "sequence": sequence,
        "timestamp": time_ms,
    }


def _level(level: DepthLevel) -> list[str | int]:
    return [str(level.price_minor), str(level.credits), level.orders, str(level.shared_credits)]


def _entry(entry: TapeEntry) -> dict[str, Any]:
    return {
        "id": str(entry.number),
        "timestamp": entry.time_ms,
        "side": "buy" if entry.buyer_took else "sell",
        "price": str(entry.price_minor),
        "amount": str(entry.credits),
        "cost": str(entry.credits * entry.price_minor),
        "block": entry.block,
        "sequence": entry.sequence,
    }


def _price(level: DepthLevel | None) -> str | None:
    return str(level.price_minor) if level else None


def _amount(level: DepthLevel | None) -> str | None:
    return str(level.credits) if level else None
