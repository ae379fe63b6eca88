"""`carbonix replay DAY`: runs a day of the market again, from the journal here or from anyone's bundle."""

from __future__ import annotations

import json
import re
from pathlib import Path
from shutil import copyfile
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from marketplace.domain.journal_day import fill_line
from marketplace.usecases.replay_day import ReplayedDay
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.domain.verdict import Outcome
from registry.errors import InvalidInput

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
COLUMNS = "trade,batch,payment,buy,sell,credits,price\n"
MARKS: dict[Outcome, str] = {
    "pass": "[green]pass       [/]",
    "fail": "[bold red]FAIL       [/]",
    "not checked": "[yellow]not checked[/]",
}


def register(app: typer.Typer) -> None:
    """Puts the command on a command line."""
    app.command()(replay)


def replay(
    day: Annotated[str, typer.Argument(help="UTC day, YYYY-MM-DD")],
    bundle: Annotated[
        Path | None, typer.Option("--from", help="a bundle of this day instead of the journal here")
    ] = None,
    export: Annotated[Path | None, typer.Option(help="write the day's bundle to this file")] = None,
    fills: Annotated[Path | None, typer.Option(help="write the fills to this CSV file")] = None,
    rpc: Annotated[str | None, typer.Option(help="a running node instead of the embedded chain")] = None,
    as_json: AsJson = False,
) -> None:
    """Run a day of the market again: the same fills and the same book as sealed, or exit code 1."""
    with one_sentence(as_json):
        if DAY.fullmatch(day) is None:
            raise InvalidInput("DAY", day, "must be a day, YYYY-MM-DD")
        told = _from_bundle(day, bundle, rpc) if bundle is not None else _from_journal(day, export, rpc)
        if fills is not None:
            fills.write_text(COLUMNS + "".join(map(fill_line, told.fills)), encoding="ascii")
    if as_json:
        typer.echo(json.dumps(_document(told), indent=2))
    else:
        _print(told)
    if not told.holds:
        raise typer.Exit(EXIT_FAILED)


def _from_bundle(day: str, file: Path, rpc: str | None) -> ReplayedDay:
    # A stranger has a file and perhaps a node: no database, no settings.
    from marketplace.adapters.journal_days import BundledDay
    from marketplace.usecases.replay_day import replay_day
    from registry.adapters.deployment import deployment_of_addresses
    from registry.adapters.proof_tools import EthereumProofTools, ProofGateway

    records = BundledDay(file)
    if records.day != day:
        raise InvalidInput("DAY", day, f"must be {records.day}, the day of the bundle")
    chain = None
    if rpc is not None and records.statements:
        said = records.statements[0]
        addresses = {"SealRegistry": said["contract"]}
        chain = ProofGateway(rpc, deployment_of_addresses(int(said["chainId"]), addresses))
    return replay_day(records, records.parts, chain=chain, tools=EthereumProofTools())


def _from_journal(day: str, export: Path | None, rpc: str | None) -> ReplayedDay:
    from marketplace.archive import JournalArchive
    from registry.bootstrap import running_registry
    from registry.config import settings_from_environment

    with running_registry(settings_from_environment(), rpc) as registry:
        archive = JournalArchive(registry)
        told = archive.replay(day)
        if export is not None:
            copyfile(archive.bundle(day), export)
        return told


def _document(told: ReplayedDay) -> dict[str, object]:
    steps = [{"name": step.name, "outcome": step.outcome, "sentence": step.sentence} for step in told.steps]
    return {
        "day": told.day,
        "holds": told.holds,
        "first": str(told.first),
        "last": str(told.last),
        "unsealed": str(told.unsealed),
        "digest": told.digest,
        "fills": [fill_line(fill).strip() for fill in told.fills],
        "steps": steps,
    }


def _print(told: ReplayedDay) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(COLUMNS.strip())
    for fill in told.fills:
        console.print(fill_line(fill).strip())
    for step in told.steps:
        console.print(f"{MARKS[step.outcome]}  {step.name:8} {escape(step.sentence)}")
    sentence = f"{told.day}: records {told.first} to {told.last}, {len(told.fills)} fills, book {told.digest}"
    console.print(f"[bold {'green' if told.holds else 'red'}]{sentence}[/]")
