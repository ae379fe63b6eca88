"""Watches what stands behind open orders, block by block: an order whose backing left shrinks, or goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from marketplace.domain.backing import Asset, Demand, demand_of, shrunk, units_of
from marketplace.domain.commands import Cancel, Command, Expire, OpenBatch, Place, Shrink
from marketplace.domain.journal import Entry
from marketplace.ports import Backing, MarketStore, OrderView, TradingDesk

ACCOUNT = "watch"
COMMANDS_AT_ONCE = 500  # a desk never takes more at once than may wait for it


def watch_backing(view: OrderView, *, desk: TradingDesk, backing: Backing, store: MarketStore) -> list[Command]:
    """Tells the desk what the chain, at the view's block, took away from open orders: the commands that were given.

    Orders shrink from the newest to the oldest of their maker and asset; one that fell below its own minimum goes.
    Raises ChainUnavailable, DeskBusy, DeskHalted; asked again it gives what is left of the same commands.
    """
    backing.refresh(view.last_batch_no())
    commands = list(_commands(view, desk, backing, store))
    if any(isinstance(command, Shrink) for command in commands):
        # Whoever enters an order may have read the open trades as of an older block meanwhile: then settled ones count
        # twice. What shrinks does not grow again, so it is asked for twice.
        backing.refresh(view.last_batch_no())
        again = list(_commands(view, desk, backing, store))
        commands = [command for command in commands if command in again]
    for at in range(0, len(commands), COMMANDS_AT_ONCE):
        some = [Entry(command, account=ACCOUNT) for command in commands[at : at + COMMANDS_AT_ONCE]]
        for outcome in desk.submit_all(some):
            outcome.result()  # an order that left by itself meanwhile is refused, and that is all right
    return commands


def _commands(view: OrderView, desk: TradingDesk, backing: Backing, store: MarketStore) -> Iterator[Command]:
    with desk.book() as engine:
        makers = [maker for maker, account in engine.accounts.items() if account.resting()]
        known = dict(engine.facts)
    yield from _relabelled(view, known)
    expired = False
    for maker in makers:
        resting = backing.resting(maker)
        expired = expired or any(place.expiry_s <= view.time_s for place, _ in resting)
        standing = [one for one in resting if one[0].expiry_s > view.time_s]
        yield from _of_maker(view, maker, standing, backing, store)
    if expired:
        yield Expire(view.time_s)


def _relabelled(view: OrderView, known: dict[int, OpenBatch]) -> Iterator[OpenBatch]:
    for batch, labels in view.labelled.items():
        if batch in known and known[batch].labels != labels:
            yield view.batch_facts(batch)


def _of_maker(
    view: OrderView, maker: str, resting: list[tuple[Place, int]], backing: Backing, store: MarketStore
) -> Iterator[Command]:
    gone = {place.order: reason for place, _ in resting if (reason := _ended(view, place, store))}
    for order, reason in gone.items():
        yield Cancel(order, reason)
    demands: dict[Asset, list[Demand]] = defaultdict(list)
    for place, rest in resting:
        if place.order not in gone:
            demand = demand_of(place, rest)
            demands[demand.asset].append(demand)
    for asset, seeking in demands.items():
        backed, reason = _backed(view, maker, asset)
        for order, credits in shrunk(seeking, backed - units_of(backing.bound(maker), asset)):
            yield Shrink(order, credits, reason)


def _ended(view: OrderView, place: Place, store: MarketStore) -> str | None:
    if place.order in view.cancelled:
        return "OrderWasCancelled"
    if place.maker in view.epochs:
        signed = store.order(place.order)
        if signed is not None and signed.order.epoch != view.epochs[place.maker]:
            return "OrderEpoch"
    return None


def _backed(view: OrderView, maker: str, asset: Asset) -> tuple[int, str]:
    """Units that stand behind the maker's orders, and the error's name if they are too few."""
    if not asset.batch:
        held, allowed = view.funds_minor(maker, asset.payment), view.allowance_minor(maker, asset.payment)
        return min(held, allowed), "InsufficientFunds" if held <= allowed else "MissingApproval"
    if not view.may_move_credits(maker):
        return 0, "MissingApproval"
    held, frozen = view.held_kg(maker, asset.batch), view.frozen_kg(maker, asset.batch)
    return max(0, held - frozen), "ERC7943InsufficientUnfrozenBalance" if frozen else "InsufficientCredits"
