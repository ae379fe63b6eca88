"""Measures how soon subscribers hear of a trade: the feed over a desk, beside a bare WebSocket that sends the same.

    python benchmarks/market_data.py [trades] [subscribers] [resting orders] [markets]

SIMULATED orders without signatures: the desk numbers them, makes them durable and lets the engine match. Each trade is
heard by every subscriber, book and tape; latency runs from the desk's answer to the message at the subscriber. The bare
server knows the two messages beforehand and only sends them. Servers and subscribers share the machine.
"""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast

import uvicorn
import websockets
from fastapi import FastAPI

from marketplace.adapters.journal_files import JournalFiles
from marketplace.adapters.market_data import MarketData, open_market_data
from marketplace.adapters.market_data_fold import MarketDataTables
from marketplace.adapters.projector import Projector
from marketplace.adapters.sequencer import Desk
from marketplace.adapters.snapshots import Snapshots
from marketplace.adapters.steady_memory import SteadyMemory
from marketplace.api.stream_routes import stream_router
from marketplace.bootstrap import Marketplace
from marketplace.domain.commands import Market, Place, Side
from marketplace.domain.journal import Entry
from registry.adapters.clock import SystemClock
from registry.adapters.database import Database
from web.system.serving import settle_memory

TRADES, SUBSCRIBERS, RESTING, MARKETS = 500, 100, 20_000, 100
MOST_HEARD = 100  # markets that trade, and that every subscriber hears
PACE_S = 0.05
PAYMENT = "0x" + "ba" * 20
PRICE, TICK, FAR_S = 250_000_000, 10_000, 4_000_000_000
ENTRIES_PER_CALL = 1_000
MOST_BEHIND = 20_000  # records that may wait for the tables while the book is filled
FIRST_FRAMES = 2  # that it was subscribed, and all snapshots
Times = list[tuple[str, int]]


def main() -> None:
    """Prints the latencies of both servers and their ratio."""
    trades, subscribers, resting, markets = (
        int(sys.argv[place]) if len(sys.argv) > place else given
        for place, given in enumerate((TRADES, SUBSCRIBERS, RESTING, MARKETS), start=1)
    )
    feed = _measured("feed over the desk", "feed", trades, subscribers, resting, markets)
    bare = _measured("bare WebSocket, the same bytes", "bare", trades, subscribers, resting, markets)
    print(f"p99 of the feed is {feed / bare:.2f} times that of the bare server")


def _measured(name: str, mode: str, *sizes: int) -> float:
    trades, subscribers, _, markets = sizes
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, __file__, "--serve", mode, home, *map(str, sizes)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            port = int(server.stdout.readline())
            heard, told = asyncio.run(_listen(port, mode, subscribers, markets, server))
            server.stdin.close()
    latencies = sorted(at - told[key] for times in heard for key, at in times if key in told)
    p50, p99 = (latencies[round(share * (len(latencies) - 1))] / 1e6 for share in (0.5, 0.99))
    print(
        f"{name}: {trades} trades, {subscribers} subscribers, {len(latencies):,} messages, "
        f"p50 {p50:.2f} ms, p99 {p99:.2f} ms"
    )
    return p99


async def _listen(
    port: int, mode: str, subscribers: int, markets: int, server: subprocess.Popen[str]
) -> tuple[list[Times], dict[str, int]]:
    heard: list[list[tuple[bytes, int]]] = [[] for _ in range(subscribers)]
    ready = [asyncio.Event() for _ in range(subscribers)]
    path = "/stream/ws" if mode == "feed" else "/"
    clients = [
        asyncio.create_task(_subscriber(f"ws://127.0.0.1:{port}{path}", markets, heard[number], ready[number]))
        for number in range(subscribers)
    ]
    await asyncio.gather(*(event.wait() for event in ready))
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write("go\n")
    server.stdin.flush()
    told: dict[str, int] = json.loads(await asyncio.to_thread(server.stdout.readline))
    await asyncio.sleep(1)
    for client in clients:
        client.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    return [list(_trades_in(one)) for one in heard], told


async def _subscriber(url: str, markets: int, heard: list[tuple[bytes, int]], ready: asyncio.Event) -> None:
    batches = [str(batch) for batch in range(1, min(markets, MOST_HEARD) + 1)]
    async with websockets.connect(url, max_queue=None, compression=None) as line:
        word = {"op": "subscribe", "batches": batches, "payment": PAYMENT, "channels": ["book", "trades"]}
        await line.send(json.dumps(word))
        for _ in range(FIRST_FRAMES):
            await line.recv(decode=False)
        ready.set()
        while True:
            data = await line.recv(decode=False)
            heard.append((cast(bytes, data), time.monotonic_ns()))


def _trades_in(heard: list[tuple[bytes, int]]) -> Iterator[tuple[str, int]]:
    for data, at in heard:
        for message in json.loads(data):
            yield from ((trade["id"], at) for trade in message.get("trades", ()))


def serve(mode: str, home: str, trades: int, _subscribers: int, resting: int, markets: int) -> None:
    """A server in a process of its own: says its port, waits for a word, trades, and says when each was answered."""
    if mode == "bare":
        asyncio.run(_serve_bare(trades, markets))
        return
    desk, data = _loaded(Path(home), resting, markets)
    app = FastAPI()
    app.include_router(stream_router(cast(Marketplace, SimpleNamespace(data=data, desk=desk))))
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="error", lifespan="off", ws_per_message_deflate=False)
    server = uvicorn.Server(config)
    Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    print(listener.getsockname()[1], flush=True)
    sys.stdin.readline()
    told: dict[str, int] = {}
    for number in range(1, trades + 1):
        entry = _entry(f"taker{number}", "0x" + "bb" * 20, Side.Buy, 1 + number % min(markets, MOST_HEARD), 1, PRICE)
        desk.submit(entry).result()
        told[str(number)] = time.monotonic_ns()
        time.sleep(PACE_S)
    print(json.dumps(told), flush=True)
    sys.stdin.read()
    desk.close()


def _loaded(home: Path, resting: int, markets: int) -> tuple[Desk, MarketData]:
    database = Database(f"sqlite:///{home / 'bench.db'}")
    database.migrate()
    projector = Projector(database, MarketDataTables())
    desk = Desk(JournalFiles(home / "journal"), Snapshots(home / "journal"), projector).open()
    entries = [
        _entry(f"maker{number}", f"0x{number % 500:040x}", Side.Sell, 1 + number % markets, 1_000, PRICE + level * TICK)
        for number in range(resting)
        for level in (number // markets % 50,)
    ]
    for start in range(0, len(entries), ENTRIES_PER_CALL):
        for future in desk.submit_all(entries[start : start + ENTRIES_PER_CALL]):
            future.result()
        _let_tables_follow(desk, MOST_BEHIND)
    _let_tables_follow(desk, 0)
    settle_memory()
    desk.listen(SteadyMemory(desk.number).hear)
    data = open_market_data(desk, database, wallets=lambda _caller: [], clock=SystemClock(), payment=PAYMENT)
    return desk, data


def _let_tables_follow(desk: Desk, behind: int) -> None:
    """Loads no faster than the tables are written, as a desk that is busy would ask of anybody."""
    while desk._feed.backlog > behind:
        time.sleep(0.1)


def _entry(order: str, maker: str, side: Side, batch: int, credits: int, price: int) -> Entry:
    return Entry(Place(order, maker, Market(batch, PAYMENT), side, credits, price, FAR_S, 1))


async def _serve_bare(trades: int, markets: int) -> None:
    lines: dict[int, list[Any]] = {}

    async def welcome(line: Any) -> None:
        word = json.loads(await line.recv())
        for batch in word["batches"]:
            lines.setdefault(int(batch), []).append(line)
        for _ in range(FIRST_FRAMES):
            await line.send("[]")
        await line.wait_closed()

    async with websockets.serve(welcome, "127.0.0.1", 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        told: dict[str, int] = {}
        for number in range(1, trades + 1):
            batch = 1 + number % min(markets, MOST_HEARD)
            frame = _frame(number, batch)
            told[str(number)] = time.monotonic_ns()
            for line in lines.get(batch, ()):
                await line.send(frame)
            await asyncio.sleep(PACE_S)
        print(json.dumps(told), flush=True)
        await asyncio.to_thread(sys.stdin.read)


def _frame(number: int, batch: int) -> str:
    head = {"symbol": f"{batch}/{PAYMENT}", "sequence": number, "timestamp": 1_700_000_000_000}
    level = [[str(PRICE), "999", 1, "0"]]
    book = {"channel": "book", "type": "delta", **head, "previous": number - 1, "bids": [], "asks": level}
    entry = {"id": str(number), "timestamp": 1_700_000_000_000, "side": "buy", "price": str(PRICE), "amount": "1"}
    entry |= {"cost": str(PRICE), "block": False, "sequence": number}
    tape = {"channel": "trades", "type": "trades", **head, "previous": str(number - 1), "trades": [entry]}
    return json.dumps([book, tape], separators=(",", ":"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], sys.argv[3], *map(int, sys.argv[4:]))
    else:
        main()
