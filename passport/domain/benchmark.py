"""Compares companies by group of industry so that none can be singled out: a fixed partition, and silent cells.

A cell is released only if at least k companies stand in it, none holds more than a share of its units or emissions
(dominance), and the second largest cannot estimate the largest within p per cent (p % rule). Every product belongs to
exactly one group, there is no other filter, and the total is taken over released groups alone: no two answers of a
month give by subtraction a group that was kept silent. From month to month a group's companies change by several or
not at all, else the difference would show the one that came or went. Source: Handbook on Statistical Disclosure
Control (Hundepool et al. 2010), 4.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from passport.domain.names import plain_name

WHOLE_BP = 10_000
INDEX_BASE = 100
ALL_RELEASED = "all released groups"
UNSTEADY = "too few of its companies left it since its last release: the difference would show them"


@dataclass(frozen=True, slots=True)
class BenchmarkRule:
    """k companies, largest share and p % in basis points, how many come or go at least, groups by plain category."""

    name: str
    least_companies: int
    largest_share_bp: int
    p_percent_bp: int
    least_change: int
    group_of: Mapping[str, str]
    otherwise: str

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group of the partition, in alphabetical order."""
        return tuple(sorted({*self.group_of.values(), self.otherwise}))

    def group(self, category: str) -> str:
        """The one group of a category."""
        return self.group_of.get(plain_name(category), self.otherwise)


@dataclass(frozen=True, slots=True)
class Contribution:
    """All products of a company in a category: units, and milligrams of CO2e of all of them by scope."""

    company: str
    category: str
    units: int
    scopes_mg: tuple[int, int, int]

    @property
    def total_mg(self) -> int:
        return sum(self.scopes_mg)


@dataclass(frozen=True, slots=True)
class Cell:
    """A group's figures in milligrams per unit, exact; where `silence` says why, there are none, not even a count."""

    group: str
    silence: str | None
    companies: int | None = None
    mean_mg: Fraction | None = None
    scopes_mg: tuple[Fraction, Fraction, Fraction] | None = None
    index: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier releases fixed: each group's companies at its last release and its mean at its first, in mg."""

    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    base_mg: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Release:
    """A month's cells, the total last; `members` stays inside, for the next month's comparison."""

    cells: tuple[Cell, ...]
    members: Mapping[str, frozenset[str]]


def benchmark_of(contributions: Iterable[Contribution], rule: BenchmarkRule, earlier: Earlier) -> Release:
    """A cell for each group of the partition, and at the end one over the released groups."""
    grouped = _grouped(contributions, rule)
    cells: list[Cell] = []
    released: dict[str, list[Contribution]] = {}
    for group in rule.groups:
        companies = _settled(grouped.get(group, {}), earlier.members.get(group), rule)
        cells.append(_cell(group, companies, rule, earlier))
        if companies is not None and cells[-1].silence is None:
            released[group] = companies
    everywhere = _together(one for companies in released.values() for one in companies)
    members = {group: frozenset(one.company for one in companies) for group, companies in released.items()}
    return Release((*cells, _cell(ALL_RELEASED, everywhere, rule, earlier)), members)


def silence_of(companies: Sequence[Contribution], rule: BenchmarkRule) -> str | None:
    """Why a cell must not be released; None if it may."""
    if len(companies) < rule.least_companies:
        return f"fewer than {rule.least_companies} companies"
    measures = {"units": [one.units for one in companies], "emissions": [one.total_mg for one in companies]}
    for what, parts in measures.items():
        first, second, *_ = sorted(parts, reverse=True)
        if first * WHOLE_BP > rule.largest_share_bp * sum(parts):
            return f"one company holds more than {rule.largest_share_bp // 100} % of its {what}"
        if (sum(parts) - first - second) * WHOLE_BP < rule.p_percent_bp * first:
            return f"the second company could estimate the {what} of the largest within {rule.p_percent_bp // 100} %"
    return None


def _cell(group: str, companies: list[Contribution] | None, rule: BenchmarkRule, earlier: Earlier) -> Cell:
    if companies is None:
        return Cell(group, UNSTEADY)
    silence = silence_of(companies, rule)
    if silence is not None:
        return Cell(group, silence)
    units = sum(one.units for one in companies)
    one, two, three = (Fraction(sum(each.scopes_mg[place] for each in companies), units) for place in range(3))
    mean = one + two + three
    base = earlier.base_mg.get(group, mean)
    index = mean * INDEX_BASE / base if base else None
    return Cell(group, None, len(companies), mean, (one, two, three), index)


def _grouped(contributions: Iterable[Contribution], rule: BenchmarkRule) -> dict[str, dict[str, Contribution]]:
    sorted_out: dict[str, list[Contribution]] = {}
    for one in contributions:
        sorted_out.setdefault(rule.group(one.category), []).append(one)
    return {group: {one.company: one for one in _together(parts)} for group, parts in sorted_out.items()}


def _together(contributions: Iterable[Contribution]) -> list[Contribution]:
    """One contribution for each company, by company."""
    found: dict[str, Contribution] = {}
    for one in contributions:
        before = found.get(one.company, Contribution(one.company, "", 0, (0, 0, 0)))
        first, second, third = (old + new for old, new in zip(before.scopes_mg, one.scopes_mg, strict=True))
        found[one.company] = Contribution(one.company, "", before.units + one.units, (first, second, third))
    return [found[company] for company in sorted(found)]


def _settled(
    now: Mapping[str, Contribution], before: frozenset[str] | None, rule: BenchmarkRule
) -> list[Contribution] | None:
    """The companies that this month may count: newcomers wait for each other; None if too few left to be hidden."""
    every = list(now.values())
    if before is None or not before ^ now.keys():
        return every
    if before - now.keys():
        return every if len(before ^ now.keys()) >= rule.least_change else None
    newcomers = now.keys() - before
    return every if len(newcomers) >= rule.least_change else [one for one in every if one.company in before]
