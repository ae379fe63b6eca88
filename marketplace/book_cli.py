"""`carbonix book run`: a file of orders through the engine alone, every report to another file."""

from __future__ import annotations

import csv
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from marketplace.usecases.run_orders import COLUMNS, OPERATIONS, run_orders
from registry.command_line import one_sentence
from registry.errors import InvalidInput

app = typer.Typer(name="book", help="The matching engine by itself.", no_args_is_help=True)
Orders = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=f"CSV with the columns {','.join(COLUMNS)}")]
Reports = Annotated[Path, typer.Option(dir_okay=False, help="where trades, acks, cancels and rejects are written")]
# Bytes that are no UTF-8 come out as they went in.
TEXT = {"encoding": "utf-8", "errors": "surrogateescape", "newline": ""}


@app.callback()
def book() -> None:
    """The matching engine by itself."""


@app.command()
def run(orders: Orders, reports: Reports) -> None:
    """Feed ORDERS to a fresh engine; write each report in order. Ends with 1 where a line could not be read."""
    with one_sentence():
        if reports.resolve() == orders.resolve():
            raise InvalidInput("--reports", str(reports), "must be another file than ORDERS")
        partial = reports.with_name(reports.name + ".partial")
        with orders.open(**TEXT) as given, partial.open("w", **TEXT) as written, _without_collector():  # type: ignore[call-overload]
            done = run_orders(_lines(given), csv.writer(written, lineterminator="\n").writerows)
        partial.replace(reports)
    for fault in done.faults:
        typer.echo(fault, err=True)
    typer.echo(f"{done.lines:,} lines, {done.reports:,} reports, {done.unreadable:,} unreadable", err=True)
    raise typer.Exit(1 if done.unreadable else 0)


def _lines(given: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Numbered lines without the header and empty ones. Raises InvalidInput where the header is another."""
    reader = csv.reader(given)
    first = next(reader, [])
    if first[:1] and first[0] in OPERATIONS:
        yield 1, first
    elif tuple(first) != COLUMNS:
        raise InvalidInput("header", ",".join(first), f"must be {','.join(COLUMNS)}")
    while True:
        try:
            for line in reader:
                if line:
                    yield reader.line_num, line
            return
        except csv.Error as fault:
            yield reader.line_num, [str(fault)]


@contextmanager
def _without_collector() -> Iterator[None]:
    """Orders form no cycles that matter in one run, and looking for them among millions costs more than matching."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
