"""One subscription from its first word to its last: snapshots or what was missed, then updates, then heartbeats."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from marketplace.adapters.market_feed import BookView, MarketFeed, Subscriber
from marketplace.api.stream_messages import (
    Channel,
    book_snapshot,
    heartbeat,
    ticker_message,
    trades_start,
    update_messages,
)
from marketplace.domain.commands import Market
from marketplace.domain.feed import TapeChange, Update
from marketplace.errors import TooManySubscribers

HEARTBEAT_S = 15.0
MOST_SUBSCRIBERS = 1_000

Missed = Callable[[Market, int, int], TapeChange | None]  # market, after this step, up to this trade


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber asks for. `markets` None: all, without the book; `after`: the last step that it knows."""

    markets: tuple[Market, ...] | None
    channels: tuple[Channel, ...]
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """Bytes to send. With `step` set, who has seen this message knows everything up to that step."""

    data: bytes
    channel: str
    step: int | None = None


@asynccontextmanager
async def subscription(
    feed: MarketFeed, wish: Wish, missed_trades: Missed, heartbeat_s: float = HEARTBEAT_S
) -> AsyncIterator[AsyncIterator[list[Message]]]:
    """Groups of messages for one subscriber, without end. Raises TooManySubscribers."""
    if feed.subscribers >= MOST_SUBSCRIBERS:
        raise TooManySubscribers(MOST_SUBSCRIBERS)
    with feed.at_rest():
        subscriber = feed.subscribe(None if wish.markets is None else frozenset(wish.markets))
        first, behind = _first(feed, wish)
    try:
        async with aclosing(_flow(feed, subscriber, wish, first, behind, missed_trades, heartbeat_s)) as flow:
            yield flow
    finally:
        feed.leave(subscriber)


async def _flow(
    feed: MarketFeed,
    subscriber: Subscriber,
    wish: Wish,
    first: list[Message],
    behind: Sequence[tuple[Market, int]],
    missed_trades: Missed,
    heartbeat_s: float,
) -> AsyncGenerator[list[Message], None]:
    for market, last_number in behind:  # the feed has forgotten them, the database has not
        assert wish.after is not None
        tape = await asyncio.to_thread(missed_trades, market, wish.after, last_number)
        if tape:
            update = Update(market, wish.after, tape.entries[-1].time_ms, None, tape, None)
            first = [*_grouped([update], ("trades",), stepped=False), *first]
    if first:
        yield first
    timer = _Timer(subscriber, heartbeat_s)
    try:
        while True:
            await subscriber.ready.wait()
            subscriber.ready.clear()
            updates = feed.drain(subscriber)
            messages = _grouped(updates, wish.channels)
            if timer.take():
                messages.append(Message(heartbeat(feed.sequence), "heartbeat"))
            if messages:
                yield messages
    finally:
        timer.stop()


def _first(feed: MarketFeed, wish: Wish) -> tuple[list[Message], list[tuple[Market, int]]]:
    """The first messages, and for which markets the database must say what the feed forgot."""
    messages: list[Message] = []
    behind: list[tuple[Market, int]] = []
    for market in wish.markets or ():
        if wish.after is not None:
            at_hand, update = feed.missed(market, wish.after)
            if at_hand:
                messages += _grouped([update] if update else [], wish.channels, stepped=False)
                continue
        view = feed.view(market)
        messages += _beginning(view, wish)
        if wish.after is not None and wish.after <= view.sequence and "trades" in wish.channels:
            behind.append((market, view.trade_number))
    if messages:
        messages[-1] = Message(messages[-1].data, messages[-1].channel, feed.sequence)
    return messages, behind


def _beginning(view: BookView, wish: Wish) -> list[Message]:
    told: dict[Channel, Callable[[], bytes]] = {
        "book": lambda: book_snapshot(view.market, view.bids, view.asks, view.book_sequence, view.time_ms),
        "trades": lambda: trades_start(view.market, view.trade_number, view.sequence, view.time_ms),
        "ticker": lambda: ticker_message(view.market, view.quotes, view.sequence, view.time_ms),
    }
    return [Message(told[channel](), channel) for channel in wish.channels]


def _grouped(updates: Sequence[Update], channels: Sequence[Channel], *, stepped: bool = True) -> list[Message]:
    """Messages of updates; with `stepped` the last one of each update carries its step."""
    messages: list[Message] = []
    for update in updates:
        told = [Message(data, channel) for channel in channels for data in update_messages(update, (channel,))]
        if told and stepped:
            told[-1] = Message(told[-1].data, told[-1].channel, update.sequence)
        messages += told
    return messages


class _Timer:
    """Wakes a subscriber now and then, so that a line on which nothing happens is seen to stand."""

    def __init__(self, subscriber: Subscriber, every_s: float) -> None:
        self._subscriber, self._every_s, self._due = subscriber, every_s, False
        self._handle = subscriber.loop.call_later(every_s, self._ring)

    def take(self) -> bool:
        due, self._due = self._due, False
        return due

    def stop(self) -> None:
        self._handle.cancel()

    def _ring(self) -> None:
        self._due = True
        self._subscriber.ready.set()
        self._handle = self._subscriber.loop.call_later(self._every_s, self._ring)
