"""Facts about streams: a snapshot, then each difference; who comes back misses nothing, who is slow hears less."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from marketplace.adapters import market_feed
from marketplace.api import streaming
from marketplace.api.stream_messages import CHANNELS, symbol_of
from marketplace.api.streaming import Message, Wish, subscription
from marketplace.domain.commands import Cancel, Halt, Resume
from marketplace.domain.feed import MOST_PRINTS_QUEUED, MOST_QUEUED, MOST_UPDATES_KEPT
from marketplace.errors import TooManySubscribers
from registry.domain.orders import Side
from tests.marketplace.data.stage import HERE, PATIENCE_S, THERE, DataStage
from tests.marketplace.journal.orders import PRICE

LONG_S = 600.0
Groups = AsyncIterator[list[Message]]


def listening(stage: DataStage, wish: Wish, act: Callable[[Groups], Awaitable[Any]], beat_s: float = LONG_S) -> Any:
    """Subscribes on a loop of its own and lets `act` read."""

    async def run() -> Any:
        async with subscription(stage.data.feed, wish, stage.data.missed_trades, beat_s) as groups:
            return await asyncio.wait_for(act(groups), PATIENCE_S)

    return asyncio.run(run())


async def read(groups: Groups) -> list[dict[str, Any]]:
    return [json.loads(message.data) for message in await anext(groups)]


async def in_thread(work: Callable[[], Any]) -> None:
    await asyncio.to_thread(work)


def test_a_subscriber_gets_a_snapshot_and_then_what_changes(stage: DataStage) -> None:
    """Must begin with all levels, the last trade and the best prices, and go on with differences that join."""
    ask = stage.sell(5)

    async def act(groups: Groups) -> None:
        book, trades, ticker = await read(groups)
        assert (book["type"], book["symbol"]) == ("snapshot", symbol_of(HERE))
        assert book["asks"] == [[str(PRICE), "5", 1, "0"]]
        assert (trades["last"], ticker["ask"], ticker["bid"], ticker["last"]) == ("0", str(PRICE), None, None)
        await in_thread(lambda: stage.buy(2))
        change, trade, ticker = await read(groups)
        assert (change["type"], change["previous"]) == ("delta", book["sequence"])
        assert change["asks"] == [[str(PRICE), "3", 1, "0"]]
        assert trade["previous"] == "0"
        (told,) = trade["trades"]
        assert (told["id"], told["side"], told["amount"], told["price"]) == ("1", "buy", "2", str(PRICE))
        assert (ticker["last"], ticker["askVolume"]) == (str(PRICE), "3")
        await in_thread(lambda: stage.tell(Cancel(ask, "Maker")))
        gone = (await read(groups))[0]
        assert (gone["previous"], gone["asks"]) == (change["sequence"], [[str(PRICE), "0", 0, "0"]])

    listening(stage, Wish((HERE,), CHANNELS), act)
    assert stage.data.feed.subscribers == 0


def test_only_what_was_asked_for_is_told(stage: DataStage) -> None:
    """Must keep other markets and other channels away; without markets, tell the trades of all."""

    async def one(groups: Groups) -> None:
        assert [message["channel"] for message in await read(groups)] == ["ticker"]
        await in_thread(lambda: (stage.sell(1, batch=2), stage.sell(1)))
        assert [message["symbol"] for message in await read(groups)] == [symbol_of(HERE)]

    async def whole(groups: Groups) -> None:
        await in_thread(lambda: (stage.buy(1, batch=2), stage.buy(1)))
        told = [message async for group in first_two(groups) for message in group]
        assert [message["symbol"] for message in told] == [symbol_of(THERE), symbol_of(HERE)]

    async def first_two(groups: Groups) -> AsyncIterator[list[dict[str, Any]]]:
        seen = 0
        while seen < 2:
            told = await read(groups)
            seen += len(told)
            yield told

    listening(stage, Wish((HERE,), ("ticker",)), one)
    listening(stage, Wish(None, ("trades",)), whole)


def test_who_comes_back_in_time_gets_only_what_was_missed(stage: DataStage) -> None:
    """Must join on at the step that the subscriber names, book and tape, without a snapshot."""
    stage.sell(5)
    known = stage.data.feed.view(HERE)
    stage.buy(2)
    stage.buy(1)

    async def act(groups: Groups) -> None:
        book, trades, _ = await read(groups)
        assert (book["type"], book["previous"]) == ("delta", known.book_sequence)
        assert book["asks"] == [[str(PRICE), "2", 1, "0"]]
        assert [trade["id"] for trade in trades["trades"]] == ["1", "2"]

    listening(stage, Wish((HERE,), CHANNELS, known.sequence), act)


def test_who_comes_back_late_gets_a_snapshot_and_every_trade_from_the_tables(stage: DataStage) -> None:
    """Must not lose a trade that the feed forgot, nor after a restart of the server."""
    stage.sell(MOST_UPDATES_KEPT + 50)
    known = stage.data.feed.view(HERE).sequence
    for _ in range(MOST_UPDATES_KEPT + 10):
        stage.buy(1)

    async def act(groups: Groups) -> None:
        trades, book, tape, _ = await read(groups)
        assert [int(trade["id"]) for trade in trades["trades"]] == list(range(1, MOST_UPDATES_KEPT + 11))
        assert (book["type"], tape["last"]) == ("snapshot", str(MOST_UPDATES_KEPT + 10))

    listening(stage, Wish((HERE,), CHANNELS, known), act)
    stage.restart()
    listening(stage, Wish((HERE,), CHANNELS, known), act)


def test_a_step_of_another_journal_gets_a_snapshot(stage: DataStage) -> None:
    """Must not believe a step that this journal has not reached."""
    stage.sell(5)

    async def act(groups: Groups) -> None:
        assert [message["type"] for message in await read(groups)] == ["snapshot", "snapshot", "ticker"]

    listening(stage, Wish((HERE,), CHANNELS, 10**9), act)


def test_a_slow_subscriber_is_conflated_and_told_of_a_gap(stage: DataStage) -> None:
    """Must keep its queue bounded, lead it to the true book, and name the trades that it was not told."""
    count = MOST_PRINTS_QUEUED + 5 * MOST_QUEUED
    stage.sell(count + 5)

    def trade_much() -> None:
        entries = [stage.entry_of_bid(1) for _ in range(count)]
        for future in stage.desk.submit_all(entries):
            future.result(PATIENCE_S)

    async def act(groups: Groups) -> None:
        await read(groups)
        await in_thread(trade_much)
        while stage.data.feed.sequence < stage.desk.number:
            await asyncio.sleep(0.001)
        told: list[dict[str, Any]] = []
        while not told or told[-1]["sequence"] < stage.desk.number:
            told += await read(groups)
        books = [message for message in told if message["channel"] == "book"]
        assert len(books) <= MOST_QUEUED
        assert books[-1]["asks"] == [[str(PRICE), "5", 1, "0"]]
        seen: list[int] = []
        for message in (message for message in told if message["channel"] == "trades"):
            gap = message.get("gap")
            seen += range(int(gap["first"]), int(gap["last"]) + 1) if gap else []
            seen += [int(trade["id"]) for trade in message["trades"]]
        assert seen == list(range(1, count + 1))
        assert any("gap" in message for message in told)

    listening(stage, Wish((HERE,), ("book", "trades")), act)


def test_a_halt_is_told_to_whoever_watches_the_ticker(stage: DataStage) -> None:
    """Must tell a halt and its end, of one market and of the house."""
    stage.sell(5)

    async def act(groups: Groups) -> None:
        assert [message["halted"] for message in await read(groups)] == [False]
        for command, halted in ((Halt(HERE, "Test"), True), (Resume(HERE), False), (Halt(None, "Test"), True)):
            await in_thread(lambda command=command: stage.tell(command))  # type: ignore[misc]
            assert [message["halted"] for message in await read(groups)] == [halted]

    listening(stage, Wish((HERE,), ("ticker",)), act)


def test_a_silent_line_beats(stage: DataStage) -> None:
    """Must say now and then that the line stands."""

    async def act(groups: Groups) -> None:
        await read(groups)
        assert [message["type"] for message in await read(groups)] == ["heartbeat"]

    listening(stage, Wish((HERE,), CHANNELS), act, beat_s=0.05)


def test_there_is_room_for_so_many_and_no_more(stage: DataStage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must refuse the subscriber beyond the limit by name."""
    monkeypatch.setattr(streaming, "MOST_SUBSCRIBERS", 0)

    async def act(groups: Groups) -> None:
        await read(groups)

    with pytest.raises(TooManySubscribers):
        listening(stage, Wish((HERE,), CHANNELS), act)


def test_records_that_nobody_asks_for_do_not_pile_up(stage: DataStage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must take them in by itself where nobody listens or looks."""
    monkeypatch.setattr(market_feed, "MOST_WAITING", 4)
    for _ in range(12):
        stage.sell(1)
    assert len(stage.data.feed._incoming) <= 4
    assert stage.data.feed.view(HERE).asks[0].credits == 12


def test_a_record_that_does_not_fit_makes_the_picture_anew(stage: DataStage) -> None:
    """Must come back to the true book after a fault of its own, and break the chain so that readers notice."""
    stage.sell(5)
    assert stage.data.feed.view(HERE).asks
    ladder = stage.data.feed._picture.standings.ladder(HERE)
    ladder.change(Side.Sell, PRICE, -4, 0)
    stage.buy(4)
    view = stage.data.feed.view(HERE)
    assert [(level.price_minor, level.credits) for level in view.asks] == [(PRICE, 1)]
    assert view.book_sequence == view.sequence
