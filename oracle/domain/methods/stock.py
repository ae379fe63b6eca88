"""The stock of dry mass above ground: from plots with their sampling error, or as stated with a stated error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from oracle.domain.methods.allometry import Tree, tree_kg
from oracle.domain.methods.amounts import Count, Hectares, Length, Percent, Tonnes
from oracle.domain.methods.exact import plain, root, shown
from oracle.domain.methods.outcome import KG_PER_T
from oracle.domain.methods.t_quantile import t_90
from oracle.domain.methods.uncertainty_table import deducted_share
from registry.errors import InvalidInput

MOST_PLOTS = 500
MOST_TREES = 2_000
MOST_TREES_OF_STOCK = 10_000  # about seven seconds of decimals


@dataclass(frozen=True, slots=True)
class Plot:
    """A measured plot. `tallied` is the number of trees on its field sheet, so that a lost one is noticed."""

    id: str
    area_ha: Hectares
    tallied: Count
    trees: Annotated[tuple[Tree, ...], Length(MOST_TREES)] = ()


@dataclass(frozen=True, slots=True)
class Stock:
    """Either plots over an area, with how many were planned, or a stated mass with its uncertainty at 90 %.

    A mass whose uncertainty is not stated may be anything: no gain is credited on it.
    """

    above_ground_t: Tonnes | None = None
    uncertainty_percent: Percent | None = None
    area_ha: Hectares | None = None
    plots_planned: Count = 0
    plots: Annotated[tuple[Plot, ...], Length(MOST_PLOTS)] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """Tonnes of dry mass with the error amount at 90 %, the part of it that is deducted, and what is missing."""

    mean_t: Fraction
    error_t: Fraction
    percent: Fraction
    lines: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def deducted_t(self) -> Fraction:
        """d(U) x error amount."""
        return deducted_share(self.percent) * self.error_t


def estimate(stock: Stock, name: str) -> Estimate:
    """The stock with its error. Raises InvalidInput for a stock that states both ways, or neither, and OutOfDomain."""
    if (stock.above_ground_t is None) == (not stock.plots):
        raise InvalidInput(name, "both or neither", "either aboveGroundT or plots")
    if stock.above_ground_t is not None:
        return _from_statement(stock.above_ground_t, stock.uncertainty_percent, name)
    return _from_plots(stock, name)


def _from_statement(mass_t: Fraction, stated_percent: Fraction | None, name: str) -> Estimate:
    unsaid = stated_percent is None and mass_t > 0
    percent = stated_percent or Fraction(100 if unsaid else 0)
    line = f"{name} = {shown(mass_t)} t stated, +- {shown(percent)} %"
    missing = (f"{name}: the uncertainty of the stated mass",) if unsaid else ()
    return Estimate(mass_t, mass_t * percent / 100, percent, (line,), missing)


def _from_plots(stock: Stock, name: str) -> Estimate:
    if not stock.area_ha:
        raise InvalidInput(f"{name}.areaHa", stock.area_ha, "above 0: plots stand for an area")
    _check_plots(stock, name)
    densities = [_density(plot, f"{name}.plots.{plot.id}") for plot in stock.plots]
    count, mean = len(densities), sum(densities, Fraction(0)) / len(densities)
    error = _sampling_error(densities, mean)
    percent = error / mean * 100 if mean else Fraction(0)
    lines = (
        (
            f"{name} = mean of {count} plots {shown(mean)} t/ha x {shown(stock.area_ha)} ha"
            f" = {shown(mean * stock.area_ha)} t"
        ),
        f"{name}: error amount at 90 % = {shown(error * stock.area_ha)} t, U = {shown(percent)} %",
    )
    return Estimate(mean * stock.area_ha, error * stock.area_ha, percent, lines, _missing(stock, name))


def _density(plot: Plot, where: str) -> Fraction:
    """Tonnes of dry mass per hectare of the plot."""
    mass_kg = sum((tree_kg(tree, f"{where}.trees.{number}") for number, tree in enumerate(plot.trees)), Fraction(0))
    return plain(mass_kg / KG_PER_T / plot.area_ha)


def _sampling_error(densities: Sequence[Fraction], mean: Fraction) -> Fraction:
    """t(90 %, n - 1) x s / sqrt(n); one plot shows no scatter, so its whole mean is the error."""
    count = len(densities)
    if count == 1:
        return mean
    variance = sum(((each - mean) ** 2 for each in densities), Fraction(0)) / (count - 1)
    return t_90(count - 1) * root(variance / count)


def _check_plots(stock: Stock, name: str) -> None:
    ids = [plot.id for plot in stock.plots]
    if len(set(ids)) != len(ids):
        raise InvalidInput(f"{name}.plots.id", max(ids, key=ids.count), "each plot once")
    trees = sum(len(plot.trees) for plot in stock.plots)
    if trees > MOST_TREES_OF_STOCK:
        raise InvalidInput(f"{name}.plots", f"{trees} trees", f"at most {MOST_TREES_OF_STOCK} trees")
    if stock.plots_planned < len(ids):
        raise InvalidInput(f"{name}.plotsPlanned", stock.plots_planned, f"not below the {len(ids)} plots listed")
    for plot in stock.plots:
        if not plot.area_ha or plot.tallied < len(plot.trees):
            rule = f"an area above 0, and a tally not below the {len(plot.trees)} trees listed"
            raise InvalidInput(f"{name}.plots.{plot.id}", plot.tallied, rule)


def _missing(stock: Stock, name: str) -> tuple[str, ...]:
    absent = stock.plots_planned - len(stock.plots)
    lost = [(plot.id, plot.tallied - len(plot.trees)) for plot in stock.plots if plot.tallied > len(plot.trees)]
    plots = [f"{name}: {absent} of {stock.plots_planned} planned plots"] if absent else []
    return (*plots, *(f"{name}: {count} tallied trees of plot {plot}" for plot, count in lost))
