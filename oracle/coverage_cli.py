"""Commands on coverage: put a later truth beside a lower bound, and see whether issuance is held."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from oracle.adapters.commitments import HouseCommitments
from oracle.adapters.coverage_tables import OutcomeTable
from oracle.domain.coverage import BoundOutcome, Coverage, coverage_of
from oracle.domain.readings import Period
from oracle.usecases.watch_coverage import record_outcome
from registry.adapters.database import Database
from registry.command_line import AsJson, one_sentence
from registry.config import settings_from_environment
from registry.errors import InvalidInput

app = typer.Typer(no_args_is_help=True, help=__doc__)
Methodology = Annotated[str, typer.Argument(help="name of the methodology, as the chain registers it")]


@app.command()
def show(methodology: Methodology, as_json: AsJson = False) -> None:
    """How many of the latest lower bounds under a methodology covered their truth, and whether that holds issuance."""
    with one_sentence(as_json), _outcomes() as outcomes:
        coverage = coverage_of(outcomes.of_methodology(HouseCommitments().methodology_id(methodology)))
    _show(coverage, as_json)


@app.command()
def record(
    methodology: Methodology,
    project: Annotated[int, typer.Option(min=0, help="number of the project")],
    start: Annotated[str, typer.Option(help="YYYY-MM-DD, UTC: first day of the period")],
    end: Annotated[str, typer.Option(help="YYYY-MM-DD, UTC: the day after its last")],
    lower_kg: Annotated[int, typer.Option(help="the lower bound that was given")],
    truth_kg: Annotated[int, typer.Option(help="what a reference measurement showed later")],
    as_json: AsJson = False,
) -> None:
    """Keep a bound beside its truth, once a period; exit code 2 where another truth is kept already."""
    with one_sentence(as_json), _outcomes() as outcomes:
        period = Period(_day_s("start", start), _day_s("end", end))
        identity = HouseCommitments().methodology_id(methodology)
        coverage = record_outcome(BoundOutcome(identity, project, period, lower_kg, truth_kg), outcomes=outcomes)
    _show(coverage, as_json)


@contextmanager
def _outcomes() -> Iterator[OutcomeTable]:
    database = Database(settings_from_environment().database_url)
    try:
        database.migrate()
        yield OutcomeTable(database)
    finally:
        database.close()


def _day_s(field: str, text: str) -> int:
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError as fault:
        raise InvalidInput(field, text, "a day as YYYY-MM-DD") from fault


def _show(coverage: Coverage, as_json: bool) -> None:
    figures = {
        "judged": coverage.judged,
        "covered": coverage.covered,
        "coveragePpm": coverage.ppm,
        "promisedPpm": coverage.promised_ppm,
        "issuance": "held" if coverage.holds_issuance else "open",
    }
    typer.echo(json.dumps(figures) if as_json else "\n".join(f"{name:12} {value}" for name, value in figures.items()))
