"""The command line of the oracle room: quantify a document or a real meter file; no server is needed."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from oracle.adapters.building_files import BUILDINGS, building_of, load_days
from oracle.adapters.meter_files import METER_FILES, MeterFile, load_meter_file, read_rows
from oracle.adapters.monitored_document import LARGEST_DOCUMENT_BYTES, is_monitored_document, read_document
from oracle.adapters.monitored_input import MonitoredInput, read_monitored_input
from oracle.claim_cli import app as claim_app
from oracle.coverage_cli import app as coverage_app
from oracle.domain.explanation import explain_quantity
from oracle.domain.methodology import METHODOLOGY_NAME, PROJECT_FACTOR
from oracle.domain.methods.catalogue import METHODS, method_of
from oracle.domain.methods.method import Method
from oracle.domain.methods.renewable import RENEWABLE_POWER
from oracle.domain.monitoring_report import decimal_text
from oracle.domain.quality import Sifted, sift
from oracle.domain.renewable_power import Energy, Quantity, kwh, measure, quantify
from oracle.errors import MeterUnknown
from oracle.field_cli import app as field_app
from oracle.inspection_cli import app as inspection_app
from oracle.intake_cli import app as intake_app
from oracle.lake_cli import app as lake_app
from oracle.lake_cli import walk_app
from oracle.model_cli import app as model_app
from oracle.nodes_cli import app as nodes_app
from oracle.outcome_text import show_outcome
from registry.adapters.input_file import read_input
from registry.command_line import AsJson, one_sentence
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.errors import InvalidInput

app = typer.Typer(no_args_is_help=True, help=__doc__)
app.add_typer(claim_app, name="claim")
app.add_typer(nodes_app, name="nodes")
app.add_typer(coverage_app, name="coverage")
app.add_typer(intake_app, name="intake")
app.add_typer(model_app, name="model")
app.add_typer(field_app)
app.add_typer(lake_app, name="lake")
app.add_typer(walk_app)
app.add_typer(inspection_app, name="inspection")
Explain = Annotated[bool, typer.Option("--explain", help="print every step of the calculation")]


@app.command("quantify")
def quantify_document(
    file: Annotated[Path, typer.Argument(help="a carbonix/monitored document, 1 or 2 (JSON), or - for standard input")],
    methodology: Annotated[str, typer.Option("--methodology", help=f"one of {', '.join(METHODS)}")] = "",
    explain: Explain = False,
    as_json: AsJson = False,
) -> None:
    """Compute the quantity that a document of monitored inputs states; exit code 2 if it cannot be used."""
    with one_sentence(as_json):
        wanted = method_of(methodology) if methodology else None
        text = read_input(file, LARGEST_DOCUMENT_BYTES)
        if is_monitored_document(text):
            monitored = read_document(text)
            _check_wanted(wanted, monitored.method)
            show_outcome(monitored, monitored.quantify(), explain, as_json)
            return
        stated = read_monitored_input(text)
        _check_wanted(wanted, RENEWABLE_POWER)
    about = {"methodology": METHODOLOGY_NAME}
    if stated.unstated:
        about["assumed"] = f"{', '.join(stated.unstated)}: defaults of version 1; version 2 wants them stated"
    _show(about, stated, explain, as_json)


@app.command("meter")
def quantify_meter(
    meter: Annotated[str, typer.Argument(help=f"one of {', '.join(METER_FILES)}")],
    explain: Explain = False,
    as_json: AsJson = False,
) -> None:
    """Sift and quantify one of the real meter files, straight from its wheel; exit code 2 if it is not installed."""
    with one_sentence(as_json):
        if meter not in METER_FILES:
            raise MeterUnknown(meter, METER_FILES)
        file = METER_FILES[meter]
        sifted = sift(file.meter, read_rows(file, load_meter_file(file)))
    energy = measure(file.meter, file.period, sifted.accepted)
    exported, own_use = kwh(energy.exported_uws), kwh(energy.own_use_uws)
    stated = MonitoredInput(exported, own_use, PROJECT_FACTOR, Fraction(0), file.meter.accuracy_ppm)
    _show({"notice": DEMONSTRATION_NOTICE} | _about(file, sifted, energy), stated, explain, as_json)


@app.command("building")
def write_building(
    building: Annotated[str, typer.Argument(help=f"one of {', '.join(BUILDINGS)}")],
) -> None:
    """Fit a building's baseline and write its monitored document, for `carbonix quantify -`."""
    from oracle.adapters.efficiency_baseline import efficiency_document  # numpy only where a baseline is fitted

    with one_sentence():
        file = building_of(building)
        document = efficiency_document(file, load_days(file))
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _check_wanted(wanted: Method[Any] | None, stated: Method[Any]) -> None:
    """Raises InvalidInput where the document is written for another methodology than the one asked for."""
    if wanted is not None and wanted is not stated:
        raise InvalidInput("methodology", stated.id, f"the one that was asked for, {wanted.id}")


def _show(about: dict[str, str], stated: MonitoredInput, explain: bool, as_json: bool) -> None:
    inputs = (stated.exported_kwh, stated.own_use_kwh, stated.factor, stated.accuracy_ppm)
    quantity = quantify(*inputs, stated.project_emissions_kg)
    steps = explain_quantity(*inputs, quantity) if explain else []
    figures = about | _figures(stated, quantity)
    if as_json:
        members: dict[str, object] = {**figures, "steps": steps} if explain else {**figures}
        typer.echo(json.dumps(members, indent=2, ensure_ascii=False))
        return
    for name, value in figures.items():
        typer.echo(f"{name:22}{value}")
    for number, step in enumerate(steps, start=1):
        typer.echo(f"{number:>3}. {step}")


def _figures(stated: MonitoredInput, quantity: Quantity) -> dict[str, str]:
    return {
        "factor": f"{stated.factor.text} tCO2e/MWh ({stated.factor.source}; {stated.factor.confidence})",
        "netMwh": decimal_text(quantity.net_mwh),
        "baselineKg": decimal_text(quantity.baseline_kg),
        "projectEmissionsKg": decimal_text(quantity.project_emissions_kg),
        "pointKg": str(quantity.point_kg),
        "lowerBoundKg": str(quantity.lower_bound_kg),
        "wholeCredits": str(quantity.whole_credits),
        "carriedKg": str(quantity.carried_kg),
    }


def _about(file: MeterFile, sifted: Sifted, energy: Energy) -> dict[str, str]:
    return {
        "meter": file.meter.id,
        "provenance": file.provenance,
        "licence": file.licence,
        "stands": file.stands,
        "timeZone": file.time_zone,
        "readings": str(energy.readings),
        "refusedRows": str(len(sifted.refused)),
        "missingSeconds": str(energy.missing_s),
        "exportedKwh": decimal_text(kwh(energy.exported_uws)),
        "ownUseKwh": decimal_text(kwh(energy.own_use_uws)),
    }
