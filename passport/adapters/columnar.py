"""Computes footprints of whole columns in integers: the same grams and grades as the domain function, row by row.

A factor set becomes integers of one small unit (columnar_scale.py). Everything is exact in units but the division of a
shipment's weight by its quantity: there the quotient is cut, so that a product with n such shipments lies strictly
between its sum and n units more. Where half a gram or the limit of a grade lies in between, the product is computed
again by the domain function in fractions. Numbers that could leave 64 bits are computed in 128.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from passport.adapters.columnar_check import check_schema, check_values
from passport.adapters.columnar_products import SCHEMA, products_of
from passport.adapters.columnar_scale import MG_PER_GRAM, Scale, scale_of
from passport.adapters.columnar_sums import FIELD, LARGEST_PART, Sums, largest, leg_sums, stay_sums
from passport.adapters.columnar_words import looked_up
from passport.domain.boundary import Stage
from passport.domain.factors import FactorSet
from passport.domain.footprint import Basis, footprint_of
from passport.domain.names import plain_name
from passport.domain.rounding import grams_of

ROWS_PER_READ = 2_000_000
ROWS_PER_BATCH = 131_072  # what one thread works on at a time, small enough for its columns to stay near the processor
GRAMS = ("scope_1_g", "scope_2_g", "scope_3_g", "total_g")
LISTS = ("stays", "shipments")


@dataclass(frozen=True, slots=True)
class Footprints:
    """`table`: product_id, four columns of grams, grade (null: not graded), measured; and how many took fractions."""

    table: pl.DataFrame
    in_fractions: int


def footprints_of_file(file: Path, factors: FactorSet, rows_per_read: int = ROWS_PER_READ) -> Footprints:
    """The footprints of a Parquet file in the shape of columnar_products.SCHEMA.

    Raises InvalidInput, CategoryUnknown, WarehouseUnknown, ModeUnknown for the first row that breaks a rule.
    """
    rows = pl.scan_parquet(file)
    check_schema(rows.head(0).collect())
    count = int(rows.select(pl.len()).collect().item())
    starts = range(0, max(count, 1), rows_per_read)
    reads = (rows.select(*SCHEMA).slice(start, rows_per_read).collect() for start in starts)
    return _joined([footprints(frame, factors, start) for start, frame in zip(starts, reads, strict=True)])


def footprints(frame: pl.DataFrame, factors: FactorSet, first_row: int = 0) -> Footprints:
    """The footprints of rows; an error names the first one as row `first_row`. Raises as `footprints_of_file`."""
    check_schema(frame)
    starts = range(0, max(frame.height, 1), ROWS_PER_BATCH)
    with ThreadPoolExecutor(pl.thread_pool_size()) as threads:
        done = threads.map(lambda start: _batch(frame.slice(start, ROWS_PER_BATCH), factors, first_row + start), starts)
        return _joined(list(done))


def _joined(parts: list[Footprints]) -> Footprints:
    table = pl.concat([part.table for part in parts], how="vertical_relaxed")
    return Footprints(table, sum(part.in_fractions for part in parts))


def _batch(frame: pl.DataFrame, factors: FactorSet, first_row: int) -> Footprints:
    frame = frame.select(*SCHEMA)
    flat = {name: frame[name].explode(empty_as_null=True, keep_nulls=True).struct.unnest() for name in LISTS}
    check_values(frame, flat, first_row)
    scale = scale_of(factors)
    if scale is None:
        every = pl.Series(range(frame.height), dtype=pl.UInt32)
        return Footprints(_in_fractions(frame, every, factors), frame.height)
    rough = _rough(frame, flat, factors, scale)
    doubtful = rough["doubtful"].arg_true()
    table = rough.drop("doubtful")
    if doubtful.len():
        table = _mended(table, doubtful, _in_fractions(frame, doubtful, factors))
    return Footprints(table, doubtful.len())


def _rough(frame: pl.DataFrame, flat: Mapping[str, pl.DataFrame], factors: FactorSet, scale: Scale) -> pl.DataFrame:
    """The answer, with a column that says where its last digit is in doubt."""
    legs = leg_sums(frame["shipments"], flat["shipments"], factors, scale)
    stays = stay_sums(frame["stays"], flat["stays"], factors, scale)
    parts = _parts(frame, legs, stays, factors, scale)
    three, total, cut = pl.col("three"), pl.col("total"), pl.col("cut")
    none = pl.lit(value=False)
    found = (
        parts.lazy()
        .select(
            _grams(pl.col("one"), none, scale).alias("scope_1_g"),
            _grams(pl.col("two"), none, scale).alias("scope_2_g"),
            _grams(three, cut > 0, scale).alias("scope_3_g"),
            _grams(total, cut > 0, scale).alias("total_g"),
            # What was cut lifts the true value above the sum: a limit that the sum has reached is passed.
            (total + (cut > 0).cast(pl.Int64)).alias("grade"),
            "measured",
            (_torn(three, cut, scale) | _torn(total, cut, scale)).alias("doubtful"),
        )
        .collect()
    )
    return found.select(frame["product_id"], *GRAMS, _grades(found["grade"], factors, scale), "measured", "doubtful")


def _parts(frame: pl.DataFrame, legs: Sums, stays: Sums, factors: FactorSet, scale: Scale) -> pl.DataFrame:
    """Units of scope 1, 2, 3 and their total, how many quotients were cut, and whether every input was measured."""
    made = factors.boundary.holds(Stage.Manufacturing)
    unit_weight = frame["unit_weight_g"].fill_null(scale.unit_weight_otherwise_g)
    supplied = frame["supplier_mg"] if made else pl.repeat(0, frame.height, dtype=pl.Int64, eager=True)
    assumed_stay = looked_up(frame["category"], lambda word: _assumed_stay(word, factors, scale))
    default = looked_up(frame["category"], lambda word: _manufacturing(word, factors, scale))
    width = pl.Int64 if _fits(legs, stays, unit_weight, supplied, scale) else pl.Int128
    columns = pl.DataFrame(
        {
            "supplied": supplied.cast(width),
            "default": default.cast(width),
            "leg_units": legs.units.cast(width),
            "leg_waiting": legs.waiting.cast(width),
            "unit_weight": unit_weight.cast(width),
            "stay_units": stays.units.cast(width),
            "stay_waiting": stays.waiting.cast(width),
            "assumed_stay": assumed_stay.cast(width),
            "leg_counts": legs.counts,
            "stay_counts": stays.counts,
            "weighed": frame["unit_weight_g"].is_not_null(),
        }
    )
    assumed_modes, weightless = pl.col("leg_counts") // FIELD % FIELD, pl.col("leg_counts") // FIELD**2
    nothing_assumed = (pl.col("stay_counts") == 0) & (assumed_modes == 0) & pl.col("supplied").is_not_null()
    one = pl.coalesce(pl.col("supplied") * (scale.units_per_gram // MG_PER_GRAM), "default")
    two = pl.col("stay_units") + pl.col("stay_waiting") * pl.col("assumed_stay")
    three = pl.col("leg_units") + pl.col("leg_waiting") * pl.col("unit_weight")
    return (
        columns.lazy()
        .select(
            one.alias("one"),
            two.alias("two"),
            three.alias("three"),
            (one + two + three).alias("total"),
            (pl.col("leg_counts") % FIELD).alias("cut"),
            (nothing_assumed & ((weightless == 0) | pl.col("weighed"))).alias("measured"),
        )
        .collect()
    )


def _fits(legs: Sums, stays: Sums, unit_weight: pl.Series, supplied: pl.Series, scale: Scale) -> bool:
    """Whether every scope of every product stays below a quarter of 64 bits."""
    if any(part.dtype == pl.Int128 for part in (legs.units, stays.units)):
        return False
    per_gram, per_day = scale.units_per_gram, max(scale.units_per_milliday.values(), default=0)
    return (
        max(largest(supplied) * per_gram, *scale.units_by_category.values(), 0) <= LARGEST_PART
        and largest(stays.units) + largest(stays.waiting) * per_day <= LARGEST_PART
        and largest(legs.units) + largest(legs.waiting) * largest(unit_weight) <= LARGEST_PART
    )


def _manufacturing(category: str, factors: FactorSet, scale: Scale) -> int:
    if not factors.boundary.holds(Stage.Manufacturing):
        return 0
    factors.manufacturing_kg(category)
    return scale.units_by_category[plain_name(category)]


def _assumed_stay(category: str, factors: FactorSet, scale: Scale) -> int:
    if not factors.boundary.holds(Stage.Warehousing):
        return 0
    return scale.units_per_milliday[factors.warehouse_type("stays.warehouse_type", None, category)]


def _grams(units: pl.Expr, lifted: pl.Expr, scale: Scale) -> pl.Expr:
    """Whole grams, half to even; a value that lies above its sum goes up where the sum stands in the middle."""
    whole, rest = _whole_and_rest(units, scale)
    half = scale.units_per_gram // 2
    return whole + ((rest > half) | ((rest == half) & (lifted | (whole % 2 == 1)))).cast(pl.Int64)


def _torn(units: pl.Expr, cut: pl.Expr, scale: Scale) -> pl.Expr:
    """Whether half a gram, or a whole one where a grade may end, lies strictly between the sum and its upper bound."""
    _, rest = _whole_and_rest(units, scale)
    half = scale.units_per_gram // 2
    return ((rest < half) & (rest + cut > half)) | (rest + cut > scale.units_per_gram)


def _whole_and_rest(units: pl.Expr, scale: Scale) -> tuple[pl.Expr, pl.Expr]:
    whole = units // scale.units_per_gram
    return whole, units - whole * scale.units_per_gram


def _grades(totals: pl.Series, factors: FactorSet, scale: Scale) -> pl.Series:
    """The grade of each total: its place is how many limits the total has passed."""
    names = [step.grade for step in factors.grades]
    if not names:
        return pl.repeat(None, len(totals), dtype=pl.String, eager=True).alias("grade")
    limits = pl.Series(scale.grade_limits, dtype=totals.dtype)
    return pl.Series("grade", names, dtype=pl.Enum(names)).gather(limits.search_sorted(totals, side="left"))


def _in_fractions(frame: pl.DataFrame, rows: pl.Series, factors: FactorSet) -> pl.DataFrame:
    """The answer for some rows, by the domain function."""
    products = list(products_of(frame[rows]))
    done = [footprint_of(product, factors) for product in products]
    grams = {
        name: [grams_of(kilograms) for kilograms in column]
        for name, column in zip(
            GRAMS, ([(*one.scopes_kg, one.total_kg)[place] for one in done] for place in range(4)), strict=True
        )
    }
    graded = bool(factors.grades)
    return pl.DataFrame(
        {
            "product_id": [product.product_id for product in products],
            **grams,
            "grade": [one.grade.grade if graded else None for one in done],
            "measured": [one.basis is Basis.Measured for one in done],
        },
        schema_overrides=dict.fromkeys(GRAMS, pl.Int128) | {"grade": pl.String},
    )


def _mended(table: pl.DataFrame, rows: pl.Series, exact: pl.DataFrame) -> pl.DataFrame:
    """The table with some rows replaced."""
    exact = exact.cast({name: table.schema[name] for name in (*GRAMS, "grade")})
    kept = table.with_row_index("row")
    put = exact.select(*GRAMS, "grade").with_columns(rows.cast(pl.UInt32).alias("row"))
    return kept.update(put, on="row", how="left").drop("row")
