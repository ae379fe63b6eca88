"""Commands of the lake: refresh, seal and check it, list its data sets, and walk from a batch to its readings."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from oracle.bootstrap import open_oracle
from oracle.domain.data_sets import data_set_document
from oracle.domain.lineage import Lineage
from registry.bootstrap import running_registry
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.config import settings_from_environment
from registry.errors import InvalidInput

MARKS = {"pass": "[green]pass       [/]", "fail": "[bold red]FAIL       [/]", "not checked": "[yellow]not checked[/]"}
Rpc = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]

app = typer.Typer(no_args_is_help=True, help="Commands of the lake: refresh, seal and check it, list its data sets.")
walk_app = typer.Typer()


@app.command()
def refresh(rpc: Rpc = None) -> None:
    """Bring bronze, silver and gold up to what was received."""
    with one_sentence(), running_registry(settings_from_environment(), rpc) as registry:
        done = open_oracle(registry).lake.refresh()
    typer.echo(f"{done.readings} readings came in; made anew: {', '.join(map(str, done.months)) or 'nothing'}")


@app.command()
def seal(rpc: Rpc = None) -> None:
    """Seal the hours of bronze that came since the last time, with the sealer's key."""
    with one_sentence(), running_registry(settings_from_environment(), rpc) as registry:
        lake = open_oracle(registry).lake
        done = lake.seal_hours(registry.clock.now(), registry.sealer_key())
    for sealed in done:
        typer.echo(f"seal {sealed.seal_id}: {sealed.size} hours under {sealed.root}")
    if not done:
        typer.echo("nothing was received since the last sealing")


@app.command()
def check(rpc: Rpc = None) -> None:
    """Hold every sealed hour to the log; exit code 2 with the hour if one was changed."""
    with one_sentence(), running_registry(settings_from_environment(), rpc) as registry:
        count = open_oracle(registry).lake.check_hours()
    typer.echo(f"{count} sealed hours hash to their roots")


@app.command()
def datasets(rpc: Rpc = None, as_json: AsJson = False) -> None:
    """List D1 to D4: schema, owner, rows, quality score and what each is made of."""
    from oracle.adapters.lake.catalogue import data_set_states  # its engine takes a second to load

    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        registry.follow()
        states = data_set_states(open_oracle(registry).lake.files, registry.database, registry.projection())
    if as_json:
        typer.echo(json.dumps([data_set_document(state) for state in states], indent=2))
        return
    for state in states:
        score = "empty" if state.score_ppm is None else f"{state.score_ppm} ppm: {state.data_set.score_says}"
        typer.echo(f"{state.data_set.id} {state.data_set.name} ({state.data_set.owner})")
        typer.echo(f"   made of {', '.join(state.data_set.made_of)}; {state.version}; quality {score}")
        for table in state.data_set.tables:
            columns = ", ".join(column.name for column in table.columns)
            typer.echo(f"   {table.name} ({table.engine}, {state.rows[table.name]} rows): {columns}")


@walk_app.command()
def lineage(
    batch: Annotated[int | None, typer.Argument(help="number of the batch", min=1)] = None,
    reading: Annotated[int | None, typer.Option(help="number of a reading in the bronze log", min=0)] = None,
    rpc: Rpc = None,
    as_json: AsJson = False,
) -> None:
    """Walk from a batch to its readings and messages and back, checking each hash; or from a reading to its batch.

    Exit code 0 where every step holds, 1 where one fails, 2 where there is nothing to walk.
    """
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        if batch is None and reading is None:
            raise InvalidInput("batch", "", "a batch, or --reading with a number of the bronze log")
        registry.follow()
        found = open_oracle(registry).lineage(batch, reading)
    _show(found, as_json)
    if not found.holds:
        raise typer.Exit(EXIT_FAILED)


def _show(found: Lineage, as_json: bool) -> None:
    if as_json:
        steps = [
            {"name": step.name, "outcome": step.outcome, "sentence": step.sentence, "inputs": dict(step.inputs)}
            for step in found.steps
        ]
        summary = {"batch": str(found.batch), "reportHash": found.report_hash, "holds": found.holds}
        typer.echo(json.dumps(summary | {"sentence": found.sentence, "steps": steps}, indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False, soft_wrap=True)
    for step in found.steps:
        console.print(f"{MARKS[step.outcome]}  {step.name:11} {escape(step.sentence)}")
        for name, value in step.inputs.items():
            console.print(f"{'':13}{'':12} [dim]{escape(f'{name}: {value}')}[/]")
    console.print(f"[bold {'green' if found.holds else 'red'}]{escape(found.sentence)}[/]")
