"""What crosses the doors of order entry: orders as they were signed, words of makers, and what became of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field

from marketplace.adapters.order_bodies import MOST_ORDERS_AT_ONCE
from marketplace.api.schemas import Address, Amount, OrderBody, Signature, TradeOut, Uint64
from marketplace.domain.commands import Place
from marketplace.usecases.place_order import Placed, Sender
from marketplace.usecases.show_account import AccountView, CreditBalance, OpenOrder
from registry.api.schema import Schema
from registry.domain.orders import Instructions, Order, Side, instructions_of
from registry.errors import CarbonixError, InvalidInput

ClientOrderId = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,64}$", description="the sender's own key: it acts once")]


class PlaceBody(Schema):
    """An order with its maker's signature over its EIP-712 digest.

    Time in force, type and post-only are signed inside the salt; said here, too, they must say the same.
    """

    order: OrderBody
    signature: Signature
    client_order_id: ClientOrderId | None = None
    type: Literal["limit", "market"] | None = None
    time_in_force: Literal["gtc", "ioc", "fok", "post"] | None = None
    post_only: bool | None = None

    def to_order(self) -> Order:
        """The order as a value. Raises InvalidInput where the words beside it differ from those that were signed."""
        order = self.order.to_order()
        if (self.type, self.time_in_force, self.post_only) != (None, None, None):
            self._agree(instructions_of(order.salt))
        return order

    def sender(self, account: str, key: str | None = None) -> Sender:
        """Who sends it; an Idempotency-Key is the client order id of an order without one."""
        if key is not None and self.client_order_id not in (None, key):
            raise InvalidInput("Idempotency-Key", key, f"differs from clientOrderId {self.client_order_id}")
        return Sender(account, self.client_order_id or key)

    def _agree(self, signed: Instructions) -> None:
        told = instructions_told(signed)
        said = {"type": self.type, "timeInForce": self.time_in_force, "postOnly": self.post_only}
        for name, value in said.items():
            if value is not None and value != told[name]:
                raise InvalidInput(name, value, f"the signed salt says {told[name]}")


class PlaceManyBody(Schema):
    """Orders of one call, taken in their order."""

    orders: Annotated[list[PlaceBody], Field(min_length=1, max_length=MOST_ORDERS_AT_ONCE)]


class WordBody(Schema):
    """A maker's word over the text of the specification; none where the caller signed in with the maker's wallet."""

    signature: Signature | None = None


class CancelManyBody(WordBody):
    """Which maker's orders leave; a signed word names the chain time at which it ends."""

    maker: Address
    valid_until: Uint64 | None = None


class ModifyBody(WordBody):
    """How many credits the order seeks from here on."""

    credits: Uint64
    valid_until: Uint64 | None = None


class ReplaceBody(PlaceBody):
    """A newly signed order, and the maker's word over the cancellation text of the one that it replaces."""

    cancellation: Signature | None = None


class PlacedOut(Schema):
    """What became of an order at once. `withdrawn` says why a rest left the book, by the error's name.

    `status` is `open` while something rests, `closed` where all was filled, `canceled` where a rest left.
    """

    order: str
    sequence: int
    timestamp: int
    client_order_id: str | None
    status: Literal["open", "closed", "canceled"]
    trades: list[TradeOut]
    resting_credits: Amount
    withdrawn: str | None

    @classmethod
    def of(cls, placed: Placed, client_order_id: str | None = None) -> Self:
        """The answer to a placing."""
        status: Literal["open", "closed", "canceled"] = "closed"
        if placed.resting_credits:
            status = "open"
        elif placed.withdrawn:
            status = "canceled"
        return cls(
            order=placed.order,
            sequence=placed.sequence,
            timestamp=placed.time_ms,
            client_order_id=client_order_id,
            status=status,
            trades=[TradeOut.of(trade) for trade in placed.trades],
            resting_credits=placed.resting_credits,
            withdrawn=placed.withdrawn.reason if placed.withdrawn else None,
        )


class EnteredOut(Schema):
    """One order of a call: placed, or refused by name."""

    placed: PlacedOut | None = None
    code: str | None = None
    detail: str | None = None
    facts: dict[str, str] | None = None

    @classmethod
    def refused(cls, error: CarbonixError) -> Self:
        """The refusal of one; the others stand."""
        return cls(code=error.name, detail=error.sentence, facts=dict(error.facts))


class CancelledOut(Schema):
    """The credits that left the book."""

    order: str
    credits: Amount


class OpenOrderOut(Schema):
    """An order of one's own in the book; `remaining` credits are still sought."""

    order: str
    batch: Amount
    payment: str
    side: Literal["buy", "sell"]
    price: Amount
    credits: Amount
    remaining: Amount
    expiry: Amount
    type: Literal["limit", "market"]
    time_in_force: str
    post_only: bool

    @classmethod
    def of(cls, found: OpenOrder) -> Self:
        """The order as its maker sees it."""
        place, told = found.place, _told(found.place)
        return cls(
            order=place.order,
            batch=place.batch,
            payment=place.payment,
            side="buy" if place.side is Side.Buy else "sell",
            price=place.price_minor,
            credits=place.credits,
            remaining=found.rest,
            expiry=place.expiry_s,
            type=told["type"],
            time_in_force=told["timeInForce"],
            post_only=told["postOnly"],
        )


class CreditBalanceOut(Schema):
    """Kilograms of one batch."""

    batch: Amount
    held_kg: Amount
    frozen_kg: Amount
    promised_kg: Amount

    @classmethod
    def of(cls, balance: CreditBalance) -> Self:
        """The balance of a batch."""
        return cls(
            batch=balance.batch,
            held_kg=balance.held_kg,
            frozen_kg=balance.frozen_kg,
            promised_kg=balance.promised_kg,
        )


class AccountOut(Schema):
    """One wallet at one block: money in minor units of the payment token."""

    wallet: str
    block: int
    chain_time: Amount
    payment: str
    funds: Amount
    allowance: Amount
    promised: Amount
    credits_approved: bool
    credits: list[CreditBalanceOut]
    orders: list[OpenOrderOut]
    fills: list[TradeOut]
    certificates: list[Amount]

    @classmethod
    def of(cls, view: AccountView) -> Self:
        """The wallet as its owner sees it."""
        return cls(
            wallet=view.wallet,
            block=view.block,
            chain_time=view.chain_time_s,
            payment=view.payment,
            funds=view.funds_minor,
            allowance=view.allowance_minor,
            promised=view.promised_minor,
            credits_approved=view.credits_approved,
            credits=[CreditBalanceOut.of(one) for one in view.credits],
            orders=[OpenOrderOut.of(one) for one in view.orders],
            fills=[TradeOut.of_record(one) for one in view.fills],
            certificates=list(view.certificates),
        )


def instructions_told(told: Instructions) -> dict[str, Any]:
    """Signed instructions in the words of the doors."""
    tif = told.tif.name.lower()
    return {"type": "market" if told.market else "limit", "timeInForce": tif, "postOnly": tif == "post"}


def _told(place: Place) -> dict[str, Any]:
    return instructions_told(Instructions(place.tif, place.self_trade, bool(place.kind)))
