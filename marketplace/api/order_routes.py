"""Order entry over HTTP: one order on the shortest way, many in one call, and every word of a maker about its own."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Request, Response, Security
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from marketplace.api.order_schemas import (
    CancelledOut,
    CancelManyBody,
    EnteredOut,
    ModifyBody,
    PlaceBody,
    PlacedOut,
    PlaceManyBody,
    ReplaceBody,
    WordBody,
)
from marketplace.api.schemas import Hash
from marketplace.bootstrap import Marketplace
from marketplace.usecases.cancel_order import MakerWord
from marketplace.usecases.place_order import Entering, Placed, Sender
from registry.api.body_limit import BoundedRoute
from registry.api.security import BEARER, require, signed_in
from registry.domain.idempotency import check_key
from registry.domain.orders import Order
from registry.domain.roles import Permission, Principal
from registry.errors import CarbonixError

CREATED, OK = 201, 200
JSON = "application/json"
_SCHEMA = PlaceBody.model_json_schema(ref_template="#/components/schemas/{model}")
Trader = Annotated[Principal, Depends(require(Permission.PLACE_ORDERS))]
OrderHash = Annotated[Hash, Path()]


def order_router(market: Marketplace) -> APIRouter:
    """Doors of order entry; each body has at most a megabyte."""
    router = APIRouter(route_class=BoundedRoute)
    _entering(router, market)
    _changing(router, market)
    return router


def _entering(router: APIRouter, market: Marketplace) -> None:
    @router.post(
        "/orders",
        status_code=CREATED,
        operation_id="createOrder",
        response_model=PlacedOut,
        responses={OK: {"model": PlacedOut, "description": "It was placed before: the first answer"}},
        openapi_extra=_body_of(PlaceBody),
    )
    async def create_order(request: Request, _described: Annotated[object, Security(BEARER)]) -> Response:
        """Checks a signed order, makes it durable, matches it; 200 with the first answer if it was placed before."""
        sent = await request.body()
        warm = _enter_warm(market, request, sent)
        entering, key = warm if warm is not None else await to_thread.run_sync(_enter, market, request, sent)
        placed = entering.placed(await asyncio.wrap_future(entering.outcome))
        return _answer(placed, key)

    @router.post("/orders/batch", operation_id="createOrders")
    def create_orders(body: PlaceManyBody, caller: Trader) -> list[EnteredOut]:
        """Takes orders in their order; each stands or is refused for itself, and the answer has one line for each."""
        return _all(market, caller, body)


def _changing(router: APIRouter, market: Marketplace) -> None:
    @router.post("/orders/{order}/cancellation", operation_id="cancelOrder")
    def cancel_order(order: OrderHash, body: WordBody, caller: Trader) -> CancelledOut:
        """Withdraws what rests of an order, at its maker's word."""
        cancelled = market.orders.cancel(order, _word(market, caller, body.signature))
        return CancelledOut(order=cancelled.order, credits=cancelled.credits)

    @router.post("/orders/cancellations", operation_id="cancelAllOrders")
    def cancel_all_orders(body: CancelManyBody, caller: Trader) -> list[CancelledOut]:
        """Withdraws every open order of a maker, oldest first."""
        word = _word(market, caller, body.signature)
        gone = market.orders.cancel_all(body.maker, word, body.valid_until)
        return [CancelledOut(order=one.order, credits=one.credits) for one in gone]

    @router.post("/orders/{order}/modification", operation_id="editOrder")
    def edit_order(order: OrderHash, body: ModifyBody, caller: Trader) -> PlacedOut:
        """Lets the order seek so many credits from here on, at the back of its price; never more than were signed."""
        word = _word(market, caller, body.signature)
        return PlacedOut.of(market.orders.modify(order, body.credits, word, body.valid_until))

    @router.post("/orders/{order}/replacement", status_code=CREATED, operation_id="replaceOrder")
    def replace_order(order: OrderHash, body: ReplaceBody, caller: Trader) -> PlacedOut:
        """A newly signed order takes the place of an old one of the same maker: both happen, or neither."""
        new, word = body.to_order(), _word(market, caller, body.cancellation)
        market.orders.require_destination(caller, new)
        sender = body.sender(_account(caller))
        placed = market.orders.replace(order, new, body.signature, word, sender)
        return PlacedOut.of(placed, sender.client_order_id)


def _enter(market: Marketplace, request: Request, sent: bytes) -> tuple[Entering, str | None]:
    """All that a thread may wait for: who calls, what was sent, whether it stands; the desk answers later."""
    order, signature, sender = _asked(market, request, sent)
    return market.orders.enter(order, signature, sender), sender.client_order_id


def _enter_warm(market: Marketplace, request: Request, sent: bytes) -> tuple[Entering, str | None] | None:
    """The same where memory alone can judge, which spares the way to a thread; None where it cannot."""
    order, signature, sender = _asked(market, request, sent)
    entering = market.orders.enter_warm(order, signature, sender)
    return None if entering is None else (entering, sender.client_order_id)


def _asked(market: Marketplace, request: Request, sent: bytes) -> tuple[Order, str, Sender]:
    caller = signed_in(request)
    caller.check(Permission.PLACE_ORDERS)
    body, key = _read(sent), request.headers.get("Idempotency-Key")
    if key is not None:
        check_key(key)
    sender, order = body.sender(_account(caller), key), body.to_order()
    market.orders.require_destination(caller, order)
    return order, body.signature, sender


def _read(sent: bytes) -> PlaceBody:
    try:
        return PlaceBody.model_validate_json(sent)
    except ValidationError as fault:
        raise RequestValidationError(fault.errors()) from fault


def _all(market: Marketplace, caller: Principal, body: PlaceManyBody) -> list[EnteredOut]:
    found: list[EnteredOut | None] = []
    asked: list[tuple[Order, str, Sender]] = []
    for one in body.orders:
        try:
            order, sender = one.to_order(), one.sender(_account(caller))
            market.orders.require_destination(caller, order)
            asked.append((order, one.signature, sender))
            found.append(None)
        except CarbonixError as refusal:
            found.append(EnteredOut.refused(refusal))
    entering = zip(market.orders.enter_all(asked), asked, strict=True)
    return [line or _entered(*next(entering)) for line in found]


def _entered(entering: Entering | CarbonixError, asked: tuple[Order, str, Sender]) -> EnteredOut:
    if isinstance(entering, CarbonixError):
        return EnteredOut.refused(entering)
    try:
        placed = entering.placed(entering.outcome.result())
    except CarbonixError as refusal:
        return EnteredOut.refused(refusal)
    return EnteredOut(placed=PlacedOut.of(placed, asked[2].client_order_id))


def _answer(placed: Placed, key: str | None) -> Response:
    body = PlacedOut.of(placed, key).model_dump_json(by_alias=True)
    return Response(body, OK if placed.repeated else CREATED, media_type=JSON)


def _word(market: Marketplace, caller: Principal, signature: str | None) -> MakerWord:
    wallets = frozenset[str]() if signature is not None else market.orders.wallets_of(caller)
    return MakerWord(signature, wallets, _account(caller))


def _account(caller: Principal) -> str:
    return f"{caller.tenant}/{caller.subject}"


def _body_of(schema: type[PlaceBody]) -> dict[str, Any]:
    """The body in the OpenAPI document: the door reads it by itself, so FastAPI does not know it."""
    return {
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{schema.__name__}"}}},
        }
    }
