"""The weighted median: a minority of weight, however wild its figures, cannot move it out of the range of the rest."""

from __future__ import annotations

from collections.abc import Iterable

from registry.errors import InvalidInput


def weighted_median(figures: Iterable[tuple[int, int]]) -> int:
    """The lower weighted median of (figure, weight) pairs: the least figure at which half of the weight is reached.

    Figures are integers of one unit; the answer is one of them, never a mean of two, and of two middle ones the lower:
    in favour of the atmosphere. Raises InvalidInput for no pair or a weight below 1. Method: Edgeworth's weighted
    median; breakdown point one half of the weight (Hampel, 1971).
    """
    ranked = sorted(figures)
    total = sum(weight for _, weight in ranked)
    if not ranked or any(weight < 1 for _, weight in ranked):
        raise InvalidInput("weights", [weight for _, weight in ranked], "at least one, each 1 or more")
    reached = 0
    for figure, weight in ranked:
        reached += weight
        if 2 * reached >= total:
            return figure
    raise AssertionError  # the last figure reaches the total
