"""The orders of the demonstration's day, one after the other; each must do to the book exactly what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from carbonix_client.api.market import cancel_order, create_order
from carbonix_client.models import OrderBody, PlaceBody, PlacedOut, Problem, WordBody

from registry.domain.details import details_hash
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.orders import RETIRE_ON_SETTLEMENT, Instructions, Order, Side, TimeInForce, salt_of
from registry.domain.struct import camel
from registry.domain.units import FEE_BPS
from web.story.cast import event_guests
from web.story.errors import NotProved
from web.story.floor import Floor, Participant
from web.story.stage import Stage

YEAR_S = 365 * 86_400
MINOR_PER_BAHT = 1_000_000
FIRST_BATCH, GROVE_BATCH, ANY_BATCH = 1, 3, 0
NONCE_HEX_DIGITS = 60  # 240 bits
THAILAND, OLDEST_VINTAGE = "0x" + b"TH".hex(), 2018
LEFT_BIDS = ((FIRST_BATCH, 1, 172), (GROVE_BATCH, 2, 146), (GROVE_BATCH, 1, 143), (GROVE_BATCH, 2, 140))
TILL_ITS_DATE, NOW = Instructions(), Instructions(TimeInForce.IOC)
AT_ANY_PRICE = Instructions(TimeInForce.IOC, market=True)  # down to the price that is signed as the worst
DETAILS = {
    "beneficiary": "A guest of the exporter (invented for the demonstration)",
    "purpose": "a credit of a SIMULATED grove, bought and retired in one step",
}


@dataclass(frozen=True, slots=True)
class Placing:
    """An order of the day: its hash, and what became of it at once."""

    order: str
    answer: PlacedOut

    @property
    def filled(self) -> int:
        """Whole credits that it traded on arrival."""
        return sum(int(trade.credits_) for trade in self.answer.trades)


@dataclass(frozen=True, slots=True)
class Day:
    """The orders by what the chapter calls them."""

    ask: Placing
    bid: Placing
    attribute: Placing
    dead: Placing
    block: Placing
    retiring: Placing
    orders: frozenset[str]


def hold_the_day(stage: Stage, floor: Floor) -> Day:
    """Every order of the day in turn; held again, each finds what became of it the first time."""
    plant, emitter, grove, book = floor.plant, floor.emitter, floor.grove, Counter(stage)
    ask = book.sell(plant, "ask", FIRST_BATCH, 10, 180)
    book.expect(ask, filled=0, resting=10)
    bid = book.buy(emitter, "bid", FIRST_BATCH, 3, 182)
    book.expect(bid, filled=3, resting=0)
    book.expect(book.sell(grove, "grove-ask", GROVE_BATCH, 2, 150), filled=0, resting=2)
    attribute = book.buy(emitter, "attribute", ANY_BATCH, 5, 160, country=THAILAND, vintage_from=OLDEST_VINTAGE)
    book.expect(attribute, filled=2, resting=3)
    book.expect(book.sell(grove, "grove-late", GROVE_BATCH, 1, 155), filled=1, resting=0)
    dead = book.buy(emitter, "dead", FIRST_BATCH, 2, 170, NOW)
    book.expect(dead, filled=0, resting=0)
    taken = book.buy(emitter, "market", FIRST_BATCH, 4, 185, AT_ANY_PRICE)
    book.expect(taken, filled=4, resting=0)
    book.withdraw(emitter, attribute)
    offered = book.sell(grove, "block-offer", GROVE_BATCH, 5, 148, taker=emitter.signer.address)
    book.expect(offered, filled=0, resting=5)
    block = book.buy(emitter, "block", GROVE_BATCH, 5, 148, taker=grove.signer.address)
    book.expect(block, filled=5, resting=0)
    book.expect(book.sell(grove, "grove-last", GROVE_BATCH, 1, 150), filled=0, resting=1)
    retiring = book.buy(emitter, "retiring", GROVE_BATCH, 1, 150, **_on_behalf(stage))
    book.expect(retiring, filled=1, resting=0)
    return Day(ask, bid, attribute, dead, block, retiring, frozenset(book.placed))


def leave_a_book(stage: Stage, floor: Floor) -> None:
    """Bids of what the plant was paid, for whoever walks in after the story; none of them meets an offer."""
    plant, book = floor.plant, Counter(stage)
    for batch, credits, baht in LEFT_BIDS:
        bid = book.buy(plant, f"left-{batch}-{baht}", batch, credits, baht)
        book.expect(bid, filled=0, resting=credits)
    attribute = book.buy(plant, "left-attribute", ANY_BATCH, 2, 135, country=THAILAND, vintage_from=OLDEST_VINTAGE)
    book.expect(attribute, filled=0, resting=2)


def _on_behalf(stage: Stage) -> dict[str, Any]:
    """The words of an order whose credits go straight into a certificate of somebody else."""
    memo = details_hash(DETAILS, stage.book.secret("bought-and-retired"))
    return {"flags": RETIRE_ON_SETTLEMENT, "recipient": event_guests(1)[0], "memo": memo}


class Counter:
    """Signs orders and sends them; a refusal ends the story."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.placed: list[str] = []

    def sell(self, who: Participant, name: str, batch: int, credits: int, baht: int, **words: Any) -> Placing:
        """An offer that rests until it is met."""
        return self._place(who, name, self._order(who, Side.Sell, batch, credits, baht), TILL_ITS_DATE, words)

    def buy(
        self,
        who: Participant,
        name: str,
        batch: int,
        credits: int,
        baht: int,
        told: Instructions = TILL_ITS_DATE,
        **words: Any,
    ) -> Placing:
        """A bid; what the book shall do with its rest is signed with it."""
        return self._place(who, name, self._order(who, Side.Buy, batch, credits, baht), told, words)

    def expect(self, placing: Placing, *, filled: int, resting: int) -> None:
        """Raises NotProved if the book did something else with the order."""
        seen = (placing.filled, int(placing.answer.resting_credits))
        if seen != (filled, resting):
            raise NotProved(f"order {placing.order} filled {seen[0]} and rests {seen[1]}, expected {filled}, {resting}")

    def withdraw(self, who: Participant, placing: Placing) -> None:
        """The maker takes the rest of an order back: signed in with its wallet, it need not sign again."""
        answer = cancel_order.sync(placing.order, client=who.exchange, body=WordBody())
        if isinstance(answer, Problem) and answer.code != "OrderWasCancelled":
            raise NotProved(f"a withdrawal was refused: {answer.code}: {answer.detail}")

    def _place(self, who: Participant, name: str, order: Order, told: Instructions, words: dict[str, Any]) -> Placing:
        nonce = int(self._stage.book.secret(name)[:NONCE_HEX_DIGITS], 16)
        order = replace(order, salt=salt_of(nonce, told), **words)
        order_hash = self._stage.market.exchange.order_hash(order)
        signature = "0x" + who.signer.sign_digest(bytes.fromhex(order_hash[2:])).hex()
        body = PlaceBody(body_of(order), signature, client_order_id=name)
        answer = create_order.sync(client=who.exchange, body=body)
        if not isinstance(answer, PlacedOut):
            raise NotProved(f"the order {name!r} was refused: {answer}")
        self.placed.append(order_hash)
        return Placing(order_hash, answer)

    def _order(self, who: Participant, side: Side, batch: int, credits: int, baht: int) -> Order:
        return Order(
            maker=who.signer.address,
            taker=ZERO_ADDRESS,
            recipient=ZERO_ADDRESS,
            batch=batch,
            payment=self._stage.market.payment,
            side=side,
            credits=credits,
            price=baht * MINOR_PER_BAHT,
            expiry=self._stage.book.begun_at + YEAR_S,
            epoch=0,
            max_fee_bps=FEE_BPS,
            flags=0,
            min_fill=0,
            salt=0,
            memo=ZERO_HASH,
        )


def body_of(order: Order) -> OrderBody:
    """An order as it travels: every amount a decimal string."""
    texts = {camel(field.name): str(getattr(order, field.name)) for field in fields(Order)}
    return OrderBody.from_dict(texts | {"side": order.side.name.lower()})
