"""Places a signed order: it is refused by name with nothing changed, or durable and matched before it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import accumulate

from marketplace.domain.backing import demand_of
from marketplace.domain.commands import Accepted, Cancelled, Command, OpenBatch, Place, Replace, Rested, Traded
from marketplace.domain.journal import Entry, Outcome, Told
from marketplace.domain.limits import limit_broken, limits_in_force, orders_beside
from marketplace.domain.signed_order import SignedOrder
from marketplace.errors import AccountStruck, refusal_of
from marketplace.ports import Backing, OrderChain, OrderView, TradingDesk
from marketplace.usecases.check_order import require_signed, require_sound, require_standing, reserve_backing
from registry.domain.orders import Order, Side
from registry.errors import Refused

RESTS = (Accepted, Rested)  # what the engine says of nearly every order


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

    @classmethod
    def of(cls, order: str, told: Outcome) -> Placed:
        """What an accepted outcome says of this order; other orders of its events are not its business."""
        gone = [event for event in told.events if isinstance(event, Cancelled) and event.order == order]
        rested = [event.credits for event in told.events if isinstance(event, Rested) and event.order == order]
        traded = [event for event in told.events if isinstance(event, Traded) and order in (event.buy, event.sell)]
        return cls(
            order=order,
            sequence=told.sequence,
            trades=tuple(traded),
            resting_credits=rested[-1] if rested and not gone else 0,
            withdrawn=gone[0] if gone else None,
            time_ms=told.time_ms,
            repeated=told.repeated,
        )


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
    """Orders of one call on their way through the desk; `told` comes once all of them are decided.

    `own` is the place of each order's own entry among all that the call brought.
    """

    signed: Sequence[SignedOrder]
    own: Sequence[int]
    told: Future[Sequence[Told]]

    def placed(self) -> list[Placed | Exception]:
        """What became of each; waits for the desk."""
        told = self.told.result()
        return [_placed(signed, told[at]) for signed, at in zip(self.signed, self.own, strict=True)]

    def first(self) -> Placed:
        """What became of the only one. Raises its refusal by name, as the engine or the desk gave it."""
        placed = self.placed()[0]
        if isinstance(placed, Exception):
            raise placed
        return placed


def place_order(order: Order, signature: str, sender: Sender, *, entrance: Entrance) -> Placed:
    """Checks an order as the exchange will at settlement, makes it durable with its trades, says what became of it.

    Raises the refusals of marketplace/errors.py; DeskBusy and DeskHalted if the desk takes nothing.
    """
    return enter_order(order, signature, sender, entrance=entrance).first()


def enter_order(
    order: Order, signature: str, sender: Sender, *, entrance: Entrance, replaced: str | None = None
) -> Entering:
    """The order behind all its checks, at the desk. `replaced` is the order that leaves as this one comes.

    An order that the book knows already is not checked anew: the desk answers it as at first.
    """
    signed = sign_checked(order, signature, entrance.chain)
    prepared = prepare(signed, sender, entrance=entrance, replaced=replaced)
    return submit_prepared([(signed, prepared)], entrance)


def sign_checked(order: Order, signature: str, chain: OrderChain, ask_wallet: bool = True) -> SignedOrder:
    """The order under its hash, its words sound and its signature the maker's. It needs no turn at the desk."""
    digest = chain.digest(order)
    held = chain.signed_by_key(digest, bytes.fromhex(signature[2:]), order.maker)
    return sound_and_signed(order, signature, (digest, held), chain, ask_wallet)


def sound_and_signed(
    order: Order, signature: str, verdict: tuple[bytes, bool], chain: OrderChain, ask_wallet: bool = True
) -> SignedOrder:
    """The same, where digest and word of the maker's key are known."""
    digest, held = verdict
    signed = SignedOrder("0x" + digest.hex(), order, signature)
    require_sound(signed, chain.address)
    require_signed(signed, held, chain, ask_wallet)
    return signed


def prepare(
    signed: SignedOrder, sender: Sender, *, entrance: Entrance, replaced: str | None = None, renew: bool = True
) -> list[Entry]:
    """The entries by which the order comes in, its own the last; its backing is set aside.

    Without `renew` a refusal may be spoken from a block that is a moment old: the caller asks again.
    """
    with entrance.desk.book() as engine:
        known = engine.place_of(signed.hash) is not None
    view, place = _known(signed, entrance) if known else _backed(signed, entrance, replaced, renew)
    entries = [Entry(command) for command in _opening(place, view, entrance.desk)]
    command: Command = place if replaced is None else Replace(replaced, place)
    return [*entries, Entry(command, signed, sender.client_order_id, sender.account)]


def submit_prepared(prepared: Sequence[tuple[SignedOrder, list[Entry]]], entrance: Entrance) -> Entering:
    """Orders of one call at the desk, in one group. Raises DeskBusy and DeskHalted, and then none was taken."""
    entries = [entry for _, of_order in prepared for entry in of_order]
    try:
        told = entrance.desk.submit_together(entries)
    except BaseException:
        for signed, _ in prepared:
            entrance.backing.release(signed.hash)
        raise
    own = [at - 1 for at in accumulate(len(of_order) for _, of_order in prepared)]
    entering = Entering([signed for signed, _ in prepared], own, told)
    told.add_done_callback(lambda _: _release_lost(entering, entrance.backing))
    return entering


def _known(signed: SignedOrder, entrance: Entrance) -> tuple[OrderView, Place]:
    """An order that the book knows: the desk answers it as at first."""
    view = entrance.chain.view()
    return view, signed.placing(max(signed.order.credits - view.filled_credits(signed.hash), 0), view.time_s)


def _backed(signed: SignedOrder, entrance: Entrance, replaced: str | None, renew: bool) -> tuple[OrderView, Place]:
    """The view under which the order stands and is backed. No refusal is spoken from a block or a table that is old.

    Limits are of the book alone: a key that floods is refused before node or tables are asked.
    """
    _require_within_limits(signed, entrance, replaced)
    view = entrance.chain.view()
    try:
        return view, _required(signed, view, entrance, replaced)
    except Refused:
        if not renew:
            raise
        view = entrance.chain.renewed()
        entrance.backing.refresh(view.last_batch_no())
        return view, _required(signed, view, entrance, replaced)


def _required(signed: SignedOrder, view: OrderView, entrance: Entrance, replaced: str | None) -> Place:
    require_standing(signed, view)
    strikes = entrance.strikes(signed.order.maker)
    if strikes > entrance.most_strikes:
        raise AccountStruck(maker=signed.order.maker, strikes=strikes, limit=entrance.most_strikes)
    place = signed.placing(signed.order.credits - view.filled_credits(signed.hash), view.time_s)
    demand = demand_of(place, place.credits)
    reserve_backing(demand, view, chain=entrance.chain, backing=entrance.backing, instead_of=replaced)
    return place


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


def _placed(signed: SignedOrder, told: Told) -> Placed | Exception:
    if isinstance(told, Exception):
        return told
    order, events = signed.hash, told.events
    if len(events) == len(RESTS) and isinstance(events[1], Rested) and events[1].order == order:
        return Placed(order, told.sequence, (), events[1].credits, None, told.time_ms, told.repeated)
    if told.rejected is not None:
        return refusal_of(told.rejected.name, dict(told.rejected.facts))
    return Placed.of(signed.hash, told)


def _release_lost(entering: Entering, backing: Backing) -> None:
    """Records release what they bring in; an entry that never became one is released here."""
    told = entering.told.result()
    for signed, at in zip(entering.signed, entering.own, strict=True):
        one = told[at]
        if isinstance(one, Exception) or one.repeated:
            backing.release(signed.hash)
