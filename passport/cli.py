"""The command line of the passport room: footprints of product documents; no server and no database is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from passport.adapters.methodologies import OWNER, all_methodologies, methodology_named
from passport.adapters.product_document import read_product_file
from passport.api.explained import ComparisonOut, MethodologyOut, SensitivityOut, explained
from passport.api.schemas import FootprintOut
from passport.domain.comparison import compare
from passport.domain.equivalents import equivalents_of, targets_of
from passport.domain.explanation import explanation
from passport.domain.rounding import rounded
from passport.domain.statement import Assessment, assess
from passport.footprints_cli import compute_footprints
from passport.import_cli import import_file
from passport.leaderboard_cli import show_leaderboard
from registry.command_line import AsJson, one_sentence

app = typer.Typer(no_args_is_help=True, help=__doc__)
app.command("leaderboard")(show_leaderboard)
app.command("footprints")(compute_footprints)
app.command("import")(import_file)
ProductFile = Annotated[Path, typer.Argument(help="a carbonix/product/1 document (JSON), or - for standard input")]
Identity = Annotated[str, typer.Option("--methodology", metavar="ID", help="`carbonix methodologies` lists them")]
Against = Annotated[str | None, typer.Option("--compare", metavar="ID", help="a second methodology, side by side")]
Explain = Annotated[bool, typer.Option("--explain", help="add every line of the calculation")]
Sensitivity = Annotated[bool, typer.Option("--sensitivity", help="add what would change the grade")]
AsTable = Annotated[bool, typer.Option("--table", help="print a table instead of JSON")]


@app.command("passport")
def show_passport(
    file: ProductFile,
    methodology: Identity = OWNER,
    compare_with: Against = None,
    explain: Explain = False,
    sensitivity: Sensitivity = False,
    table: AsTable = False,
    as_json: AsJson = False,
) -> None:
    """Compute a product's gross footprint, its grade and what it compares with, as the JSON of the specification."""
    with one_sentence(as_json):
        product = read_product_file(file)
        assessed = assess(product, methodology_named(methodology))
        beside = None if compare_with is None else assess(product, methodology_named(compare_with))
    if table:
        _print(assessed, explain)
        return
    answer: dict[str, Any] = FootprintOut.of(assessed).model_dump()
    if explain:
        answer["explanation"] = [line.model_dump() for line in explained(assessed)]
    if beside is not None:
        answer["comparison"] = ComparisonOut.of(compare(assessed, beside)).model_dump()
    if sensitivity:
        answer["sensitivity"] = SensitivityOut.of(assessed).model_dump()
    _json(answer)


@app.command("methodologies")
def list_methodologies() -> None:
    """List the methodologies with their versions, boundaries, potentials and factor sets, as JSON."""
    _json([MethodologyOut.of(one).model_dump() for one in all_methodologies().values()])


def _json(answer: object) -> None:
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def _print(assessed: Assessment, explain: bool) -> None:
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
    table.add_row("methodology", f"{assessed.methodology.identity}, factor set {factors.name}")
    table.add_row("boundary", factors.boundary.said)
    table.add_row("origin of the data", assessed.product.origin or "not stated")
    Console().print(table)
    for line in explanation(assessed) if explain else ():
        typer.echo(line)
