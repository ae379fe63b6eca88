"""The refusals of the market, by the names that ICreditExchange.sol gives them where the chain refuses the same.

registry.errors.CarbonixError
├── SettlementUnreadable: events that do not fit; the batch may have taken effect, so nothing is undone
├── OperatorKeyMissing: nobody here may settle
├── DayUnknown, DayNotSealed, BundleUnreadable: there is nothing to replay
├── TooManySubscribers: the streams have no room for one more
├── DeskBusy, DeskHalted, JournalTaken, JournalDamaged: the desk takes nothing now, and has lost nothing
└── Refused
    └── MarketRefusal
        ├── ZeroCredits, ZeroAddress, OrderFlags, OrderFee, OrderCriteria: its own words
        ├── OrderBelowMinimum, RecipientIsExchange: its own words, too
        ├── InvalidSignature, OrderExpired, OrderEpoch, OrderWasCancelled, OrderOverfilled: it no longer stands
        ├── PaymentNotListed, PriceOffTick, BatchUnknown: nothing to trade in
        ├── InsufficientCredits, InsufficientFunds, MissingApproval: nothing behind it
        ├── SelfTrade: an order met its own maker
        ├── AccountStruck, DestinationUnknown, MakerWordExpired: who asks
        ├── IdempotencyConflict, CommandPoisoned: the desk's own
        ├── MarketHalted, PriceOutsideCollar, PostOnlyWouldTrade: not here, not now, not at this price
        ├── OrderTooLarge, TooManyOrders, TooManyOpenCredits: more than one maker may have
        └── OrderDuplicated, OrderUnknown, OrderNotResting, OrderAboveSigned: the book's own
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from registry.errors import CarbonixError, NotFound, Refused


class MarketRefusal(Refused):
    """A refusal named by its class, with the Solidity error's arguments; `words` is the sentence of our own ones."""

    words: ClassVar[str | None] = None

    def __init__(self, **facts: object) -> None:
        shown = {key: str(value) for key, value in facts.items()}
        super().__init__(type(self).__name__, shown, self.words.format(**shown) if self.words else None)


class ZeroCredits(MarketRefusal):
    """An order or a quote for nothing."""


class ZeroAddress(MarketRefusal):
    """An address that must be somebody's is zero."""


class OrderFlags(MarketRefusal):
    """A flag that the order's side does not have."""


class OrderFee(MarketRefusal):
    """The maker agreed to less than the fee."""


class OrderBelowMinimum(MarketRefusal):
    """The minimum fill is above what can be filled."""


class OrderCriteria(MarketRefusal):
    """A sell order or a named batch brings criteria, or a sell order names no batch."""


class RecipientIsExchange(MarketRefusal):
    """The order would leave value in the exchange, which holds none."""

    words = "order {order} names the exchange as recipient; it holds nothing for anyone"


class InvalidSignature(MarketRefusal):
    """Signed by another key, or for another chain or contract."""


class OrderExpired(MarketRefusal):
    """Chain time has reached the order's expiry."""


class OrderEpoch(MarketRefusal):
    """The maker withdrew all orders of this epoch."""


class OrderWasCancelled(MarketRefusal):
    """The order was withdrawn for ever."""


class OrderOverfilled(MarketRefusal):
    """The chain has filled the order already."""


class PaymentNotListed(MarketRefusal):
    """The token is not admitted by the exchange."""


class PriceOffTick(MarketRefusal):
    """A price that would need a rounded fee."""


class BatchUnknown(MarketRefusal):
    """No batch of credits has this number."""


class InsufficientCredits(MarketRefusal):
    """The seller holds less than its open orders and this one need."""


class InsufficientFunds(MarketRefusal):
    """The buyer holds less than its open orders and this one need."""

    words = "{holder} holds {held} units of payment token {payment}, needed {needed} units with its open orders"


class MissingApproval(MarketRefusal):
    """The exchange may not move what the order promises."""

    words = "{owner} lets {operator} move {allowed} units of {asset}, needed {needed} units with its open orders"


class SelfTrade(MarketRefusal):
    """An order would meet one of its own maker."""


class AccountStruck(MarketRefusal):
    """The maker let more trades fail than is borne."""

    words = "{maker} let {strikes} trades fail; above {limit} its orders are refused until they are forgotten"


class DestinationUnknown(MarketRefusal):
    """The order sends value to an address that its account did not allow by a fresh signature."""

    words = "order {order} names {recipient} as recipient, which is no destination of its account"


class MakerWordExpired(MarketRefusal):
    """What a maker told the market holds for a short time of the chain only."""

    words = "the word was good until {validUntil} and at most {longest} s ahead; chain time is {chainTime}"


class OrderDuplicated(MarketRefusal):
    """The same order was placed before; a new one needs another salt."""

    words = "order {order} is in the book's journal already; a new order needs another salt"


class OrderUnknown(MarketRefusal):
    """The book never saw this order."""

    words = "the book has no order {order}"


class OrderNotResting(MarketRefusal):
    """The order is filled: it waits for nothing that could be changed."""

    words = "order {order} does not rest in the book: nothing of it is left to change"


class OrderAboveSigned(MarketRefusal):
    """A change asks for more than the maker's signature covers."""

    words = "order {order} may seek {signed} more credits by its signature, asked {asked}"


class MarketHalted(MarketRefusal):
    """A market, or the whole house, stands still; cancelling stays possible."""

    words = "the market of batch {batch} against {payment} is halted: {reason}"


class PriceOutsideCollar(MarketRefusal):
    """The price is farther away than the market's collar allows; an upper bound of 0 is none."""

    words = "order {order} has the price {price}; the collar lets {low} to {high} trade"


class PostOnlyWouldTrade(MarketRefusal):
    """A post-only order would take what rests already."""

    words = "order {order} is post-only and would trade at once at {price}"


class OrderTooLarge(MarketRefusal):
    """More credits than one order may have."""

    words = "order {order} asks for {asked} credits, one order may have {limit}"


class TooManyOrders(MarketRefusal):
    """The maker has as many open orders as one may have."""

    words = "{maker} has {limit} open orders, and may have no more"


class TooManyOpenCredits(MarketRefusal):
    """The maker's open orders would seek more credits than one maker may."""

    words = "{maker} would have {asked} open credits, and may have {limit}"


class IdempotencyConflict(MarketRefusal):
    """A client order id came back with something else than at first."""

    words = "client order id {clientOrderId} was used for {first}; it cannot mean {asked}"


class CommandPoisoned(MarketRefusal):
    """The engine failed at this command: the command is refused for ever, and the book is as it was before."""

    words = "record {record} of the journal made the engine fail; it changed nothing and is kept for whoever mends it"


class SettlementUnreadable(CarbonixError):
    """The events of a settlement do not fit its matches. No refusal: the batch may have taken effect."""

    def __init__(self, batch_no: int, transaction: str, told: str) -> None:
        super().__init__(
            f"settlement {batch_no} in transaction {transaction} reports {told}, which its matches do not explain",
            {"batchNo": batch_no, "transaction": transaction, "told": told},
        )


class OperatorKeyMissing(CarbonixError):
    """Settling needs the exchange operator's key."""

    def __init__(self, chain_id: int) -> None:
        super().__init__(
            f"no operator key for chain {chain_id}: name its file in CARBONIX_OPERATOR_KEY_FILE", {"chainId": chain_id}
        )


class DeskBusy(CarbonixError):
    """More waits than the desk lets wait: nothing was taken, come back in a moment."""

    def __init__(self, waiting: int, limit: int) -> None:
        super().__init__(
            f"{waiting} entries wait at the desk, the limit is {limit}; nothing was taken, send it again",
            {"waiting": waiting, "limit": limit},
        )


class TooManySubscribers(CarbonixError):
    """Every place of the streams is taken; come back in a moment, or ask the lists."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"{limit} subscribers listen already, which is the limit", {"limit": limit})


class DeskHalted(CarbonixError):
    """The desk takes nothing more until it is opened anew; what was accepted before is in the journal."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the desk has halted: {reason}; accepted orders are kept", {"reason": reason})


class JournalTaken(CarbonixError):
    """Another process writes this journal: a market has one desk at a time."""

    def __init__(self, folder: str) -> None:
        super().__init__(f"another process writes the journal in {folder}; a market has one desk", {"folder": folder})


class JournalDamaged(CarbonixError):
    """The journal is broken before its end, or ends before what was told from it: nothing is read past that place."""

    def __init__(self, place: str, at: int) -> None:
        super().__init__(
            f"the journal of the market is damaged in {place}, at {at}; restore it from a copy",
            {"place": place, "at": at},
        )


class DayUnknown(NotFound):
    """The journal has no record of this day."""

    def __init__(self, day: str) -> None:
        super().__init__("day of the journal", day)


class DayNotSealed(NotFound):
    """The day's records are nobody's business before a seal holds them."""

    def __init__(self, day: str) -> None:
        super().__init__("sealed record of the day", day)


class BundleUnreadable(CarbonixError):
    """A file that should hold a day of a journal does not."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file} is no day of a journal: {reason}", {"file": file, "reason": reason})


def refusal_of(name: str, facts: Mapping[str, object]) -> Refused:
    """The refusal called `name`: one of ours where we have it, else a plain `Refused`."""
    for kind in MarketRefusal.__subclasses__():
        if kind.__name__ == name:
            return kind(**facts)
    return Refused(name, facts)
