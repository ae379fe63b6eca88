"""Facts about the doors of market data: CCXT's words, exact strings, pages, exports that obey the filters, streams."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pyarrow.parquet as pq
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect

from marketplace.adapters.market_data import account_of
from marketplace.api.book_routes import book_router
from marketplace.api.export_routes import export_router
from marketplace.api.own_routes import own_router
from marketplace.api.stream_routes import stream_router
from marketplace.api.trade_routes import trade_router
from marketplace.bootstrap import Marketplace
from marketplace.domain.commands import Criteria, ListContract, Market
from registry.api.problems import install
from registry.api.security import principal
from registry.domain.roles import Principal, Role
from tests.marketplace.data.stage import BEGIN_S, PATIENCE_S, TICK, DataStage
from tests.marketplace.journal.orders import BAHT, BEN, PRICE

ANN_CALLER = Principal("ann", "grove", frozenset({Role.NET_ABSORBER}))
STRANGER = Principal("eve", "rival", frozenset({Role.NET_EMITTER}))
SYMBOL = f"1/{BAHT}"
CAT = "0x" + "cc" * 20
CONTROL = "/api/v1"


@pytest.fixture
def app(stage: DataStage) -> FastAPI:
    """The doors of market data over the stage; `state.caller` is who is signed in."""
    made = FastAPI()
    install(made)
    market = cast(Marketplace, SimpleNamespace(data=stage.data, desk=stage.desk))
    for doors in (book_router, trade_router, own_router, export_router, stream_router):
        made.include_router(doors(market), prefix=CONTROL)
    made.state.caller = ANN_CALLER
    made.dependency_overrides[principal] = lambda: made.state.caller
    return made


@pytest.fixture
def doors(app: FastAPI) -> Iterator[TestClient]:
    """Somebody who looks."""
    with TestClient(app, base_url="http://test/", raise_server_exceptions=False) as client:
        yield client


def got(doors: TestClient, path: str, **query: object) -> Any:
    answer = doors.get(CONTROL + path, params={key: str(value) for key, value in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_order_book_is_told_in_levels_and_groups(stage: DataStage, doors: TestClient) -> None:
    """Must show prices and amounts as strings, best first, grouped away from the middle, cut at the limit."""
    stage.sell(5, PRICE + TICK)
    stage.sell(3, PRICE + 2 * TICK)
    stage.buy(2, PRICE - TICK)
    book = got(doors, "/book/1")
    assert (book["symbol"], book["nonce"], book["halted"]) == (SYMBOL, 3, False)
    assert book["asks"][0] == {"price": str(PRICE + TICK), "amount": "5", "orders": 1, "shared": "0"}
    assert [level["price"] for level in got(doors, "/book/1", group=10 * TICK)["asks"]] == [str(PRICE + 10 * TICK)]
    assert got(doors, "/book/1", group=10 * TICK)["bids"][0]["price"] == str(PRICE - 10 * TICK)
    assert len(got(doors, "/book/1", limit=1)["asks"]) == 1
    assert got(doors, "/book/999")["bids"] == []


def test_the_ticker_adds_up_a_day(stage: DataStage, doors: TestClient) -> None:
    """Must forget what is older than 24 hours but for the last price, and give a change in per cent exactly."""
    stage.sell(9, PRICE)
    stage.buy(1, PRICE)
    stage.pass_s(90_000)
    stage.buy(2, PRICE)
    stage.sell(4, PRICE * 3, maker=BEN, taker=CAT)
    stage.buy(4, PRICE * 3, maker=CAT, taker=BEN)
    ticker = got(doors, "/ticker/1")
    assert (ticker["baseVolume"], ticker["quoteVolume"], ticker["blockVolume"]) == ("2", str(2 * PRICE), "4")
    assert (ticker["last"], ticker["vwap"], ticker["percentage"]) == (str(PRICE), str(PRICE), "0.0000")
    assert (ticker["ask"], ticker["askVolume"], ticker["bid"]) == (str(PRICE), "6", None)
    assert got(doors, "/tickers") == [ticker]
    (market,) = got(doors, "/markets")
    assert (market["symbol"], market["ask"], market["last"]) == (SYMBOL, str(PRICE), str(PRICE))


def test_trades_come_in_pages_that_name_the_next(stage: DataStage, doors: TestClient) -> None:
    """Must lead through all trades by the Link header, in either direction, and keep the filters."""
    stage.sell(9)
    for _ in range(5):
        stage.buy(1)
    for sort, whole in (("newest", ["5", "4", "3", "2", "1"]), ("oldest", ["1", "2", "3", "4", "5"])):
        seen, path = list[str](), f"{CONTROL}/trades?limit=2&sort={sort}&batch=1"
        while path:
            answer = doors.get(path)
            seen += [trade["id"] for trade in answer.json()]
            path = answer.links.get("next", {}).get("url", "")
            assert not path or "batch=1" in path
        assert seen == whole
    trade = got(doors, "/trades", limit=1)[0]
    assert (trade["side"], trade["cost"], trade["fee"]) == (
        "buy",
        str(PRICE),
        {"cost": str(PRICE * 45 // 10_000), "currency": BAHT, "rate": "0.0045"},
    )
    assert (trade["status"], trade["block"], trade["datetime"]) == ("matched", False, "2023-11-14T22:14:00.000Z")


def test_candles_are_told_in_the_words_of_charts(stage: DataStage, doors: TestClient) -> None:
    """Must give open, high, low, close and volume of each stretch, and page by the start."""
    for step in (0, 2, 1):
        stage.sell(2, PRICE + step * TICK)
        stage.buy(2, PRICE + step * TICK)
        stage.pass_s(61)
    first, *_ = got(doors, "/candles/1", timeframe="1m", limit=1)
    assert (first["timestamp"], first["open"], first["volume"]) == (BEGIN_S * 1_000, str(PRICE), "2")
    (hour,) = got(doors, "/candles/1", timeframe="1h")
    prices = [str(PRICE + step * TICK) for step in (0, 2, 0, 1)]
    assert [hour[name] for name in ("open", "high", "low", "close")] == prices
    assert [c["open"] for c in got(doors, "/candles/1", since=(BEGIN_S + 60) * 1_000)] == [prices[1], prices[3]]
    assert [c["open"] for c in got(doors, "/candles/1", after=BEGIN_S, limit=1)] == [prices[1]]


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/candles/1", {"timeframe": "2m"}, "timeframe"),
        ("/trades", {"since": "5", "until": "5"}, "until"),
        ("/trades", {"limit": "201"}, "limit"),
        ("/trades", {"after": "-1"}, "after"),
        ("/book/1", {"payment": "0x12"}, "payment"),
        ("/book/x", {}, "batch"),
        ("/book/1", {"group": "1.5"}, "group"),
        ("/account/statement", {"since": "1"}, "until"),
        ("/account/orders", {"status": "lost"}, "status"),
        ("/exports/trades", {"format": "xls"}, "format"),
        ("/stream", {"channel": "book"}, "batch"),
    ],
)
def test_a_word_that_breaks_its_rule_is_named(doors: TestClient, path: str, query: dict[str, str], field: str) -> None:
    """Must answer one problem with the field, before anything is read."""
    answer = doors.get(CONTROL + path, params=query)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, "InvalidInput", field)


def test_one_sees_ones_own_and_a_stranger_sees_nothing(stage: DataStage, app: FastAPI, doors: TestClient) -> None:
    """Must show orders, fills and sums to their owner; to others they do not exist."""
    ask = stage.sell(5, account=account_of(ANN_CALLER), client_order_id="mine-1")
    stage.buy(2, maker=BEN)
    (order,) = got(doors, "/account/orders")
    assert (order["id"], order["clientOrderId"], order["status"]) == (ask, "mine-1", "open")
    assert (order["amount"], order["filled"], order["remaining"]) == ("5", "2", "3")
    assert (order["timeInForce"], order["postOnly"], order["type"]) == ("GTC", False, "limit")
    assert got(doors, f"/account/orders/{ask}") == got(doors, "/account/orders/open")[0] == order
    (fill,) = got(doors, "/account/trades")
    assert (fill["order"], fill["side"], fill["takerOrMaker"]) == (ask, "sell", "maker")
    (line,) = got(doors, "/account/statement", since=0, until=BEGIN_S * 2_000)["lines"]
    fee = 2 * PRICE * 45 // 10_000
    assert (line["soldCredits"], line["gross"], line["fees"], line["received"]) == (
        "2",
        str(2 * PRICE),
        str(fee),
        str(2 * PRICE - fee),
    )
    assert (line["status"], line["boughtCredits"], line["paid"]) == ("matched", "0", "0")
    assert got(doors, "/account/statement", since=0, until=1)["lines"] == []
    app.state.caller = STRANGER
    for path in ("/account/orders", "/account/orders/open", "/account/trades"):
        assert got(doors, path) == []
    refused = doors.get(f"{CONTROL}/account/orders/{ask}")
    assert (refused.status_code, refused.json()["code"]) == (404, "OrderUnknown")
    assert doors.get(f"{CONTROL}/exports/account/orders").text.count("\r\n") == 1
    stage.wallets["eve"] = [BEN.upper().replace("0X", "0x")]
    assert [one["side"] for one in got(doors, "/account/trades")] == ["buy"]
    app.state.caller = Principal(BEN, BEN, frozenset({Role.NET_NEUTRAL}))
    assert [one["side"] for one in got(doors, "/account/trades")] == ["buy"]


def test_exports_obey_the_filters_of_their_lists(stage: DataStage, doors: TestClient) -> None:
    """Must write the same rows as the list, whole, as CSV and as Parquet, with integers that are exact."""
    stage.sell(9)
    stage.sell(9, batch=2)
    for batch in (1, 2, 1):
        stage.buy(1, batch=batch)
    for query in ({"batch": "1"}, {"until": "1"}, {}):
        listed = got(doors, "/trades", sort="oldest", **query)
        text = doors.get(f"{CONTROL}/exports/trades", params=query)
        assert text.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(text.text)))
        assert [(row["id"], row["price"], row["cost"]) for row in rows] == [
            (trade["id"], trade["price"], trade["cost"]) for trade in listed
        ]
        file = doors.get(f"{CONTROL}/exports/trades", params={**query, "format": "parquet"})
        table = pq.read_table(io.BytesIO(file.content)).to_pylist()
        assert [str(row["price"]) for row in table] == [trade["price"] for trade in listed]
    candles = doors.get(f"{CONTROL}/exports/candles/1", params={"timeframe": "1h"}).text
    assert candles.splitlines()[1].split(",")[1:6] == [str(PRICE)] * 4 + ["2"]


def test_a_client_order_id_is_no_formula_in_a_spreadsheet(stage: DataStage, doors: TestClient) -> None:
    """Must write a text that begins like a formula so that no program computes it."""
    stage.sell(1, account=account_of(ANN_CALLER), client_order_id="=1+1")
    (row,) = csv.DictReader(io.StringIO(doors.get(f"{CONTROL}/exports/account/orders").text))
    assert row["clientOrderId"] == "'=1+1"


def test_an_amount_too_wide_for_parquet_is_refused_before_the_file_begins(stage: DataStage, doors: TestClient) -> None:
    """Must name the format that keeps it; CSV has all digits."""
    huge = 10**38
    stage.sell(9, huge)
    stage.buy(9, huge)
    refused = doors.get(f"{CONTROL}/exports/trades", params={"format": "parquet"})
    assert (refused.status_code, refused.json()["field"]) == (422, "format")
    assert str(9 * huge) in doors.get(f"{CONTROL}/exports/trades").text


def test_contracts_and_attribute_bids_are_shown(stage: DataStage, doors: TestClient) -> None:
    """Must show criteria and delivery rule of a contract, and the shared credits of a bid in each market."""
    criteria = Criteria(kind=1, vintage_from=2_023)
    stage.tell(ListContract("TH-FOREST-23", criteria, "The batch of the matched ask is delivered."))
    stage.open_batch(1)
    stage.sell(1, PRICE + TICK)
    bid = stage.buy(7, market=Market(0, BAHT), criteria=criteria)
    (contract,) = got(doors, "/contracts")
    assert (contract["code"], contract["criteria"]) == ("TH-FOREST-23", {"kind": "1", "vintage_from": "2023"})
    assert contract["deliveryRule"] == "The batch of the matched ask is delivered."
    (shown,) = got(doors, "/attribute-bids")
    assert (shown["id"], shown["remaining"], shown["criteria"]) == (bid, "7", contract["criteria"])
    assert got(doors, "/book/1")["bids"] == [{"price": str(PRICE), "amount": "7", "orders": 1, "shared": "7"}]


def test_a_websocket_talks_and_is_talked_to(stage: DataStage, doors: TestClient) -> None:
    """Must answer a subscription with snapshots and changes, another word with one problem, and stay open."""
    stage.sell(5)
    with doors.websocket_connect(f"{CONTROL}/stream/ws") as socket:

        def heard() -> dict[str, Any]:
            waiting.extend([] if waiting else socket.receive_json())
            return waiting.pop(0)

        waiting: list[dict[str, Any]] = []
        socket.send_text("[[[[")
        assert heard()["problem"]["code"] == "InvalidInput"
        socket.send_json({"op": "subscribe", "batches": ["x"]})
        assert heard()["problem"]["field"] == "batches.0"
        socket.send_json({"op": "subscribe", "channels": ["book"]})
        assert heard()["problem"]["field"] == "batch"
        socket.send_json({"op": "subscribe", "batches": ["1"], "channels": ["book", "trades"]})
        assert heard()["type"] == "subscribed"
        snapshot, tape = heard(), heard()
        assert (snapshot["type"], tape["last"]) == ("snapshot", "0")
        stage.buy(2)
        change, trades = heard(), heard()
        assert (change["previous"], change["asks"]) == (snapshot["sequence"], [[str(PRICE), "3", 1, "0"]])
        assert [trade["amount"] for trade in trades["trades"]] == ["2"]
        socket.send_json({"op": "subscribe", "batches": ["1"], "channels": ["book"], "after": snapshot["sequence"]})
        assert heard()["type"] == "subscribed"
        assert heard() == change
        socket.send_json({"op": "unsubscribe"})
        socket.send_json({"op": "ping"})
        assert heard()["type"] == "pong"
    assert stage.data.feed.subscribers == 0


def test_server_sent_events_go_on_where_the_last_one_ended(stage: DataStage, app: FastAPI) -> None:
    """Must carry an id with the last message of a step, and take it back as Last-Event-ID."""
    stage.sell(5)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}{CONTROL}/stream?batch=1&channel=book"
    try:
        with httpx.stream("GET", url, timeout=PATIENCE_S) as answer:
            events = read_events(answer)
            name, told = next(events)
            assert told["type"] == "snapshot"
            stage.buy(2)
            later, change = next(events)
            assert change["previous"] == told["sequence"]
        with httpx.stream("GET", url, headers={"Last-Event-ID": name}, timeout=PATIENCE_S) as answer:
            assert next(read_events(answer)) == (later, change)
        refused = httpx.get(url, headers={"Last-Event-ID": "x"}, timeout=PATIENCE_S)
        assert (refused.status_code, refused.json()["field"]) == (422, "Last-Event-ID")
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)


def test_who_leaves_before_a_stream_began_leaves_no_subscription(stage: DataStage, app: FastAPI) -> None:
    """Must forget subscriptions that end before their first byte, and answer bytes on a WebSocket by one problem."""
    subscribe = {"type": "websocket.receive", "text": json.dumps({"op": "subscribe", "batches": ["1"]})}
    words = [
        {"type": "websocket.connect"},
        *[subscribe] * 3,
        {"type": "websocket.receive", "bytes": b"\0"},
        {"type": "websocket.disconnect", "code": 1001},
    ]
    heard: list[dict[str, Any]] = []

    async def say(message: Any) -> None:
        heard.append(message)
        if message["type"] == "http.response.start":
            raise OSError("the client has gone")

    async def both() -> None:
        said = iter(words)

        async def receive() -> Any:
            return next(said)  # never waits: a client may send many words at once

        scope = {"type": "websocket", "headers": [], "query_string": b"", "subprotocols": []}
        await app({**scope, "path": f"{CONTROL}/stream/ws"}, receive, say)
        web = {
            "type": "http",
            "method": "GET",
            "headers": [],
            "query_string": b"batch=1",
            "asgi": {"spec_version": "2.4"},
        }
        with pytest.raises(ClientDisconnect):
            await app({**web, "path": f"{CONTROL}/stream"}, receive, say)

    asyncio.run(both())
    told = [json.loads(message["text"])[0] for message in heard if "text" in message]
    assert [one["problem"]["field"] for one in told if one["type"] == "problem"] == ["message"]
    assert stage.data.feed.subscribers == 0


def read_events(answer: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    """Identifier and data of each event that has both."""
    name = ""
    for line in answer.iter_lines():
        if line.startswith("id: "):
            name = line.removeprefix("id: ")
        elif line.startswith("data: ") and name:
            yield name, json.loads(line.removeprefix("data: "))
            name = ""
