"""Settles the weights of a file whose lines share deliveries: what one line states for all is shared, never doubled.

A line may state its weight in kg, say in words that it is not known, or point to the line that carries the weight of
the whole delivery. Then that weight is shared over the line that states it and all that point to it, in proportion to
their quantities, in whole grams by the largest remainder: the shares add up to what was stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from passport.domain.supply import ESTIMATED_WEIGHT, UNKNOWN_WEIGHT

GRAMS_PER_KG = 1000
NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,3})?")
COUNT = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class StatedWeight:
    """What a line says: the line's own id and delivery, the words of its weight, its quantity as text."""

    line: str
    delivery: str
    words: str
    quantity: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A weight for the door, in kg as text (empty: unknown), and the doubt about it (empty: measured)."""

    weight_kg: str
    doubt: str = ""


def settle(stated: Sequence[StatedWeight], unknown: Iterable[str], reference: re.Pattern[str]) -> list[Settled]:
    """One weight per line, in the same order. Words that nobody knows go on to the door, which refuses them."""
    words_for_unknown = frozenset(unknown)
    by_line = {one.line: one for one in stated}
    carriers = {place: _carrier(one, by_line, reference) for place, one in enumerate(stated)}
    groups: dict[str, list[int]] = {}
    for place, carrier in carriers.items():
        if isinstance(carrier, StatedWeight):
            groups.setdefault(carrier.line, []).append(place)
    settled = [_alone(one, words_for_unknown, carriers[place]) for place, one in enumerate(stated)]
    places = {one.line: place for place, one in enumerate(stated)}
    for line, pointing in groups.items():
        for place, share in _shares(by_line[line], [places[line], *pointing], stated).items():
            settled[place] = share
    return settled


def _carrier(
    one: StatedWeight, by_line: Mapping[str, StatedWeight], reference: re.Pattern[str]
) -> StatedWeight | str | None:
    """The line that carries the weight of this one's delivery; a text says why there is none, None: no reference."""
    named = reference.fullmatch(one.words)
    if named is None:
        return None
    carrier = by_line.get(named["line"])
    if carrier is None:
        return f"{one.words}: that line is not in the file"
    if carrier.delivery != named["delivery"] or carrier.delivery != one.delivery:
        return f"{one.words}: that line belongs to another delivery"
    if not NUMBER.fullmatch(carrier.words) or Decimal(carrier.words) == 0:
        return f"{one.words}: that line says {carrier.words}"
    return carrier


def _alone(one: StatedWeight, unknown: frozenset[str], carrier: StatedWeight | str | None) -> Settled:
    if isinstance(carrier, str):
        return Settled("", f"{UNKNOWN_WEIGHT}: {carrier}")
    if one.words in unknown or not one.words:
        return Settled("", f"{UNKNOWN_WEIGHT}: {one.words or 'not recorded'}")
    return Settled(one.words)


def _shares(carrier: StatedWeight, places: Sequence[int], stated: Sequence[StatedWeight]) -> dict[int, Settled]:
    counted = {place: int(stated[place].quantity) for place in places if COUNT.fullmatch(stated[place].quantity)}
    total = sum(counted.values())
    if not total:
        return {}
    whole_g = int(Decimal(carrier.words) * GRAMS_PER_KG)
    exact = {place: Fraction(whole_g * quantity, total) for place, quantity in counted.items()}
    grams = {place: int(share) for place, share in exact.items()}
    by_remainder = sorted(exact, key=lambda place: (grams[place] - exact[place], place))
    for place in by_remainder[: whole_g - sum(grams.values())]:
        grams[place] += 1
    how = f"share by quantity of {carrier.words} kg of delivery {carrier.delivery}, {len(places)} lines"
    return {place: _share(grams[place], how) for place in counted}


def _share(grams: int, how: str) -> Settled:
    if grams == 0:
        return Settled("", f"{UNKNOWN_WEIGHT}: below a gram as {how}")
    return Settled(str(Decimal(grams) / GRAMS_PER_KG), f"{ESTIMATED_WEIGHT}: {how}")
