"""The command line of the passport room: the footprint of a product document; no server and no database is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from passport.adapters.factor_files import default_factors
from passport.adapters.product_document import read_product_file
from passport.api.schemas import FootprintOut
from passport.domain.equivalents import equivalents_of, targets_of
from passport.domain.explanation import explanation
from passport.domain.rounding import rounded
from passport.domain.statement import Assessment, assess
from registry.command_line import AsJson, one_sentence

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.command("passport")
def show_passport(
    file: Annotated[Path, typer.Argument(help="a carbonix/product/1 document (JSON), or - for standard input")],
    explain: Annotated[bool, typer.Option("--explain", help="print every step of the calculation")] = False,
    as_json: AsJson = False,
) -> None:
    """Compute a product's gross footprint, its grade and what it compares with."""
    with one_sentence(as_json):
        assessed = assess(read_product_file(file), default_factors())
    lines = list(explanation(assessed)) if explain else []
    if as_json:
        answer: dict[str, Any] = FootprintOut.of(assessed).model_dump()
        typer.echo(json.dumps(answer | ({"explanation": lines} if explain else {}), indent=2, ensure_ascii=False))
        return
    _print(assessed)
    for line in lines:
        typer.echo(line)


def _print(assessed: Assessment) -> None:
    footprint, factors = assessed.footprint, assessed.factors
    same, targets = equivalents_of(footprint.total_kg, factors), targets_of(footprint.total_kg, factors)
    table = Table(title=f"{assessed.product.name}: {rounded(footprint.total_kg, 3)} kgCO2e per unit, {footprint.basis}")
    table.add_column("")
    table.add_column("value", justify="right")
    for name, kilograms, percent in zip(
        ("scope 1, manufacturing", "scope 2, warehousing", "scope 3, transport"),
        footprint.scopes_kg,
        footprint.percents,
        strict=True,
    ):
        table.add_row(name, f"{rounded(kilograms, 3)} kg  {percent:>3} %")
    table.add_row("grade", f"{footprint.grade.grade}, {footprint.grade.assessment}: {footprint.grade.advice}")
    table.add_row("trees for a year", str(rounded(same.trees, 1)))
    table.add_row("driving", f"{rounded(same.driving_km, 1)} km")
    table.add_row("smartphone charges", str(rounded(same.charges, 0)))
    table.add_row("target 2030, 2050", f"{rounded(targets.kg_2030, 3)} kg, {rounded(targets.kg_2050, 3)} kg")
    table.add_row("methodology", f"{factors.methodology}, factor set {factors.name}")
    table.add_row("origin of the data", assessed.product.origin or "not stated")
    Console().print(table)
