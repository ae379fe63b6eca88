"""What a maker has promised already, so that one balance does not stand behind two orders."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.domain.commands import Place, Traded
from marketplace.domain.engine import Engine
from registry.domain.orders import Side
from registry.domain.units import ONE_CREDIT_KG


def promised_kg(book: Engine, unsettled: Iterable[Traded], maker: str, batch: int) -> int:
    """Kilograms of a batch that the maker's resting sells and unsettled trades will take."""
    resting = sum(
        rest for place, rest in book.resting_of(maker) if place.side is Side.Sell and place.market.batch == batch
    )
    matched = sum(
        trade.credits
        for trade in unsettled
        if trade.market.batch == batch and _is_makers(book.place_of(trade.sell), maker)
    )
    return (resting + matched) * ONE_CREDIT_KG


def promised_minor(book: Engine, unsettled: Iterable[Traded], maker: str, payment: str) -> int:
    """Units of a payment token that the maker's resting buys, at their limits, and unsettled trades will take."""
    resting = sum(
        rest * place.price_minor
        for place, rest in book.resting_of(maker)
        if place.side is Side.Buy and place.market.payment == payment
    )
    matched = sum(
        trade.credits * trade.price_minor
        for trade in unsettled
        if trade.market.payment == payment and _is_makers(book.place_of(trade.buy), maker)
    )
    return resting + matched


def _is_makers(place: Place | None, maker: str) -> bool:
    return place is not None and place.maker == maker
