"""Refuses columns that no footprint can be computed from, naming row, field, value and rule of the first fault."""

from __future__ import annotations

import polars as pl

from passport.adapters.columnar_products import SCHEMA
from registry.errors import InvalidInput

MOST_ENTRIES = 1_000
LARGEST_AMOUNT = 10**12  # metres, grams, thousandths of days: a thousand million kilometres, kilograms, days
LARGEST_SUPPLIER_MG = 10**15
LARGEST_COUNT = 10**9
WORDS = (pl.String, pl.Enum, pl.Categorical)
# Column, field of its entries, smallest and largest value.
NUMBERS = (("supplier_mg", 0, LARGEST_SUPPLIER_MG), ("unit_weight_g", 1, LARGEST_AMOUNT))
ENTRIES = (
    ("stays", "events", 0, LARGEST_COUNT),  # how many; the type and the days may be missing
    ("stays", "dwell_milliday", 0, LARGEST_AMOUNT),
    ("shipments", "distance_m", 0, LARGEST_AMOUNT),
    ("shipments", "weight_g", 1, LARGEST_AMOUNT),
    ("shipments", "quantity", 1, LARGEST_COUNT),
)


def check_schema(frame: pl.DataFrame) -> None:
    """Raises InvalidInput for a column that is missing or of another kind than columnar_products.SCHEMA."""
    for name, kind in SCHEMA.items():
        if name not in frame.columns:
            raise InvalidInput("columns", ", ".join(frame.columns), f"the column {name} is missing")
        if not _alike(frame.schema[name], kind):
            raise InvalidInput(name, str(frame.schema[name]), f"the column must be of kind {kind}")


def check_values(frame: pl.DataFrame, flat: dict[str, pl.DataFrame], first_row: int) -> None:
    """Raises InvalidInput for the first number outside of its rule; `flat` holds the entries of the two lists."""
    for name in ("product_id", "category"):
        if frame[name].null_count():
            _refuse(frame[name].is_null(), frame[name], name, "must not be empty", first_row)
    for name, low, high in NUMBERS:
        _check_range(frame[name], name, low, high, None, first_row)
    for name, field, low, high in ENTRIES:
        _check_range(flat[name][field], f"{name}.{field}", low, high, frame[name], first_row)
    for name in flat:
        lengths = frame[name].list.len()
        _check_range(lengths, name, 0, MOST_ENTRIES, None, first_row)
    for name, field in (("stays", "events"), ("shipments", "distance_m")):
        _check_present(flat[name][field], f"{name}.{field}", frame[name], first_row)
    legs = flat["shipments"]
    alone = legs["weight_g"].is_null() != legs["quantity"].is_null()
    if alone.any():
        rule = "weight_g and quantity belong together: the weight of one unit is their ratio"
        _refuse(alone, legs["weight_g"], "shipments", rule, first_row, frame["shipments"])


def entries_per_row(lists: pl.Series) -> pl.Series:
    """How many rows a list has after `explode`: an empty one still has one, of nulls."""
    return lists.list.len().fill_null(0).clip(lower_bound=1)


def row_of_entry(lists: pl.Series, entry: int) -> int:
    """The row that the n-th entry of the exploded lists belongs to."""
    return int((entries_per_row(lists).cast(pl.Int64).cum_sum() <= entry).sum())


def _check_range(numbers: pl.Series, name: str, low: int, high: int, lists: pl.Series | None, first_row: int) -> None:
    smallest, largest = numbers.min(), numbers.max()
    if smallest is not None and (int(str(smallest)) < low or int(str(largest)) > high):
        wrong = (numbers < low) | (numbers > high)
        _refuse(wrong, numbers, name, f"must be a whole number from {low} to {high}", first_row, lists)


def _check_present(numbers: pl.Series, name: str, lists: pl.Series, first_row: int) -> None:
    """Each entry holds the number: more nulls than empty lists are entries without one."""
    lengths = lists.list.len().fill_null(0)
    if numbers.null_count() > (lengths == 0).sum():
        filled = (lengths > 0).repeat_by(entries_per_row(lists)).explode(empty_as_null=True)
        _refuse(numbers.is_null() & filled, numbers, name, "must be recorded", first_row, lists)


def _refuse(
    wrong: pl.Series, values: pl.Series, name: str, rule: str, first_row: int, lists: pl.Series | None = None
) -> None:
    entry = int(wrong.fill_null(False).arg_true()[0])
    row = entry if lists is None else row_of_entry(lists, entry)
    raise InvalidInput(f"row {first_row + row}: {name}", values[entry], rule)


def _alike(found: pl.DataType, wanted: object) -> bool:
    """Whole numbers of any width, and words in any coding, are alike."""
    if isinstance(wanted, pl.List):
        return isinstance(found, pl.List) and _alike(_kind(found.inner), wanted.inner)
    if isinstance(wanted, pl.Struct):
        fields = {field.name: _kind(field.dtype) for field in found.fields} if isinstance(found, pl.Struct) else {}
        return all(one.name in fields and _alike(fields[one.name], one.dtype) for one in wanted.fields)
    return found.is_integer() if wanted == pl.Int64 else isinstance(found, WORDS)


def _kind(kind: object) -> pl.DataType:
    return kind() if isinstance(kind, type) else kind  # type: ignore[return-value]
