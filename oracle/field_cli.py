"""Commands of the field: classify a participant by its series of net fluxes; no server is needed."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from oracle.adapters.fluxnet_series import series_of_site
from oracle.domain.classification import explain
from oracle.domain.flux_series import read_series
from oracle.usecases.classify_participant import CONFIDENCE_PERCENT, class_document, classify_participant
from registry.adapters.clock import SystemClock
from registry.adapters.input_file import read_input
from registry.command_line import AsJson, one_sentence
from registry.errors import InvalidInput

LARGEST_SERIES_BYTES = 5_000_000
_AREA = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.command()
def classify(
    file: Annotated[Path, typer.Argument(help="CSV with period_start,period_end,net_kg (positive removes), or -")],
    year_end: Annotated[str | None, typer.Option(help="YYYY-MM-DD after the year's last day; default: the end")] = None,
    confidence: Annotated[int, typer.Option(help="90, 95 or 99 percent")] = CONFIDENCE_PERCENT,
    explained: Annotated[bool, typer.Option("--explain", help="print every step of the calculation")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell absorber, neutral or emitter by the interval of removals less emissions over a whole accounting year.

    Exit code 2 if the series cannot be used; every row that breaks a rule is named.
    """
    with one_sentence(as_json):
        series = read_series(_text(read_input(file, LARGEST_SERIES_BYTES)))
        dated = classify_participant(
            series, clock=SystemClock(), year_end_s=_day(year_end), confidence_percent=confidence
        )
    figures, steps = class_document(dated), explain(dated.found) if explained else []
    if as_json:
        typer.echo(json.dumps(figures | ({"steps": steps} if explained else {}), indent=2))
        return
    for name, value in figures.items():
        typer.echo(f"{name:22}{_shown(value)}")
    for number, step in enumerate(steps, start=1):
        typer.echo(f"{number:>3}. {step}")


@app.command("forest-series")
def forest_series(
    file: Annotated[Path, typer.Argument(help="monthly FLUXNET2015 file: site, year, month, NEE in gC per m2 and day")],
    site: Annotated[str, typer.Argument(help="name of the site, e.g. DE-Tha")],
    area_ha: Annotated[str, typer.Option(help="hectares that the site stands for")] = "1",
) -> None:
    """Print the series of a forest site, in the form that `carbonix classify` reads."""
    with one_sentence():
        if not _AREA.fullmatch(area_ha) or not Fraction(area_ha):
            raise InvalidInput("area_ha", area_ha, "a decimal above 0, at most six digits after the point")
        text = series_of_site(file, site, Fraction(area_ha))
    typer.echo(text, nl=False)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return " to ".join(str(each) for each in value.values())
    if isinstance(value, list):
        return "; ".join(value) or "none"
    if isinstance(value, bool):
        return "yes: the year lacks a part" if value else "no"
    return "none: one period has no spread" if value is None else str(value)


def _text(content: bytes) -> str:
    if len(content) > LARGEST_SERIES_BYTES:
        raise InvalidInput("file", f"more than {LARGEST_SERIES_BYTES} bytes", "a series of periods, not of readings")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InvalidInput("file", str(fault), "must be UTF-8 text") from fault


def _day(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError as fault:
        raise InvalidInput("year_end", text, "must be a day, YYYY-MM-DD") from fault
