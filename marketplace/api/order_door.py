"""The shortest way in: orders that arrive in the same moment are checked and sent to the desk as one group.

Each is a call of its own with an answer of its own; what they share is the caller's standing, which is asked once for
each moment, the desk's turn, and the wake-up when the disk has them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from anyio import to_thread
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.routing import Route

from marketplace.api.order_schemas import PlaceBody, PlacedOut
from marketplace.bootstrap import Marketplace
from marketplace.domain.journal import Entry, Outcome
from marketplace.domain.signed_order import SignedOrder
from marketplace.usecases.place_order import Entering, Placed, Sender
from registry.api.body_limit import bounded
from registry.api.security import signed_in
from registry.domain.idempotency import check_key
from registry.domain.orders import Order
from registry.domain.roles import Permission, Principal

PATH = "/api/v1/orders"
CREATED, OK = 201, 200
JSON = "application/json"
MOST_PER_TURN = 32  # then the loop may read and answer
Callers = dict[str | None, Principal]
Asked = tuple[Order, str, Sender]


@dataclass(frozen=True, slots=True)
class Call:
    """One order at the door, and who waits for its answer."""

    request: Request
    sent: bytes
    placed: asyncio.Future[tuple[Placed, str | None]]


class OrderDoor:
    """One door of one market; calls gather on the event loop that they came on."""

    def __init__(self, market: Marketplace) -> None:
        self._market = market
        self._waiting: dict[asyncio.AbstractEventLoop, list[Call]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def answer(self, request: Request) -> Response:
        """201 with what became of the order in the body, 200 with the first answer if it was placed before."""
        loop, sent = asyncio.get_running_loop(), await request.body()
        call = Call(request, sent, loop.create_future())
        waiting = self._waiting.setdefault(loop, [])
        waiting.append(call)
        if len(waiting) == 1:
            loop.call_soon(self._turn, loop)
        placed, key = await call.placed
        body = PlacedOut.of(placed, key).model_dump_json(by_alias=True)
        return Response(body, OK if placed.repeated else CREATED, media_type=JSON)

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting = self._waiting.pop(loop)
        calls, later = waiting[:MOST_PER_TURN], waiting[MOST_PER_TURN:]
        if later:
            self._waiting[loop] = later
            loop.call_soon(self._turn, loop)
        callers: Callers = {}
        ready: list[tuple[Call, str | None]] = []
        prepared: list[tuple[SignedOrder, list[Entry]]] = []
        for call in calls:
            try:
                asked = self._asked(call, callers)
                warm = self._market.orders.prepare_warm(*asked)
            except Exception as fault:
                _refuse(call, fault)
                continue
            if warm is None:
                task = loop.create_task(self._enter(call, asked))
                self._tasks.add(task)  # the loop itself holds a task only weakly
                task.add_done_callback(self._tasks.discard)
            else:
                ready.append((call, asked[2].client_order_id))
                prepared.append(warm)
        if prepared:
            self._submit(loop, ready, prepared)

    def _submit(
        self,
        loop: asyncio.AbstractEventLoop,
        ready: Sequence[tuple[Call, str | None]],
        prepared: Sequence[tuple[SignedOrder, list[Entry]]],
    ) -> None:
        try:
            entering = self._market.orders.submit(prepared)
        except Exception as fault:
            for call, _ in ready:
                _refuse(call, fault)
            return
        answered: list[Future[Outcome]] = []

        def count(outcome: Future[Outcome]) -> None:
            answered.append(outcome)
            if len(answered) == len(entering):  # one wake-up for all of them
                loop.call_soon_threadsafe(_answer_all, ready, entering)

        for one in entering:
            one.outcome.add_done_callback(count)

    async def _enter(self, call: Call, asked: Asked) -> None:
        """The way of an order for which node, wallet or database must be asked, on a thread that may wait."""
        try:
            entering = await to_thread.run_sync(partial(self._market.orders.enter, *asked))
            placed = entering.placed(await asyncio.wrap_future(entering.outcome))
        except Exception as fault:
            _refuse(call, fault)
            return
        _tell(call, placed, asked[2].client_order_id)

    def _asked(self, call: Call, callers: Callers) -> Asked:
        told = call.request.headers.get("Authorization")
        caller = callers.get(told)
        if caller is None:
            caller = callers[told] = signed_in(call.request)
        caller.check(Permission.PLACE_ORDERS)
        body, key = _read(call.sent), call.request.headers.get("Idempotency-Key")
        if key is not None:
            check_key(key)
        sender, order = body.sender(account_of(caller), key), body.to_order()
        self._market.orders.require_destination(caller, order)
        return order, body.signature, sender


def hot_route(market: Marketplace) -> Route:
    """The door in front of all others: to look for it among them would cost as much as to check the order."""
    door = OrderDoor(market)

    async def place(request: Request) -> Response:
        return await door.answer(bounded(request))

    return Route(PATH, place, methods=["POST"], include_in_schema=False)


def account_of(caller: Principal) -> str:
    """How the desk names whoever sent an entry."""
    return f"{caller.tenant}/{caller.subject}"


def _read(sent: bytes) -> PlaceBody:
    try:
        return PlaceBody.model_validate_json(sent)
    except ValidationError as fault:
        raise RequestValidationError(fault.errors()) from fault


def _answer_all(ready: Sequence[tuple[Call, str | None]], entering: Sequence[Entering]) -> None:
    for (call, key), one in zip(ready, entering, strict=True):
        try:
            placed = one.placed(one.outcome.result())
        except Exception as fault:
            _refuse(call, fault)
        else:
            _tell(call, placed, key)


def _tell(call: Call, placed: Placed, key: str | None) -> None:
    if not call.placed.done():  # the caller may have gone
        call.placed.set_result((placed, key))


def _refuse(call: Call, fault: Exception) -> None:
    if not call.placed.done():
        call.placed.set_exception(fault)
