"""Puts two reports of a company side by side, figure by figure; kilograms of two methods have no difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from passport.domain.reports.report import is_measured

MASS = "CO2e"  # in the unit of every figure that the method moves


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """A figure in both reports as decimal text; `change` is later less earlier, empty where there is none."""

    standard: str
    code: str
    label: str
    unit: str
    earlier: str
    later: str
    change: str


@dataclass(frozen=True, slots=True)
class ReportDifference:
    """Every figure that one of the reports has; `same_method` False: masses have no difference.

    `measured` only if both rest on measurements alone.
    """

    same_method: bool
    measured: bool
    figures: tuple[FigureDifference, ...]


def difference_of(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> ReportDifference:
    """The figures of the later report in its order and words, those that only the earlier one has at the end."""
    same = _method(earlier) == _method(later)
    before, after = dict(_figures(earlier)), dict(_figures(later))
    keys = [*after, *(key for key in before if key not in after)]
    figures = tuple(_difference(key, before.get(key), after.get(key), same) for key in keys)
    return ReportDifference(same, is_measured(earlier) and is_measured(later), figures)


def _difference(
    key: tuple[str, str, str], before: Mapping[str, str] | None, after: Mapping[str, str] | None, same: bool
) -> FigureDifference:
    told = after or before or {}
    old, new = (line["value"] if line else "" for line in (before, after))
    known = old != "" and new != "" and (same or MASS not in told["unit"])
    change = format(Decimal(new) - Decimal(old), "+f") if known else ""
    return FigureDifference(key[0], key[1], told["label"], told["unit"], old, new, change)


def _figures(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], Mapping[str, str]]]:
    for standard in document["standards"]:
        for disclosure in standard["disclosures"]:
            for line in disclosure["lines"]:
                yield (standard["id"], disclosure["code"], line["measure"]), line


def _method(document: Mapping[str, Any]) -> tuple[str, str, str]:
    method = document["method"]
    return method["methodology"], method["factorSetHash"], method["gwpSet"]
