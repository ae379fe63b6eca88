"""The command line of whole files: the footprints of a columnar file of products, as another one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from polars.exceptions import PolarsError

from passport.adapters.columnar import Footprints, footprints_of_file
from passport.adapters.methodologies import OWNER, methodology_named
from passport.domain.methodology import Methodology
from registry.command_line import AsJson, one_sentence
from registry.errors import FileUnusable

Products = Annotated[Path, typer.Argument(help="a Parquet file of products with their stays and shipments")]
Output = Annotated[Path, typer.Option("--output", help="the Parquet file to write, one row a product")]
Identity = Annotated[str, typer.Option("--methodology", metavar="ID", help="`carbonix methodologies` lists them")]


def compute_footprints(file: Products, output: Output, methodology: Identity = OWNER, as_json: AsJson = False) -> None:
    """Compute the footprints of many products: grams of each scope, grade, and whether every input was measured."""
    with one_sentence(as_json):
        method = methodology_named(methodology)
        found = _found(file, method)
        found.table.write_parquet(output)
    typer.echo(json.dumps(_summary(found, method), indent=2))


def _found(file: Path, method: Methodology) -> Footprints:
    """Raises FileUnusable for what is no Parquet file, and as `footprints_of_file` does."""
    try:
        return footprints_of_file(file, method.factors)
    except PolarsError as fault:
        raise FileUnusable(str(file), str(fault).splitlines()[0]) from fault


def _summary(found: Footprints, method: Methodology) -> dict[str, object]:
    table = found.table
    grades = table.drop_nulls("grade").group_by("grade").len().sort("grade").rows()
    return {
        "products": table.height,
        "total_g": str(table["total_g"].cast(pl.Int128).sum()),
        "measured": int(table["measured"].sum()),
        "grades": dict(grades),
        "in_fractions": found.in_fractions,
        "methodology": method.identity,
        "factor_set": method.factors.name,
        "factor_set_hash": method.factors.content_hash,
        "gwp_set": method.gwp_set.value,
        "boundary": method.boundary.said,
    }
