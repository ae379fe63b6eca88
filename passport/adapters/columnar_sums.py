"""Adds up the legs and stays of every product in units, as whole columns."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import polars as pl

from passport.adapters.columnar_check import entries_per_row
from passport.adapters.columnar_scale import LARGEST, Scale
from passport.adapters.columnar_words import looked_up
from passport.domain.boundary import Stage
from passport.domain.distance import METRES_PER_KM
from passport.domain.factors import FactorSet

# Three counts of a product's entries share one number; there are at most 1,000 entries.
FIELD = 1_024
# The sum of three scopes, and one unit more for each leg, stays inside 64 bits.
LARGEST_PART = LARGEST // 4


@dataclass(frozen=True, slots=True)
class Sums:
    """Per product: units; `waiting`, to be multiplied by a number of the product; packed counts of its entries.

    For legs `waiting` is units per gram of unit weight; the counts are quotients cut, modes assumed, weights missing.
    For stays `waiting` is thousandths of days in a warehouse of unknown type; the count is of what was estimated.
    """

    units: pl.Series
    waiting: pl.Series
    counts: pl.Series


def leg_sums(lists: pl.Series, legs: pl.DataFrame, factors: FactorSet, scale: Scale) -> Sums:
    """The sums over shipments. Raises ModeUnknown."""
    most, factor = largest(entries_per_row(lists)), _leg_factor(legs, factors, scale)
    furthest, heaviest = largest(legs["distance_m"]), largest(legs["weight_g"])
    narrow = furthest * heaviest <= LARGEST and scale.largest_factor * largest(legs["quantity"]) <= LARGEST
    rows = legs.select(
        pl.col("mode").is_null().alias("assumed"),
        factor.alias("factor"),
        pl.col("distance_m").cast(_width(narrow)).alias("distance"),
        pl.col("weight_g").cast(_width(narrow)).alias("weight"),
        pl.col("quantity").cast(_width(narrow)),
    ).with_columns((pl.col("distance") * pl.col("weight") // pl.col("quantity")).alias("share"))
    longest = max(largest(rows["share"]) + 1, furthest)
    narrow = narrow and scale.largest_factor * longest * most <= LARGEST_PART
    return _summed(_leg_units(rows.with_columns(pl.col("factor").cast(_width(narrow)))), lists, narrow)


def stay_sums(lists: pl.Series, stays: pl.DataFrame, factors: FactorSet, scale: Scale) -> Sums:
    """The sums over stays. Raises WarehouseUnknown."""
    if not factors.boundary.holds(Stage.Warehousing):
        nothing = pl.repeat(0, len(lists), dtype=pl.Int64, eager=True)
        return Sums(nothing, nothing, nothing)
    kind, events, dwell = pl.col("warehouse_type"), pl.col("events"), pl.col("dwell_milliday")
    days = pl.coalesce(dwell, events * scale.millidays_per_event).cast(pl.Int64)
    per_day = looked_up(stays["warehouse_type"], lambda word: _of_warehouse(word, factors, scale))
    rows = stays.select(
        pl.when(kind.is_not_null()).then(days).alias("typed"),
        pl.when(kind.is_null()).then(days).fill_null(0).alias("waiting"),
        ((kind.is_null() | dwell.is_null()) & events.is_not_null()).cast(pl.Int64).alias("counts"),
        per_day.alias("per_day"),
    )
    most = largest(entries_per_row(lists)) * max(largest(rows["typed"]), largest(rows["waiting"]))
    narrow = most * max(scale.units_per_milliday.values()) <= LARGEST_PART
    units = (pl.col("per_day").cast(_width(narrow)) * pl.col("typed")).fill_null(0)
    return _summed(rows.select(units.alias("units"), "waiting", "counts"), lists, narrow)


def _leg_factor(legs: pl.DataFrame, factors: FactorSet, scale: Scale) -> pl.Series:
    """The integer factor of every leg: of its mode, else of its carrier's name, at its distance."""
    if factors.hauls is None:
        return _factor_at(Fraction(0), legs, factors, scale)
    limit_km = Fraction(factors.hauls.below_km)
    short, long = (_factor_at(distance_km, legs, factors, scale) for distance_km in (Fraction(0), limit_km))
    near = legs["distance_m"] < ceil(limit_km * METRES_PER_KM)
    return pl.select(pl.when(near).then(short).otherwise(long)).to_series()


def _factor_at(distance_km: Fraction, legs: pl.DataFrame, factors: FactorSet, scale: Scale) -> pl.Series:
    def of_mode(word: str) -> int:
        mode = factors.transport_mode("shipments.mode", word)
        return scale.units_per_metre_gram[factors.mode_at(mode, distance_km)]

    def of_carrier(word: str) -> int:
        return of_mode(factors.mode_of_carrier(word) or factors.mode_otherwise)

    known = looked_up(legs["mode"], of_mode)
    if not known.null_count():
        return known
    assumed = looked_up(legs["carrier"], of_carrier)
    return pl.select(pl.coalesce(known, assumed, pl.lit(of_mode(factors.mode_otherwise)))).to_series()


def _of_warehouse(word: str, factors: FactorSet, scale: Scale) -> int:
    return scale.units_per_milliday[factors.warehouse_type("stays.warehouse_type", word, "")]


def _leg_units(rows: pl.DataFrame) -> pl.DataFrame:
    """units = factor x distance x weight / quantity, cut; the remainder of the first division is divided again."""
    factor, distance, weight, quantity = (pl.col(name) for name in ("factor", "distance", "weight", "quantity"))
    rest = (distance * weight - pl.col("share") * quantity) * factor
    quotient = rest // quantity
    there = distance.is_not_null()
    counts = (
        (quotient * quantity != rest).fill_null(False).cast(pl.Int64)
        + (pl.col("assumed") & there).cast(pl.Int64) * FIELD
        + (weight.is_null() & there).cast(pl.Int64) * FIELD**2
    )
    return (
        rows.lazy()
        .select(
            (factor * pl.col("share") + quotient).fill_null(0).alias("units"),
            pl.when(weight.is_null()).then(factor * distance).fill_null(0).alias("waiting"),
            counts.alias("counts"),
        )
        .collect()
    )


def _summed(rows: pl.DataFrame, lists: pl.Series, narrow: bool) -> Sums:
    """Sums of consecutive entries as differences of a running sum, in 128 bits where the whole column needs them."""
    last = (entries_per_row(lists).cast(pl.Int64).cum_sum() - 1).alias("last")
    totals = rows.select(pl.all().cast(pl.Int128).sum()).row(0)
    wide = [pl.col(name).cast(pl.Int128) for name, total in zip(rows.columns, totals, strict=True) if total > LARGEST]
    ends = rows.lazy().with_columns(wide).select(pl.all().cum_sum().gather(last))
    sums = ends.select(pl.all() - pl.all().shift(1, fill_value=0)).collect()
    return Sums(sums["units"].cast(_width(narrow)), sums["waiting"].cast(_width(narrow)), sums["counts"].cast(pl.Int64))


def _width(narrow: bool) -> type[pl.DataType]:
    return pl.Int64 if narrow else pl.Int128


def largest(numbers: pl.Series) -> int:
    """0 where there is none."""
    found = numbers.max()
    return 0 if found is None else int(str(found))
