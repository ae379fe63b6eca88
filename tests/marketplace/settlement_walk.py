"""A walk: named makers make literal moves on the settlement model and the book at once, and on a twin beside them.

A move is a tuple of literals, the verb first: a method of `Walk` with its arguments. Orders go by number, in the order
of signing; times are seconds since the walk began. So a list of moves means the same on any chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol

from marketplace.domain import purses, settlement_model
from marketplace.domain.commands import Cancel, Cancelled, Command, Event, Market, Place, Rejected, Reopen, Traded
from marketplace.domain.engine import Engine
from marketplace.domain.fault import orders_at_fault
from marketplace.domain.fee import quote
from marketplace.domain.settlement_model import Exchange, Match, Outcome, Stated
from marketplace.domain.signed_order import SignedOrder
from registry.domain.events import ZERO_ADDRESS, ZERO_HASH
from registry.domain.ledger import Said
from registry.domain.orders import Order, Side, salt_of
from registry.errors import Refused

BOOK_MATCHES = 8
LIFETIME_S = 100 * 86_400
MEMO = "0x" + "11" * 32
OPERATOR, GUARDIAN, ADMIN = "exchange_operator", "guardian", "admin"
BAHT, UNLISTED = "baht", "unlisted"
# What the book judges by itself: a match that it proposes never fails by one of these.
TERMS = {
    "ZeroCredits",
    "SidesNotOpposite",
    "BatchMismatch",
    "PaymentMismatch",
    "SelfTrade",
    "TakerMismatch",
    "OrderFlags",
}
TERMS |= {"PriceOutsideLimits", "PriceOffTick", "OrderOverfilled", "OrderAllOrNone", "OrderBelowMinimum", "OrderFee"}
# What became of an order meanwhile is seen before its terms.
OVERTAKEN = {"OrderExpired", "OrderEpoch", "OrderWasCancelled"}

Spoken = list[tuple[str, str, dict[str, Any]]] | tuple[Any, ...]
Move = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """One call: what the model runs, and how the chain is called; `orders` are the hashes that it may touch."""

    contract: str
    function: str
    by: str
    arguments: tuple[Any, ...]
    run: Callable[[Exchange], Outcome]
    orders: tuple[str, ...] = ()


class Twin(Protocol):
    """Whoever makes the same moves: the chain, or nobody."""

    def sign(self, order: Order, signer: str) -> tuple[str, str]: ...
    def do(self, deed: Deed, now: int, expected: Spoken) -> None: ...
    def agree(self, walk: Walk, orders: Sequence[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a walk begins: addresses by name, lower-case, payment tokens by name, the exchange and the time."""

    addresses: Mapping[str, str]
    payments: Mapping[str, str]
    exchange: Exchange
    starts_at: int


class Walk:
    """State of the model and of the book, the orders signed so far, and the moves that led here."""

    def __init__(self, stage: Stage, twin: Twin) -> None:
        self.stage, self.twin = stage, twin
        self.exchange, self.now = stage.exchange, stage.starts_at
        self.book, self.waiting = Engine(), list[Traded]()
        self.orders, self.signatures = list[Stated](), list[str]()
        self.turned_down: dict[str, Rejected] = {}
        self.own_pairs: list[tuple[str, str, int, int]] = []
        self.moves: list[Move] = []
        self.seen: Counter[tuple[str, str]] = Counter()

    def replay(self, moves: Sequence[Move]) -> None:
        for move in moves:
            self.make(*move)

    def make(self, verb: str, *arguments: Any) -> None:
        """One move. Whatever differs between model, book and twin raises AssertionError."""
        self.moves.append((verb, *arguments))
        getattr(self, verb)(*arguments)

    # ---- orders, which are known before any chain is asked

    def sign(self, side: str, maker: str, batch: int, credits: int, price: int, changes: Mapping[str, Any]) -> None:
        """`changes` replace fields; accounts by name, `lasts_s` seconds, `epoch_ahead` beside the maker's epoch."""
        facts = dict(changes)
        signer = facts.pop("signer", maker)
        order = Order(
            maker=self.address(maker),
            taker=self.address(facts.pop("taker", None)),
            recipient=self.address(facts.pop("recipient", None)),
            batch=batch,
            payment=self.stage.payments[facts.pop("payment", BAHT)],
            side=Side[side],
            credits=credits,
            price=price,
            expiry=self.now + facts.pop("lasts_s", LIFETIME_S),
            epoch=self.exchange.epoch(self.address(maker)) + facts.pop("epoch_ahead", 0),
            max_fee_bps=facts.pop("max_fee_bps", 45),
            flags=facts.pop("flags", 0),
            min_fill=facts.pop("min_fill", 0),
            salt=salt_of(len(self.orders) + 1),
            memo=facts.pop("memo", ZERO_HASH),
        )
        order = replace(order, **facts)
        order_hash, signature = self.twin.sign(order, signer)
        self.orders.append(Stated(order_hash, order, self.address(signer)))
        self.signatures.append(signature)

    def place(self, number: int) -> None:
        """The order enters the book."""
        stated = self.order(number)
        placing = SignedOrder(stated.hash, stated.order, "").placing(stated.order.credits, self.now)
        met = self._own_counter(placing)
        events = self.tell(placing)
        if isinstance(events[0], Rejected):
            self.turned_down[stated.hash] = events[0]
        if met and any(isinstance(event, Cancelled) and event.reason == "SelfTrade" for event in events):
            buy, sell = (placing, met) if placing.side is Side.Buy else (met, placing)
            self.own_pairs.append((buy.order, sell.order, 1, met.price_minor))

    def tell(self, command: Command) -> list[Event]:
        events = self.book.apply(command)
        self.waiting += [event for event in events if isinstance(event, Traded)]
        self.seen.update([("book", event.name) for event in events if isinstance(event, Rejected)])
        self.seen.update([("book", event.reason) for event in events if isinstance(event, Cancelled)])
        return events

    def _own_counter(self, placing: Place) -> Place | None:
        opposite = Side.Sell if placing.side is Side.Buy else Side.Buy
        queue = self.book.queue(placing.market, opposite)
        return next((place for place, _ in queue if place.maker == placing.maker), None)

    def order(self, number: int) -> Stated:
        return self.orders[number - 1]

    def address(self, name: str | None) -> str:
        return self.stage.addresses[name] if name else ZERO_ADDRESS

    # ---- settlement

    def settle(
        self, by: str, ahead: int, numbers: Sequence[int], matches: Sequence[Move], dropped: int = 0
    ) -> list[Said]:
        """`matches` name positions in `numbers`; `ahead` of the right number; `dropped` signatures are left out."""
        batch_no = self.exchange.last_batch_no + 1 + ahead
        stated, caller = [self.order(number) for number in numbers], self.address(by)
        signatures = [self.signatures[number - 1] for number in numbers][: len(numbers) - dropped]
        named = [Match(*match) for match in matches]

        def run(exchange: Exchange) -> Outcome:
            return settlement_model.settle(exchange, caller, batch_no, stated, len(signatures), named, self.now)

        arguments = (batch_no, [each.order for each in stated], signatures, [tuple(match) for match in matches])
        hashes = tuple(each.hash for each in stated)
        said = self.do("settle", Deed("CreditExchange", "settle", caller, arguments, run, hashes))
        self._keep_word(said, stated, named)
        return said

    def settle_book(self) -> None:
        """The trades that wait in the book go to the chain, which does exactly what the book said."""
        trades, self.waiting = self.waiting[:BOOK_MATCHES], self.waiting[BOOK_MATCHES:]
        said = self._settle_hashes([(trade.buy, trade.sell, trade.credits, trade.price_minor) for trade in trades])
        if said:
            self._repair_book(compare_trades(trades, said))
        else:
            self.waiting[:0] = trades

    def settle_declined(self) -> None:
        """What the book holds apart although the prices meet, the chain refuses too, by the order's terms."""
        crossed = [pair for market in self.markets() for pair in islice(crossed_pairs(self.book, market), 4)]
        pairs, self.own_pairs = crossed + self.own_pairs, []
        if not pairs:
            return
        for event in self._settle_hashes(pairs):
            if event.name == "MatchFailed":
                self.seen["declined", event.arguments["reason"][0]] += 1
            assert event.name in ("MatchFailed", "BatchSettled"), "the book declined what the chain accepts"
            assert event.name == "BatchSettled" or event.arguments["reason"][0] in TERMS | OVERTAKEN

    def settle_own(self, by: str, own: int, counter: int, credits: int) -> None:
        mine, other, caller = self.order(own), self.order(counter), self.address(by)

        def run(exchange: Exchange) -> Outcome:
            return settlement_model.settle_own(exchange, caller, mine.order, mine.hash, other, credits, self.now)

        arguments = (mine.order, other.order, self.signatures[counter - 1], credits)
        self.do("settle_own", Deed("CreditExchange", "settleOwn", caller, arguments, run, (mine.hash, other.hash)))

    def settle_match(self, by: str, buy: int, sell: int) -> None:
        caller, pair = self.address(by), [self.order(buy), self.order(sell)]
        proven = [(each.hash, True, each.order, "0x") for each in pair]
        deed = Deed(
            "CreditExchange",
            "settleMatch",
            caller,
            (1, *proven, 1, pair[1].order.price),
            lambda exchange: settlement_model.settle_match(exchange, caller),
        )
        self.do("settle_match", deed)

    def markets(self) -> list[Market]:
        return [Market(batch, self.stage.payments[BAHT]) for batch in self.exchange.batches]

    def _settle_hashes(self, pairs: Sequence[tuple[str, str, int, int]]) -> list[Said]:
        numbers = {stated.hash: number for number, stated in enumerate(self.orders, start=1)}
        named = list(dict.fromkeys(numbers[order] for buy, sell, *_ in pairs for order in (buy, sell)))
        matches = [(named.index(numbers[buy]), named.index(numbers[sell]), *terms) for buy, sell, *terms in pairs]
        return self.settle(OPERATOR, 0, named, matches)

    def _keep_word(self, said: Sequence[Said], stated: Sequence[Stated], matches: Sequence[Match]) -> None:
        """An order that the book turned down by its own words does not settle either, and by the same words."""
        failed = {
            event.arguments["position"]: event.arguments["reason"] for event in said if event.name == "MatchFailed"
        }
        for position, match in enumerate(matches if said else ()):
            for order in (stated[match.buy].hash, stated[match.sell].hash):
                if order in self.turned_down:
                    name, *arguments = failed[position]
                    turned_down = self.turned_down[order]
                    assert name == turned_down.name or name in OVERTAKEN
                    if name == turned_down.name == "OrderBelowMinimum":
                        assert arguments == [value for _, value in turned_down.facts]

    def _repair_book(self, failures: list[tuple[Traded, tuple[str, ...]]]) -> None:
        """As marketplace/usecases/settle_matches.py: who is at fault leaves, and the other side comes back."""
        accused: set[str] = set()
        for trade, reason in failures:
            buy, sell = self.book.place_of(trade.buy), self.book.place_of(trade.sell)
            assert buy
            assert sell
            at_fault = orders_at_fault(reason[0], {"order": reason[1]} if reason[1:] else {}, buy.order, sell.order)
            accused |= at_fault
            for order in sorted(at_fault):
                self.tell(Cancel(order, reason[0]))
        for trade, _ in failures:
            for order in sorted({trade.buy, trade.sell} - accused):
                self.tell(Reopen(order, trade.credits, self.now))

    # ---- what makers take back

    def cancel(self, by: str, number: int) -> None:
        stated, caller = self.order(number), self.address(by)

        def run(exchange: Exchange) -> Outcome:
            return settlement_model.cancel(exchange, caller, stated.order, stated.hash)

        if self.do("cancel", Deed("CreditExchange", "cancel", caller, (stated.order,), run, (stated.hash,))):
            self.tell(Cancel(stated.hash, "Maker"))

    def raise_epoch(self, by: str) -> None:
        caller = self.address(by)
        deed = Deed("CreditExchange", "raiseEpoch", caller, (), lambda e: settlement_model.raise_epoch(e, caller))
        self.do("raise_epoch", deed)
        for place, _ in self.book.resting_of(caller):
            self.tell(Cancel(place.order, "Maker"))

    def pause(self, by: str) -> None:
        caller = self.address(by)
        deed = Deed("CreditExchange", "pauseSettlement", caller, (), lambda e: settlement_model.pause(e, caller))
        self.do("pause", deed)

    def unpause(self, by: str) -> None:
        caller = self.address(by)
        deed = Deed("CreditExchange", "unpauseSettlement", caller, (), lambda e: settlement_model.unpause(e, caller))
        self.do("unpause", deed)

    def wait(self, seconds: int) -> None:
        self.now += seconds

    # ---- purses

    def admit(self, by: str, admitted: bool) -> None:
        """The holder lets the exchange move its credits, or no longer."""
        holder, exchange = self.address(by), self.exchange.rules.exchange
        admits = self.exchange.purses.admits
        after = admits | {holder} if admitted else admits - {holder}
        self._rearrange("admit", "CarbonCredit", "setApprovalForAll", holder, (exchange, admitted), admits=after)

    def allow(self, by: str, minor: int) -> None:
        holder, exchange, payment = self.address(by), self.exchange.rules.exchange, self.stage.payments[BAHT]
        after = {**self.exchange.purses.allowed_minor, (payment, holder): minor}
        self._rearrange("allow", "PaymentToken", "approve", holder, (exchange, minor), allowed_minor=after)

    def freeze(self, name: str, batch: int, kg: int) -> None:
        after = {**self.exchange.purses.frozen_kg, (batch, self.address(name)): kg}
        arguments, by = (self.address(name), batch, kg), self.address("compliance")
        self._rearrange("freeze", "CarbonCredit", "setFrozenTokens", by, arguments, frozen_kg=after)

    def pause_transfers(self, stop: bool) -> None:
        function, by = ("pauseTransfers", GUARDIAN) if stop else ("unpauseTransfers", ADMIN)
        self._rearrange("pause_transfers", "CarbonCredit", function, self.address(by), (), transfers_paused=stop)

    def label(self, batch: int, labels: int) -> None:
        def run(exchange: Exchange) -> Outcome:
            facts = replace(exchange.batches[batch], labels=labels)
            return replace(exchange, batches={**exchange.batches, batch: facts}), ()

        by = self.address("registrar")
        self.do("label", Deed("CreditRegistry", "setLabels", by, (batch, labels, MEMO), run))

    def give(self, by: str, receiver: str, batch: int, kg: int) -> None:
        holder, to = self.address(by), self.address(receiver)
        call = (holder, to, batch, kg, b"")
        self._move("give", "CarbonCredit", "safeTransferFrom", call, purses.give, holder, batch, holder, to, kg)

    def hand(self, by: str, receiver: str, minor: int) -> None:
        payer, to, payment = self.address(by), self.address(receiver), self.stage.payments[BAHT]
        self._move("hand", "PaymentToken", "transfer", (to, minor), purses.hand, payment, payer, to, minor, by=payer)

    def _move(self, verb: str, contract: str, function: str, call: Move, rule: Any, *facts: Any, by: str = "") -> None:
        def run(exchange: Exchange) -> Outcome:
            after, said = rule(exchange.purses, *facts)
            return replace(exchange, purses=after), said

        self.do(verb, Deed(contract, function, by or facts[0], call, run))

    def _rearrange(self, verb: str, contract: str, function: str, by: str, call: Move, **changes: Any) -> None:
        def run(exchange: Exchange) -> Outcome:
            return replace(exchange, purses=replace(exchange.purses, **changes)), ()

        self.do(verb, Deed(contract, function, by, call, run))

    def do(self, verb: str, deed: Deed) -> list[Said]:
        """The model first, then the twin at the same second; the events, or none where both refuse."""
        self.now += 1
        before = self.exchange
        try:
            self.exchange, events = deed.run(before)
            said = list(events)
            expected: Spoken = [(event.contract, event.name, dict(event.arguments)) for event in said]
            self.seen[verb, "done"] += 1
        except Refused as refusal:
            said, expected = [], (refusal.name, *refusal.facts.values())
            self.seen[verb, refusal.name] += 1
        for event in said:
            if event.name in ("MatchFailed", "Trade"):
                self.seen["match", event.arguments.get("reason", ("done",))[0]] += 1
        self.twin.do(deed, self.now, expected)
        self.twin.agree(self, deed.orders)
        return said


def compare_trades(trades: Sequence[Traded], said: Sequence[Said]) -> list[tuple[Traded, tuple[str, ...]]]:
    """Every trade that settled did so as the book said, to the last unit; those that failed, with their reasons."""
    failed = {event.arguments["position"]: event.arguments["reason"] for event in said if event.name == "MatchFailed"}
    settled = iter([event.arguments for event in said if event.name == "Trade"])
    for position, trade in enumerate(trades):
        if position in failed:
            assert failed[position][0] not in TERMS, "the book proposed what the chain refuses by the order's terms"
            continue
        facts, amounts = next(settled), quote(trade.credits, trade.price_minor)
        assert (facts["buyOrder"], facts["sellOrder"]) == (trade.buy, trade.sell)
        assert Market(facts["batch"], facts["payment"]) == trade.market
        assert (facts["credits"], facts["price"]) == (trade.credits, trade.price_minor)
        assert (facts["notional"], facts["fee"]) == (amounts.notional_minor, amounts.fee_minor)
    return [(trade, failed[position]) for position, trade in enumerate(trades) if position in failed]


def crossed_pairs(book: Engine, market: Market) -> list[tuple[str, str, int, int]]:
    """Resting orders whose prices meet: the book says that the largest match of each pair breaks a term."""
    return [
        (bid.order, ask.order, min(wanted, offered), ask.price_minor)
        for bid, wanted in book.queue(market, Side.Buy)
        for ask, offered in book.queue(market, Side.Sell)
        if bid.price_minor >= ask.price_minor
    ]
