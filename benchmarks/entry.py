"""Measures order entry over HTTP: checked, durable and matched, beside the same server answering with neither.

    python benchmarks/entry.py [orders [orders of the batch calls]]

One server process on an embedded chain, one process that sends. `bare` is the same server and door body, read as an
order and answered, without token, signature, backing, journal or book. `ceiling` is digest and signature check alone,
in this process: one core; the server has those of the processes that check signatures, too. Of single calls
IN_FLIGHT wait at once, of batch calls BATCHES_IN_FLIGHT with BATCH orders each. Every order rests: bids for any batch,
of SIGNERS makers, and all are signed before. The batch calls bring more orders, so that the tables cannot lag unseen:
their rate is told once more as of when the tables had all of it.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence

import uvicorn
from fastapi import FastAPI, Request, Response

from marketplace.adapters.order_digest import OrderDigests
from marketplace.api.order_schemas import PlaceBody, PlacedOut
from marketplace.domain.commands import SetLimits
from marketplace.domain.journal import Entry
from marketplace.usecases.place_order import Placed
from registry.adapters.signer import LocalSigner, dev_signer
from registry.api.body_limit import BoundedRoute
from registry.bootstrap import Registry
from registry.config import load_settings
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.orders import Order, Side, salt_of
from registry.domain.roles import Role
from registry.domain.struct import to_struct
from web.app import create_app
from web.system.running import running_system
from web.system.serving import listen, settle_memory

ORDERS, ORDERS_IN_BATCHES, SIGNERS, IN_FLIGHT, BATCH, BATCHES_IN_FLIGHT = 4_000, 20_000, 8, 64, 100, 4
HOST, BACKLOG, HEADER_END = "127.0.0.1", 1024, b"\r\n\r\n"
ANNOUNCED = "ready "
TICK, FUNDS = 10_000, 10**18
TARGET = 0.60


def main() -> None:
    """Prints one line a way, then both ratios against their target."""
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
    in_batches = int(sys.argv[2]) if len(sys.argv) > 2 else max(orders, ORDERS_IN_BATCHES)
    with tempfile.TemporaryDirectory() as home:
        server = subprocess.Popen(
            [sys.executable, __file__, "--serve", home, str((orders + in_batches) // SIGNERS + SIGNERS)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"CARBONIX_HOME": home},
        )
        try:
            assert server.stdout is not None
            told = json.loads(next(line for line in server.stdout if line.startswith(ANNOUNCED))[len(ANNOUNCED) :])
            _measure(told, orders, in_batches)
        finally:
            server.terminate()
            server.wait()


def _measure(told: dict[str, str], orders: int, in_batches: int) -> None:
    digests = OrderDigests(int(told["chainId"]), told["exchange"])
    signed = [_signed(number, told, digests) for number in range(orders + in_batches)]
    bodies = [json.dumps(body).encode() for _, body in signed]
    single, batch = bodies[:orders], _batches(bodies[orders:])
    ceiling = _ceiling(digests, signed[:orders])
    bare = _load("bare: read and answered", told, "/bare", single, 1)
    hot = _load("one order a call: checked, durable, matched", told, "/api/v1/orders", single, 1)
    began = time.perf_counter()
    many = _load(f"batch call, {BATCH} orders: the same", told, "/api/v1/orders/batch", batch, BATCH)
    _wait_for_tables(told)
    print(f"{'the same, until the tables have all':48}{in_batches / (time.perf_counter() - began):>10,.0f} orders/s")
    print(f"{'one order a call beside bare':48}{hot / bare:>10.2f} (target {TARGET})")
    print(f"{'batch call beside the signature ceiling':48}{many / ceiling:>10.2f} (target {TARGET})")


def _signed(number: int, told: dict[str, str], digests: OrderDigests) -> tuple[tuple[Order, bytes], dict[str, object]]:
    maker = _maker(number)
    order = Order(
        maker=maker.address,
        taker=ZERO_ADDRESS,
        recipient=ZERO_ADDRESS,
        batch=0,
        payment=told["payment"],
        side=Side.Buy,
        credits=1 + number % 9,
        price=TICK * (1 + number % 500),
        expiry=int(told["expiry"]),
        epoch=0,
        max_fee_bps=45,
        flags=0,
        min_fill=0,
        salt=salt_of(number),
        memo=ZERO_HASH,
    )
    signature = maker.sign_digest(digests.digest(order))
    fields = {key: str(value) for key, value in to_struct(order).items()} | {"side": "buy"}
    return (order, signature), {"order": fields, "signature": "0x" + signature.hex()}


def _batches(bodies: Sequence[bytes]) -> list[bytes]:
    groups = [bodies[first : first + BATCH] for first in range(0, len(bodies), BATCH)]
    return [b'{"orders":[' + b",".join(group) + b"]}" for group in groups]


def _ceiling(digests: OrderDigests, signed: Sequence[tuple[tuple[Order, bytes], object]]) -> float:
    began = time.perf_counter()
    held = all(digests.signed_by_key(digests.digest(order), signature, order.maker) for (order, signature), _ in signed)
    rate = len(signed) / (time.perf_counter() - began)
    assert held
    print(f"{'ceiling: digest and signature check':48}{rate:>10,.0f} orders/s", flush=True)
    return rate


def _load(name: str, told: dict[str, str], path: str, bodies: Sequence[bytes], each: int) -> float:
    began = time.perf_counter()
    latencies = asyncio.run(_all(told, path, bodies))
    wall_s = time.perf_counter() - began
    rate, ordered = each * len(bodies) / wall_s, sorted(latencies)
    p99_ms = 1_000 * ordered[max(0, round(0.99 * len(ordered)) - 1)]
    print(f"{name:48}{rate:>10,.0f} orders/s   p99 {p99_ms:,.1f} ms", flush=True)
    return rate


def _wait_for_tables(told: dict[str, str]) -> None:
    """Asks for the trades, which are read behind every record so far."""
    asked = urllib.request.Request(
        f"http://{HOST}:{told['port']}/api/v1/trades", headers={"Authorization": f"Bearer {told['token']}"}
    )
    with urllib.request.urlopen(asked) as answer:
        answer.read()


async def _all(told: dict[str, str], path: str, bodies: Sequence[bytes]) -> list[float]:
    latencies: list[float] = []
    most = BATCHES_IN_FLIGHT if path == "/api/v1/orders/batch" else IN_FLIGHT
    waiting, busy = iter(bodies), min(most, len(bodies))
    await asyncio.gather(*(_connection(told, path, waiting, latencies) for _ in range(busy)))
    return latencies


async def _connection(told: dict[str, str], path: str, bodies: Iterator[bytes], latencies: list[float]) -> None:
    reader, writer = await asyncio.open_connection(HOST, int(told["port"]))
    said = f"POST {path} HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer {told['token']}\r\n"
    said += "Content-Type: application/json\r\n"
    for body in bodies:
        began = time.perf_counter()
        writer.write(f"{said}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(HEADER_END)
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        answer = await reader.readexactly(int(length.partition(b":")[2]))
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")) or b'"code":"' in answer:
            raise RuntimeError(f"{head.decode()}{answer.decode()[:500]}")
        latencies.append(time.perf_counter() - began)
    writer.close()
    await writer.wait_closed()


def _maker(number: int) -> LocalSigner:
    return dev_signer(number % SIGNERS)


def serve(home: str, orders_per_maker: int) -> None:
    """A whole service on an embedded chain of its own, with makers that have money, and one bare door beside it."""
    with running_system(load_settings({"CARBONIX_HOME": home})) as registry:
        _fund(registry)
        app = create_app(registry)
        app.router.routes.insert(0, BoundedRoute("/bare", _bare, methods=["POST"], response_model=None))
        _lift_limits(app, orders_per_maker)
        listener = listen(HOST, 0)
        listener.listen(BACKLOG)
        print(ANNOUNCED + json.dumps(_told(registry, listener.getsockname()[1])), flush=True)
        settle_memory()
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])


async def _bare(request: Request) -> Response:
    body = PlaceBody.model_validate_json(await request.body())
    placed = Placed("0x" + "00" * 32, 1, (), body.to_order().credits, None)
    return Response(PlacedOut.of(placed).model_dump_json(by_alias=True), 201, media_type="application/json")


def _fund(registry: Registry) -> None:
    exchange = registry.chain.address_of("CreditExchange")
    for number in range(SIGNERS):
        maker = _maker(number)
        registry.outbox.transact(f"fund:{number}", dev_signer(0), "PaymentToken", "mint", maker.address, FUNDS)
        registry.outbox.transact(f"allow:{number}", maker, "PaymentToken", "approve", exchange, FUNDS)


def _lift_limits(app: FastAPI, orders_per_maker: int) -> None:
    app.state.market.desk.submit(Entry(SetLimits(max_orders_per_maker=orders_per_maker))).result()


def _told(registry: Registry, port: int) -> dict[str, str]:
    now, chain = registry.clock.now(), registry.chain
    return {
        "port": str(port),
        "chainId": str(chain.chain_id),
        "exchange": chain.address_of("CreditExchange"),
        "payment": chain.address_of("PaymentToken"),
        "expiry": str(chain.head().time + 10**6),
        "token": registry.tokens.issue_token("bench", "bench", frozenset({Role.NET_ABSORBER}), now),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        main()
