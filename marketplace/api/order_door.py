"""The shortest way in: orders that arrive in the same moment are checked and sent to the desk as one group.

Each is a call of its own with an answer of its own; what they share is the caller's standing, which is asked once for
each moment, the desk's turn, and the wake-up when the disk has them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from anyio import to_thread
from fastapi import Request, Response
from starlette.routing import Route

from marketplace.adapters.signature_pool import Check
from marketplace.api.order_answers import entered_json, placed_json
from marketplace.api.order_reading import asked_of, read_order, read_orders
from marketplace.bootstrap import Marketplace
from marketplace.ordering import Asked, Prepared, Verdict, with_signatures
from marketplace.usecases.place_order import Entering, Placed
from registry.api.body_limit import bounded
from registry.api.security import signed_in
from registry.domain.idempotency import check_key
from registry.domain.roles import Permission, Principal
from registry.errors import CarbonixError

PATH = "/api/v1/orders"
BATCH_PATH = f"{PATH}/batch"
CREATED, OK = 201, 200
JSON = "application/json"
MOST_PER_TURN = 32  # then the loop may read and answer
Callers = dict[str | None, Principal]


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
        self._checking: set[asyncio.AbstractEventLoop] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def answer(self, request: Request) -> Response:
        """201 with what became of the order in the body, 200 with the first answer if it was placed before."""
        loop, sent = asyncio.get_running_loop(), await request.body()
        call = Call(request, sent, loop.create_future())
        waiting = self._waiting.setdefault(loop, [])
        waiting.append(call)
        if len(waiting) == 1 and loop not in self._checking:
            loop.call_soon(self._turn, loop)
        placed, key = await call.placed
        return Response(placed_json(placed, key), OK if placed.repeated else CREATED, media_type=JSON)

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        """Reads who waits; many signatures are checked beside the loop, and meanwhile others gather."""
        waiting = self._waiting.pop(loop)
        calls, later = waiting[:MOST_PER_TURN], waiting[MOST_PER_TURN:]
        if later:
            self._waiting[loop] = later
        callers: Callers = {}
        read: list[tuple[Call, Asked]] = []
        for call in calls:
            try:
                read.append((call, self._asked(call, callers)))
            except Exception as fault:
                _refuse(call, fault)
        try:
            found = self._checks(read)
        except Exception as fault:
            self._give_up(loop, read, fault)
            return
        if isinstance(found, Check):
            self._checking.add(loop)
            loop.add_reader(found, self._checked, loop, read, found)
        else:
            self._go_on(loop, read, found)

    def _checks(self, read: Sequence[tuple[Call, Asked]]) -> Check | Sequence[Verdict]:
        orders, chain = with_signatures(asked for _, asked in read), self._market.orders.chain
        return chain.begin(orders) or chain.verdicts(orders, beside=False)  # a loop waits for no process that is busy

    def _checked(self, loop: asyncio.AbstractEventLoop, read: Sequence[tuple[Call, Asked]], check: Check) -> None:
        loop.remove_reader(check)
        self._checking.discard(loop)
        try:
            verdicts = check.verdicts()
        except Exception as fault:
            self._give_up(loop, read, fault)
            return
        self._go_on(loop, read, verdicts)

    def _give_up(self, loop: asyncio.AbstractEventLoop, read: Sequence[tuple[Call, Asked]], fault: Exception) -> None:
        """Nothing can be checked: who waits hears why, and the door stays open for who comes after."""
        for call, _ in read:
            _refuse(call, fault)
        self._next_turn(loop)

    def _next_turn(self, loop: asyncio.AbstractEventLoop) -> None:
        if loop in self._waiting:
            loop.call_soon(self._turn, loop)

    def _go_on(
        self, loop: asyncio.AbstractEventLoop, read: Sequence[tuple[Call, Asked]], verdicts: Sequence[Verdict]
    ) -> None:
        self._next_turn(loop)
        ready: list[tuple[Call, str | None]] = []
        prepared: list[Prepared] = []
        for (call, asked), verdict in zip(read, verdicts, strict=True):
            try:
                warm = self._market.orders.prepare_warm(*asked, verdict)
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
        self, loop: asyncio.AbstractEventLoop, ready: Sequence[tuple[Call, str | None]], prepared: Sequence[Prepared]
    ) -> None:
        try:
            entering = self._market.orders.submit(prepared)
        except Exception as fault:
            for call, _ in ready:
                _refuse(call, fault)
            return
        # One wake-up for all of them.
        entering.told.add_done_callback(lambda _: loop.call_soon_threadsafe(_answer_all, ready, entering))

    async def _enter(self, call: Call, asked: Asked) -> None:
        """The way of an order for which node, wallet or database must be asked, on a thread that may wait."""
        try:
            entering = await to_thread.run_sync(partial(self._market.orders.enter, *asked))
            await asyncio.wrap_future(entering.told)
            placed = entering.first()
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
        key = call.request.headers.get("Idempotency-Key")
        if key is not None:
            check_key(key)
        asked = read_order(call.sent, account_of(caller), key)
        self._market.orders.require_destination(caller, asked[0])
        return asked


def hot_routes(market: Marketplace) -> list[Route]:
    """The doors in front of all others: to look for them among those would cost as much as to check an order."""
    door = OrderDoor(market)

    async def place(request: Request) -> Response:
        return await door.answer(bounded(request))

    async def place_all(request: Request) -> Response:
        sent = await bounded(request).body()
        return await to_thread.run_sync(_placed_all, market, request, sent)

    return [
        Route(path, answer, methods=["POST"], include_in_schema=False)
        for path, answer in ((PATH, place), (BATCH_PATH, place_all))
    ]


def _placed_all(market: Marketplace, request: Request, sent: bytes) -> Response:
    caller = signed_in(request)
    caller.check(Permission.PLACE_ORDERS)
    checked, account = market.orders.chain.check_body(sent), account_of(caller)
    if checked is None:
        return answer_all(market, caller, read_orders(sent, account))
    asked = asked_of([one[:3] for one in checked], account)
    return answer_all(market, caller, asked, [one[3:] for one in checked])


def answer_all(
    market: Marketplace,
    caller: Principal,
    read: Sequence[Asked | CarbonixError],
    verdicts: Sequence[Verdict] | None = None,
) -> Response:
    """Takes orders in their order; each stands or is refused for itself, and the answer has one line for each.

    `verdicts` are those of the same orders, where they were checked as they were read.
    """
    lines = [one if isinstance(one, CarbonixError) else _allowed(market, caller, one) for one in read]
    asked = [one for one in lines if not isinstance(one, CarbonixError)]
    if verdicts is not None:
        verdicts = [one for one, line in zip(verdicts, lines, strict=True) if not isinstance(line, CarbonixError)]
    placed = iter(market.orders.place_all(asked, verdicts))
    told = ((one, None) if isinstance(one, CarbonixError) else (next(placed), one[2].client_order_id) for one in lines)
    return Response(entered_json(told), media_type=JSON)


def _allowed(market: Marketplace, caller: Principal, asked: Asked) -> Asked | CarbonixError:
    try:
        market.orders.require_destination(caller, asked[0])
    except CarbonixError as refusal:
        return refusal
    return asked


def account_of(caller: Principal) -> str:
    """How the desk names whoever sent an entry."""
    return f"{caller.tenant}/{caller.subject}"


def _answer_all(ready: Sequence[tuple[Call, str | None]], entering: Entering) -> None:
    for (call, key), placed in zip(ready, entering.placed(), strict=True):
        if isinstance(placed, Exception):
            _refuse(call, placed)
        else:
            _tell(call, placed, key)


def _tell(call: Call, placed: Placed, key: str | None) -> None:
    if not call.placed.done():  # the caller may have gone
        call.placed.set_result((placed, key))


def _refuse(call: Call, fault: Exception) -> None:
    if not call.placed.done():
        call.placed.set_exception(fault)
