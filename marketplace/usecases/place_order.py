"""Places a signed order: it is refused by name with nothing changed, or durable and matched before it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from marketplace.domain.backing import demand_of
from marketplace.domain.commands import Cancelled, Command, OpenBatch, Place, Replace, Rested, Traded
from marketplace.domain.journal import Entry, Outcome
from marketplace.domain.limits import limit_broken, limits_in_force, orders_beside
from marketplace.domain.signed_order import SignedOrder
from marketplace.errors import AccountStruck, refusal_of
from marketplace.ports import Backing, OrderChain, OrderView, TradingDesk
from marketplace.usecases.check_order import require_signed, require_sound, require_standing, reserve_backing
from registry.domain.orders import Order, Side
from registry.errors import Refused


@dataclass(frozen=True, slots=True)
class Placed:
    """The durable order: its journal number and time, its trades so far, what rests and why a rest left.

    `repeated` is True where the same order had been placed before: everything else is as it was told then.
    """

    order: str
    sequence: int
    trades: tuple[Traded, ...]
    resting_credits: int
    withdrawn: Cancelled | None
    time_ms: int = 0
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """Who brings an order: an account, never published, and its own key for it (the client order id)."""

    account: str | None = None
    client_order_id: str | None = None


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where orders come in. `strikes` counts a maker's failed trades; above `most_strikes` its orders are refused."""

    desk: TradingDesk
    chain: OrderChain
    backing: Backing
    strikes: Callable[[str], int]
    most_strikes: int


@dataclass(frozen=True, slots=True)
class Entering:
    """An order on its way through the desk."""

    signed: SignedOrder
    outcome: Future[Outcome]

    def placed(self, outcome: Outcome) -> Placed:
        """What became of it. Raises the engine's refusal by name."""
        if outcome.rejected is not None:
            raise refusal_of(outcome.rejected.name, dict(outcome.rejected.facts))
        order, events = self.signed.hash, outcome.events
        gone = [event for event in events if isinstance(event, Cancelled) and event.order == order]
        rested = [event.credits for event in events if isinstance(event, Rested) and event.order == order]
        return Placed(
            order=order,
            sequence=outcome.sequence,
            trades=tuple(event for event in events if isinstance(event, Traded) and order in (event.buy, event.sell)),
            resting_credits=rested[-1] if rested and not gone else 0,
            withdrawn=gone[0] if gone else None,
            time_ms=outcome.time_ms,
            repeated=outcome.repeated,
        )


def place_order(order: Order, signature: str, sender: Sender, *, entrance: Entrance) -> Placed:
    """Checks an order as the exchange will at settlement, makes it durable with its trades, says what became of it.

    Raises the refusals of marketplace/errors.py; DeskBusy and DeskHalted if the desk takes nothing.
    """
    entering = enter_order(order, signature, sender, entrance=entrance)
    return entering.placed(entering.outcome.result())


def enter_order(
    order: Order, signature: str, sender: Sender, *, entrance: Entrance, replaced: str | None = None
) -> Entering:
    """The order behind all its checks, at the desk. `replaced` is the order that leaves as this one comes.

    An order that the book knows already is not checked anew: the desk answers it as at first.
    """
    signed = sign_checked(order, signature, entrance.chain)
    prepared = prepare(signed, sender, entrance=entrance, replaced=replaced)
    return submit_prepared([(signed, prepared)], entrance)[0]


def sign_checked(order: Order, signature: str, chain: OrderChain, ask_wallet: bool = True) -> SignedOrder:
    """The order under its hash, its words sound and its signature the maker's. It needs no turn at the desk."""
    digest = chain.digest(order)
    signed = SignedOrder("0x" + digest.hex(), order, signature)
    require_sound(signed, chain.address)
    require_signed(signed, digest, chain, ask_wallet)
    return signed


def prepare(
    signed: SignedOrder, sender: Sender, *, entrance: Entrance, replaced: str | None = None, renew: bool = True
) -> list[Entry]:
    """The entries by which the order comes in, its own the last; its backing is set aside.

    Without `renew` a refusal may be spoken from a block that is a moment old: the caller asks again.
    """
    with entrance.desk.book() as engine:
        known = engine.place_of(signed.hash) is not None
    view = entrance.chain.view() if known else _backed(signed, entrance, replaced, renew)
    place = signed.placing(max(signed.order.credits - view.filled_credits(signed.hash), 0), view.time_s)
    entries = [Entry(command) for command in _opening(place, view, entrance.desk)]
    command: Command = place if replaced is None else Replace(replaced, place)
    return [*entries, Entry(command, signed, sender.client_order_id, sender.account)]


def submit_prepared(prepared: Sequence[tuple[SignedOrder, list[Entry]]], entrance: Entrance) -> list[Entering]:
    """Orders of one call at the desk, in one group. Raises DeskBusy and DeskHalted, and then none was taken."""
    try:
        futures = entrance.desk.submit_all([entry for _, entries in prepared for entry in entries])
    except BaseException:
        for signed, _ in prepared:
            entrance.backing.release(signed.hash)
        raise
    found, at = [], 0
    for signed, entries in prepared:
        at += len(entries)
        outcome = futures[at - 1]
        outcome.add_done_callback(partial(_release_if_lost, entrance.backing, signed.hash))
        found.append(Entering(signed, outcome))
    return found


def _backed(signed: SignedOrder, entrance: Entrance, replaced: str | None, renew: bool) -> OrderView:
    """The view under which the order stands and is backed. No refusal is spoken from a block or a table that is old."""
    view = entrance.chain.view()
    try:
        _require(signed, view, entrance, replaced)
    except Refused:
        if not renew:
            raise
        view = entrance.chain.renewed()
        entrance.backing.refresh(view.last_batch_no())
        _require(signed, view, entrance, replaced)
    return view


def _require(signed: SignedOrder, view: OrderView, entrance: Entrance, replaced: str | None) -> None:
    require_standing(signed, view)
    _require_within_limits(signed, entrance, replaced)
    strikes = entrance.strikes(signed.order.maker)
    if strikes > entrance.most_strikes:
        raise AccountStruck(maker=signed.order.maker, strikes=strikes, limit=entrance.most_strikes)
    place = signed.placing(signed.order.credits - view.filled_credits(signed.hash), view.time_s)
    demand = demand_of(place, place.credits)
    reserve_backing(demand, view, chain=entrance.chain, backing=entrance.backing, instead_of=replaced)


def _require_within_limits(signed: SignedOrder, entrance: Entrance, replaced: str | None) -> None:
    with entrance.desk.book() as engine:
        account, limits = engine.accounts.get(signed.order.maker), limits_in_force(engine.limits)
        beside = orders_beside(account, limits.max_orders_per_maker, replaced)
    broken = limit_broken(limits, beside, signed.order.credits)
    if broken is not None:
        name, facts = broken
        raise refusal_of(name, {"order": signed.hash, "maker": signed.order.maker, **facts})


def _opening(place: Place, view: OrderView, desk: TradingDesk) -> Sequence[OpenBatch]:
    """The batch's facts go before the first ask of it, so that attribute bids find it."""
    if place.side is Side.Buy or not place.batch:
        return ()
    with desk.book() as engine:
        known = place.batch in engine.facts
    return () if known else (view.batch_facts(place.batch),)


def _release_if_lost(backing: Backing, order: str, outcome: Future[Outcome]) -> None:
    """Records release what they bring in; an entry that never became one is released here."""
    if outcome.cancelled() or outcome.exception() is not None or outcome.result().repeated:
        backing.release(order)
