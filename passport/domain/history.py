"""A product's footprint month by month, what changed from one month to the next, and falls that nothing explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from registry.errors import InvalidInput

WHOLE_BP = 10_000
_MONTH = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")


class Change(StrEnum):
    """What differs from the month before, the first that applies; a footprint follows from its inputs alone."""

    First = "first month"
    Method = "another methodology or factor set"
    DataRemoved = "shipments or storage events are no longer recorded"
    OwnFigure = "the maker's own figure took the place of a factor"
    OwnFigureGone = "the maker's own figure was taken back"
    Inputs = "recorded values"
    Nothing = "nothing"


@dataclass(frozen=True, slots=True)
class MonthKept:
    """A product's footprint per unit as it stood when the month was kept; `cause` is declared by the company."""

    product_id: str
    month: str
    scope1_mg: int
    scope2_mg: int
    scope3_mg: int
    methodology: str
    factor_set_hash: str
    shipments: int
    storage_events: int
    own_figure: bool
    cause: str = ""
    evidence: str = ""

    @property
    def total_mg(self) -> int:
        return self.scope1_mg + self.scope2_mg + self.scope3_mg


@dataclass(frozen=True, slots=True)
class Fall:
    """A month that fell below the one before by `fall_bp`, what changed in the data, and no declared cause."""

    product_id: str
    month: str
    before_mg: int
    after_mg: int
    fall_bp: int
    change: Change


def read_month(field: str, text: str) -> str:
    """A month as YYYY-MM. Raises InvalidInput."""
    if _MONTH.fullmatch(text) is None:
        raise InvalidInput(field, text, "a month is written YYYY-MM, for example 2026-11")
    return text


def change_of(before: MonthKept | None, after: MonthKept) -> Change:
    """What changed in the data between two kept months."""
    if before is None:
        return Change.First
    if (before.methodology, before.factor_set_hash) != (after.methodology, after.factor_set_hash):
        return Change.Method
    if after.shipments < before.shipments or after.storage_events < before.storage_events:
        return Change.DataRemoved
    if after.own_figure != before.own_figure:
        return Change.OwnFigure if after.own_figure else Change.OwnFigureGone
    return Change.Inputs if after.total_mg != before.total_mg else Change.Nothing


def unexplained_falls(months: Sequence[MonthKept], least_fall_bp: int) -> Iterator[Fall]:
    """Falls of one product, months in order, that reach the least fall and whose cause is not declared with evidence.

    A cause without evidence explains nothing: it is a sentence that anybody can write.
    """
    for before, after in pairwise(months):
        fallen = (before.total_mg - after.total_mg) * WHOLE_BP
        if fallen <= 0 or fallen < least_fall_bp * before.total_mg or (after.cause and after.evidence):
            continue
        yield Fall(
            product_id=after.product_id,
            month=after.month,
            before_mg=before.total_mg,
            after_mg=after.total_mg,
            fall_bp=fallen // before.total_mg,
            change=change_of(before, after),
        )
