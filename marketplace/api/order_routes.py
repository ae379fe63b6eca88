"""Order entry over HTTP: one order on the shortest way, many in one call, and every word of a maker about its own."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response, Security

from marketplace.api.order_door import CREATED, OK, OrderDoor, answer_all
from marketplace.api.order_reading import by_schema
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
from marketplace.domain.accounts import account_of
from marketplace.usecases.cancel_order import MakerWord
from registry.api.body_limit import BoundedRoute
from registry.api.security import BEARER, require
from registry.domain.roles import Permission, Principal

JSON = "application/json"
Trader = Annotated[Principal, Depends(require(Permission.PLACE_ORDERS))]
OrderHash = Annotated[Hash, Path()]


def order_router(market: Marketplace) -> APIRouter:
    """Doors of order entry; each body has at most a megabyte."""
    router = APIRouter(route_class=BoundedRoute)
    _entering(router, market)
    _changing(router, market)
    return router


def _entering(router: APIRouter, market: Marketplace) -> None:
    door = OrderDoor(market)

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
        return await door.answer(request)

    @router.post("/orders/batch", operation_id="createOrders", response_model=list[EnteredOut])
    def create_orders(body: PlaceManyBody, caller: Trader) -> Response:
        """Takes orders in their order; each stands or is refused for itself, and the answer has one line for each."""
        return answer_all(market, caller, by_schema(body, account_of(caller)))


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
        sender = body.sender(account_of(caller))
        placed = market.orders.replace(order, new, body.signature, word, sender)
        return PlacedOut.of(placed, sender.client_order_id)


def _word(market: Marketplace, caller: Principal, signature: str | None) -> MakerWord:
    wallets = frozenset[str]() if signature is not None else market.orders.wallets_of(caller)
    return MakerWord(signature, wallets, account_of(caller))


def _body_of(schema: type[PlaceBody]) -> dict[str, Any]:
    """The body in the OpenAPI document: the door reads it by itself, so FastAPI does not know it."""
    return {
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{schema.__name__}"}}},
        }
    }
