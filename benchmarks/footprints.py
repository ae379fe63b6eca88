"""Measures a million footprints from a columnar file beside a plain Python loop and beside a bare polars aggregation.

The products are made up by arithmetic from their numbers: simulated data, the same on every machine. The loop runs the
domain function over a sample and is scaled to the whole: it says so. The bare aggregation reads the same file, explodes
the same shipments and adds distance x weight up by product: no factors, no rounding, no grade.

    python -m benchmarks.footprints --products 1000000
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import polars as pl

from passport.adapters.columnar import Footprints, footprints_of_file
from passport.adapters.columnar_products import products_of
from passport.adapters.factor_files import default_factors
from passport.domain.footprint import footprint_of
from passport.domain.rounding import grams_of

PRODUCTS = 1_000_000
SAMPLE = 2_000
REPEATS = 3
ROWS_PER_GROUP = 100_000
FASTER_THAN_LOOP = 30
SLOWER_THAN_BARE = 3
MODES = ("air", "road", "rail", "sea", "sea container", "road electric")
CARRIERS = ("DHL", "Maersk", "Thai Rail", "Somebody", "FedEx")
CATEGORIES = ("F&B", "Electronics", "Fashion", "Healthcare", "Industrial", "Agriculture", "Energy")
WAREHOUSES = ("cold storage", "ambient", "automated")
Answer = TypeVar("Answer")


def main() -> None:
    """Prints the three times and the two ratios; ends with 1 where a ratio misses its goal."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "products.parquet"
        write_products(file, arguments.products)
        size = (
            f"{arguments.products:,} simulated products, {_legs(file):,} shipments, {file.stat().st_size / 1e6:.0f} MB"
        )
        print(f"{size}, polars {pl.__version__} on {pl.thread_pool_size()} threads; best of {REPEATS}")
        ours_s, found = _best(lambda: footprints_of_file(file, default_factors()))
        bare_s, _ = _best(lambda: bare_aggregation(file))
        loop_s = _loop_s(file, found, arguments.products)
    print(f"columnar, exact        {ours_s:9.3f} s   {found.in_fractions} products in fractions")
    print(f"bare aggregation       {bare_s:9.3f} s   {ours_s / bare_s:.2f} times that, goal {SLOWER_THAN_BARE}")
    print(f"plain Python loop      {loop_s:9.1f} s   {loop_s / ours_s:.0f} times ours, goal {FASTER_THAN_LOOP}", end="")
    print(f"; {min(SAMPLE, arguments.products):,} products measured and compared gram by gram, scaled to all")
    if ours_s > SLOWER_THAN_BARE * bare_s or loop_s < FASTER_THAN_LOOP * ours_s:
        raise SystemExit(1)


def bare_aggregation(file: Path) -> pl.DataFrame:
    """The least that polars can do with the same shipments."""
    shipments = pl.col("shipments")
    return (
        pl.scan_parquet(file)
        .select("product_id", "shipments")
        .explode("shipments", empty_as_null=True)
        .select("product_id", work=shipments.struct.field("distance_m") * shipments.struct.field("weight_g"))
        .group_by("product_id")
        .agg(pl.col("work").sum())
        .collect()
    )


def write_products(file: Path, count: int) -> None:
    """A file of simulated products: one to four shipments each, seven of ten with a weight of their own."""
    number = pl.int_range(count, eager=True).alias("number")
    legs = _legs_of(number)
    stays = _stays_of(number)
    frame = pl.DataFrame({"number": number}).select(
        pl.format("product-{}", "number").alias("product_id"),
        _pick("number", 11, CATEGORIES).alias("category"),
        pl.when(_draw("number", 12) % 5 == 0).then(_draw("number", 13) % 30_000_000).alias("supplier_mg"),
        pl.when(_draw("number", 14) % 2 == 0).then(_draw("number", 15) % 20_000 + 1).alias("unit_weight_g"),
        stays.alias("stays"),
        legs.alias("shipments"),
    )
    frame.write_parquet(file, row_group_size=ROWS_PER_GROUP)


def _legs_of(number: pl.Series) -> pl.Series:
    flat = pl.DataFrame({"number": number}).select(
        "number", pl.int_ranges(0, _draw("number", 1) % 4 + 1).alias("place")
    )
    flat = flat.explode("place", empty_as_null=True).with_columns(leg=pl.col("number") * 4 + pl.col("place"))
    weighed = _draw("leg", 5) % 10 < 7
    leg = pl.struct(
        pl.when(_draw("leg", 2) % 8 > 0).then(_pick("leg", 3, MODES)).alias("mode"),
        _pick("leg", 4, CARRIERS).alias("carrier"),
        (_draw("leg", 6) % 12_000_000).alias("distance_m"),
        pl.when(weighed).then(_draw("leg", 7) % 20_000_000 + 1).alias("weight_g"),
        pl.when(weighed).then(_draw("leg", 8) % 5_000 + 1).alias("quantity"),
    )
    return flat.select("number", leg=leg).group_by("number", maintain_order=True).agg("leg")["leg"]


def _stays_of(number: pl.Series) -> pl.Series:
    stay = pl.struct(
        pl.when(_draw("number", 22) % 3 > 0).then(_pick("number", 23, WAREHOUSES)).alias("warehouse_type"),
        (_draw("number", 24) % 3 + 1).alias("events"),
        pl.when(_draw("number", 25) % 2 == 0).then(_draw("number", 26) % 60_000).alias("dwell_milliday"),
    )
    return (
        pl.DataFrame({"number": number})
        .select(stay=stay.implode().over("number", mapping_strategy="group_to_rows"))
        .to_series()
    )


def _draw(column: str, stream: int) -> pl.Expr:
    """A number from 0 to 2^32 - 1 that looks random and is not: multiplication by odd constants, the middle bits."""
    mixed = (pl.col(column).cast(pl.Int64) + stream * 7_919) % 2**31
    for _ in range(2):
        mixed = (mixed * 1_103_515_245 + 12_345 + stream) % 2**31
        mixed = (mixed // 2**15 + mixed * 2**11) % 2**31
    return mixed


def _pick(column: str, stream: int, words: tuple[str, ...]) -> pl.Expr:
    chosen = _draw(column, stream) // 8 % len(words)
    return chosen.replace_strict(dict(enumerate(words)), return_dtype=pl.Enum(words))


def _loop_s(file: Path, found: Footprints, count: int) -> float:
    sample = pl.scan_parquet(file).head(SAMPLE).collect()
    products, factors = list(products_of(sample)), default_factors()
    start = perf_counter()
    grams = [grams_of(footprint_of(product, factors).total_kg) for product in products]
    took_s = perf_counter() - start
    if grams != found.table["total_g"].head(SAMPLE).to_list():
        raise SystemExit("the columns and the domain function disagree")
    return took_s * count / len(products)


def _legs(file: Path) -> int:
    return int(pl.scan_parquet(file).select(pl.col("shipments").list.len().cast(pl.Int64).sum()).collect().item())


def _best(run: Callable[[], Answer]) -> tuple[float, Answer]:
    """The shortest of some runs: what the machine can do when nobody else is at work."""
    times, answer = [], None
    for _ in range(REPEATS):
        start = perf_counter()
        answer = run()
        times.append(perf_counter() - start)
    assert answer is not None
    return min(times), answer


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--products", type=int, default=PRODUCTS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
