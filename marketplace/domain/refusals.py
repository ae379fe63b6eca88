"""Why the engine does not take a command up, by the name of the error; a refused command has changed nothing."""

from __future__ import annotations

from marketplace.domain.attribute_bids import AttributeMatcher
from marketplace.domain.commands import ANY_BATCH, Modify, OrderType, Place, Reopen, Replace, SetLimits, Shrink
from marketplace.domain.events import Market, Rejected
from marketplace.domain.levels import Account, BookOrder, Terms
from marketplace.domain.limits import orders_beside
from marketplace.domain.matching import FOK, IOC, POST, within
from registry.domain.orders import Side

NO_LIMITS = SetLimits()


def rejected(order: str, name: str, **facts: object) -> Rejected:
    """The refusal of an order by name; the order comes first among the facts."""
    return Rejected(order, name, (("order", order), *((key, str(value)) for key, value in facts.items())))


def terms_of(place: Place) -> Terms | None:
    """What is special about an order; None for a plain one. An attribute bid is always special."""
    plain = place.taker is None and not place.min_fill and not place.all_or_none
    if plain and place.market.batch != ANY_BATCH:
        return None
    return Terms(place.taker, place.min_fill, place.credits if place.all_or_none else 0)


def rank_of(place: Place) -> int:
    """How good the price is for the other side: see levels.py."""
    return place.price_minor if place.side is Side.Buy else -place.price_minor


class Refusals(AttributeMatcher):
    """Knows time, halts and limits, and says which command must not be taken up."""

    def __init__(self) -> None:
        super().__init__()
        self.time_s = 0
        self.limits = NO_LIMITS
        self.limited = False
        self.guarded = False

    def guard(self) -> None:
        """Notes whether any order could be refused by a halt, a limit or a collar."""
        books = any(book.collared or book.halt_reason is not None for book in self.books.values())
        self.guarded = self.limited or self.halt_reason is not None or books

    def place_refusal(self, place: Place, leaving: BookOrder | None = None) -> Rejected | None:
        """Why a new order may not enter; `leaving` is the one that it replaces."""
        return (
            self._words_refusal(place)
            or self._market_refusal(place.order, place.market)
            or (self._limits_refusal(place, leaving) if self.limited else None)
            or self._price_refusal(place)
        )

    def _words_refusal(self, place: Place) -> Rejected | None:
        order, now_s = place.order, max(place.at_s, self.time_s)
        if order in self.known:
            return rejected(order, "OrderDuplicated")
        if place.credits <= 0:
            return rejected(order, "ZeroCredits")
        if place.price_minor <= 0:
            return rejected(order, "PriceOffTick", price=place.price_minor, tick=1)
        if now_s >= place.expiry_s:
            return rejected(order, "OrderExpired", expiry=place.expiry_s, chainTime=now_s)
        if place.credits < place.min_fill:
            return rejected(order, "OrderBelowMinimum", minFill=place.min_fill, asked=place.credits)
        if place.kind is OrderType.MARKET and place.tif not in (IOC, FOK):
            return rejected(order, "OrderInstructions", rule="a market order must be ioc or fok")
        return self._criteria_refusal(place)

    def _criteria_refusal(self, place: Place) -> Rejected | None:
        attribute = place.market.batch == ANY_BATCH
        if attribute is (place.criteria is not None) and not (attribute and place.side is Side.Sell):
            return None
        return rejected(place.order, "OrderCriteria")

    def _market_refusal(self, order: str, market: Market) -> Rejected | None:
        book = self.books.get(market)
        reason = self.halt_reason if self.halt_reason is not None else book.halt_reason if book else None
        if reason is None:
            return None
        return rejected(order, "MarketHalted", batch=market.batch, payment=market.payment, reason=reason)

    def _limits_refusal(self, place: Place, leaving: BookOrder | None) -> Rejected | None:
        limits, account = self.limits, self.accounts.get(place.maker) or Account(place.maker)
        if 0 < limits.max_credits_per_order < place.credits:
            return rejected(place.order, "OrderTooLarge", limit=limits.max_credits_per_order, asked=place.credits)
        most, name = limits.max_orders_per_maker, leaving.order if leaving else None
        if 0 < most <= orders_beside(account, most, name):
            return rejected(place.order, "TooManyOrders", maker=place.maker, limit=limits.max_orders_per_maker)
        if limit := limits.max_open_credits_per_maker:
            credits = account.open_credits - (leaving.remaining if leaving else 0) + place.credits
            if limit < credits:
                return rejected(place.order, "TooManyOpenCredits", maker=place.maker, limit=limit, asked=credits)
        return None

    def _price_refusal(self, place: Place) -> Rejected | None:
        book = self.books.get(place.market)
        if book is not None and book.collared and place.kind is OrderType.LIMIT:
            low, high = book.bounds_minor()
            if not within(place.price_minor, (low, high)):
                return rejected(place.order, "PriceOutsideCollar", price=place.price_minor, low=low, high=high)
        if place.tif == POST and self.takes_at_once(place, place.credits):
            return rejected(place.order, "PostOnlyWouldTrade", price=place.price_minor)
        return None

    def takes_at_once(self, place: Place, credits: int) -> bool:
        """Would an order trade on entry?"""
        books = [book for book in (self.books.get(place.market),) if book is not None]
        if place.criteria is not None:
            books = self.trading(place.criteria, place.market.payment)
        return self.would_trade(self.arriving(place, credits), books)

    def arriving(self, place: Place, credits: int) -> BookOrder:
        """An order on its way in, with so many credits to seek."""
        account = self.account_of(place.maker)
        return BookOrder.of(place.order, account, rank_of(place), credits, terms_of(place), place)

    def account_of(self, maker: str) -> Account:
        """Whoever signs orders by this name, perhaps the first time."""
        account = self.accounts.get(maker)
        if account is None:
            account = self.accounts[maker] = Account(maker)
        return account

    def gone_refusal(self, order: str) -> Rejected | None:
        """Why nothing can be done with an order: never seen, or ended for ever."""
        if order not in self.known:
            return rejected(order, "OrderUnknown")
        return rejected(order, "OrderWasCancelled") if self.known[order].closed else None

    def still_refusal(self, order: str) -> Rejected | None:
        """The same, and that it does not rest: filled, it waits for nothing."""
        gone = self.gone_refusal(order)
        if gone is None and self.known[order].level is None:
            return rejected(order, "OrderNotResting")
        return gone

    def reopen_refusal(self, command: Reopen) -> Rejected | None:
        """Why credits may not come back: no more of them than were filled."""
        refused = self.gone_refusal(command.order)
        if refused is None and command.credits <= 0:
            return rejected(command.order, "ZeroCredits")
        if refused is None and command.credits > (filled := self.filled(command.order)):
            return rejected(
                command.order,
                "OrderOverfilled",
                credits=self.signed(command.order),
                filled=filled,
                asked=command.credits,
            )
        return refused

    def signed(self, order: str) -> int:
        """Whole credits that an order might still fill when it came in."""
        known = self.known[order]
        return known.place.credits if known.place else known.remaining

    def filled(self, order: str) -> int:
        """Whole credits of an open order that have traded and did not come back."""
        known = self.known[order]
        return self.signed(order) - known.remaining - self.withheld.get(order, 0)

    def modify_refusal(self, command: Modify) -> Rejected | None:
        """Why an order may not seek that many credits: above what was signed, or below what it may fill."""
        refused = self.still_refusal(command.order)
        if refused is not None:
            return refused
        order = self.known[command.order]
        place, most = order.place, order.remaining + self.withheld.get(command.order, 0)
        if command.credits <= 0:
            return rejected(command.order, "ZeroCredits")
        if place is None:
            return None
        if command.credits > most:
            return rejected(command.order, "OrderAboveSigned", signed=most, asked=command.credits)
        if place.all_or_none and command.credits != place.credits:
            return rejected(command.order, "OrderAllOrNone", credits=place.credits, asked=command.credits)
        if command.credits < place.min_fill:
            return rejected(command.order, "OrderBelowMinimum", minFill=place.min_fill, asked=command.credits)
        halted = self._market_refusal(command.order, place.market)
        if halted is None and place.tif == POST and self.takes_at_once(place, command.credits):
            return rejected(command.order, "PostOnlyWouldTrade", price=place.price_minor)
        return halted

    def replace_refusal(self, command: Replace) -> Rejected | None:
        """Why one order may not take the place of another; another maker's order is as good as unknown."""
        refused = self.still_refusal(command.order)
        if refused is not None:
            return refused
        leaving = self.known[command.order]
        if leaving.account.name != command.place.maker:
            return rejected(command.order, "OrderUnknown")
        return self.place_refusal(command.place, leaving)

    def shrink_refusal(self, command: Shrink) -> Rejected | None:
        """Why an order cannot shrink: it does not rest, or a negative number."""
        refused = self.still_refusal(command.order)
        return refused or (rejected(command.order, "ZeroCredits") if command.credits < 0 else None)
