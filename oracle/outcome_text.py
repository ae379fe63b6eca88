"""Shows an outcome on the command line, as lines or as JSON, with the methodology and its parameters."""

from __future__ import annotations

import hashlib
import json

import typer

from oracle.adapters.monitored_document import Monitored
from oracle.domain.methods.exact import shown
from oracle.domain.methods.method import Parameter
from oracle.domain.methods.outcome import Outcome
from oracle.domain.readings import utc_text
from registry.adapters.canonical_json import canonical

NAME_WIDTH = 22


def show_outcome(monitored: Monitored, outcome: Outcome, explain: bool, as_json: bool) -> None:
    """Prints the figures; with `explain` also each step and each parameter with source and confidence."""
    if as_json:
        typer.echo(json.dumps(members(monitored, outcome, explain), indent=2, ensure_ascii=False))
        return
    figures = _figures(outcome)
    creditable = figures.pop("creditableKg")
    listed = [*_heading(monitored).items(), *figures.items()]
    listed += [("deduction", f"{shown(each.kg)} kg, {each.name}: {each.why}") for each in outcome.deductions]
    listed += [("missing", each) for each in outcome.missing]
    for name, value in [*listed, ("creditableKg", creditable)]:
        typer.echo(f"{name:{NAME_WIDTH}}{value}")
    for number, step in enumerate(outcome.lines if explain else (), start=1):
        typer.echo(f"{number:>3}. {step}")
    for parameter in parameters(monitored) if explain else ():
        typer.echo(f"     {parameter}")


def members(monitored: Monitored, outcome: Outcome, explain: bool) -> dict[str, object]:
    """The figures as JSON values; amounts are text. Decimals are cut after nine digits, the calculation is exact."""
    deductions = [{"name": each.name, "kg": shown(each.kg), "why": each.why} for each in outcome.deductions]
    found: dict[str, object] = {**_heading(monitored), **_figures(outcome)}
    found |= {"deductions": deductions, "missing": list(outcome.missing)}
    if explain:
        found |= {"steps": list(outcome.lines), "parameters": parameters(monitored)}
    return found


def parameters(monitored: Monitored) -> list[str]:
    """Each parameter of the methodology: value, unit, source, confidence."""
    listed = monitored.method.parameters
    return [f"{each.name} = {each.text}{_unit(each)} ({each.source}; {each.confidence})" for each in listed]


def _unit(parameter: Parameter) -> str:
    return "" if parameter.unit == "1" else f" {parameter.unit}"


def _heading(monitored: Monitored) -> dict[str, str]:
    method, period = monitored.method, monitored.period
    notice = {"notice": monitored.notice} if monitored.notice else {}
    project = {} if monitored.project is None else {"project": str(monitored.project)}
    return {
        **notice,
        "methodology": method.id,
        "name": method.name,
        "methodologySha256": "0x" + hashlib.sha256(canonical(method.document())).hexdigest(),
        **project,
        "period": f"{utc_text(period.start_s)} to {utc_text(period.end_s)}",
    }


def _figures(outcome: Outcome) -> dict[str, str]:
    return {
        "pointExactKg": shown(outcome.point),
        "pointKg": str(outcome.point_kg),
        "lowKg": shown(outcome.low),
        "highKg": shown(outcome.high),
        "creditableKg": str(outcome.creditable_kg),
    }
