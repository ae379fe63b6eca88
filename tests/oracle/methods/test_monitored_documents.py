"""`carbonix quantify` on documents of every methodology: figures, steps, schema, and one sentence for bad input."""

from __future__ import annotations

import copy
import json
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from oracle.adapters.monitored_document import LARGEST_DOCUMENT_BYTES, document_schema, read_document, read_value
from oracle.cli import app
from oracle.domain.methods.catalogue import METHODS
from registry.errors import InvalidInput

RUNNER = CliRunner()
SPEC = Path(__file__).resolve().parents[3] / "docs" / "spec"
SCHEMA = SPEC / "monitored-inputs.schema.json"
EXAMPLES = sorted((SPEC / "examples" / "monitored").glob("*.json"))
CREDITABLE = {
    "renewable-power@1": "538127",
    "renewable-power-margin@1": "532115",
    "forestry@1": "218863",
    "landfill@1": "305316",
    "methane-destroyed@1": "2406",
    "rice-awd@1": "1332",
    "manure@1": "8664",
    "wastewater@1": "8664",
    "efficiency@1": "1006",
}


def run(tmp_path: Path, text: str, *options: str) -> tuple[int, str]:
    file = tmp_path / "monitored.json"
    file.write_text(text)
    done = RUNNER.invoke(app, ["quantify", str(file), *options])
    return done.exit_code, done.output


def example(method: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (SPEC / "examples" / "monitored" / f"{method.partition('@')[0]}.json").read_text()
    )
    return found


def test_every_methodology_has_an_example() -> None:
    """Must show one document for each methodology, and no other."""
    assert {json.loads(each.read_text())["methodology"] for each in EXAMPLES} == set(METHODS) == set(CREDITABLE)


@pytest.mark.parametrize("method", METHODS)
def test_an_example_gives_its_kilograms(tmp_path: Path, method: str) -> None:
    """Must print the figures of each example, with every step and every parameter's source when asked."""
    text = json.dumps(example(method))
    code, output = run(tmp_path, text, "--methodology", method, "--json", "--explain")
    figures = json.loads(output)
    assert code == 0
    assert figures["creditableKg"] == CREDITABLE[method]
    assert figures["notice"].startswith("SIMULATED")
    assert all(
        each.rpartition("; ")[2].rstrip(")") in {"read", "secondary", "memory", "house"}
        for each in figures["parameters"]
    )
    code, output = run(tmp_path, text, "--explain")
    assert code == 0
    assert "1. " in output
    assert output.index("SIMULATED") < output.index("creditableKg")


def test_the_schema_is_the_one_in_the_specification() -> None:
    """Must hold the committed schema equal to what the methodologies declare, and the examples valid under it."""
    assert json.loads(SCHEMA.read_text()) == document_schema()
    validator = Draft202012Validator(document_schema())
    for each in EXAMPLES:
        assert not list(validator.iter_errors(json.loads(each.read_text())))
    wrong = example("rice-awd@1")
    wrong["inputs"]["fields"][0]["areaHa"] = "-1 ha"
    assert list(validator.iter_errors(wrong))


def test_a_number_keeps_its_digits() -> None:
    """Must read a JSON number as its digits."""
    text = json.dumps(example("renewable-power@1")).replace('"1000000"', "100000000000000.100000000001")
    assert str(read_document(text.encode()).inputs.exported_kwh) == "100000000000000100000000001/1000000000000"


@pytest.mark.parametrize(
    ("method", "path", "value", "said"),
    [
        ("rice-awd@1", ("inputs", "fields", 0, "areaHa"), "1,5", "inputs.fields.0.areaHa is '1,5'"),
        ("rice-awd@1", ("inputs", "fields", 0, "areaHa"), True, "inputs.fields.0.areaHa is 'True'"),
        ("rice-awd@1", ("inputs", "fields", 0, "projectWater"), "often", "projectWater is 'often'"),
        ("rice-awd@1", ("inputs", "fields", 0, "proofs", 0, "day"), "12/07/2024", "a day as YYYY-MM-DD"),
        ("rice-awd@1", ("inputs", "fields", 0, "proofs", 0, "photoSha256"), "0x1", "photoSha256"),
        ("rice-awd@1", ("inputs", "fieldsTotal"), 0, "not below the 1 fields"),
        ("landfill@1", ("inputs", "gwpSet"), "AR6", "weighs with AR5"),
        ("landfill@1", ("inputs", "deposits", 0, "year"), 2031, "deposits.year is '2031'"),
        ("landfill@1", ("inputs", "weighingAccuracyPpm"), 2_000_000, "weighingAccuracyPpm is '2000000'"),
        ("methane-destroyed@1", ("inputs", "hours", 0, "ch4Share"), "50", "not below 0 and not above 1"),
        ("methane-destroyed@1", ("inputs", "hours", 0, "flame"), 1, "inputs.hours.0.flame"),
        ("forestry@1", ("inputs", "surprise"), 1, "inputs.surprise"),
        ("forestry@1", ("inputs", "now"), {}, "either aboveGroundT or plots"),
        ("renewable-power@1", ("inputs", "factor"), "0.4750", "0.5562"),
        ("renewable-power@1", ("period", "start"), "2031-01-01T00:00:00Z", "period"),
        ("renewable-power@1", ("period", "start"), "2024-02-30T00:00:00Z", "YYYY-MM-DDThh:mm:ssZ"),
        ("renewable-power@1", ("methodology",), "renewable-power@9", "one that this house knows"),
        ("efficiency@1", ("inputs", "model", "sha256"), "none", "inputs.model.sha256"),
    ],
)
def test_a_document_that_cannot_be_used_ends_in_one_sentence(
    tmp_path: Path, method: str, path: tuple[Any, ...], value: object, said: str
) -> None:
    """Must end with exit code 2 and name the member, its value and the rule."""
    document = example(method)
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    code, output = run(tmp_path, json.dumps(document))
    assert code == 2
    assert said in output
    assert "Traceback" not in output


def members(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The place of every member that an object below a value has."""
    if isinstance(value, list):
        return [place for number, each in enumerate(value) for place in members(each, (*before, number))]
    if not isinstance(value, dict):
        return []
    return [place for name, each in value.items() for place in ((*before, name), *members(each, (*before, name)))]


@pytest.mark.parametrize("method", METHODS)
def test_leaving_a_member_out_never_earns(method: str) -> None:
    """Must refuse the document, or credit no more than with the member."""
    whole = example(method)
    stated = read_value(whole).quantify().creditable_kg
    for *way, name in members(whole["inputs"]):
        fewer = copy.deepcopy(whole)
        holder = reduce(getitem, way, fewer["inputs"])
        del holder[name]
        try:
            assert read_value(fewer).quantify().creditable_kg <= stated, (method, way, name)
        except InvalidInput:
            continue  # refused: nothing is credited


MAY_BE_LEFT_OUT = {
    "gwpSet": "there is one set, AR5",
    "factor": "there is one factor",
    "flare": "an open one destroys least",
    "hours": "an hour that is not listed earns nothing",
    "ch4Share": "an hour without analysis earns nothing",
    "flame": "an hour without a flame signal earns nothing",
    "baselineAmendments": "a baseline without them is lower",
    "proofs": "without them the higher factor counts",
    "addedN2oKg": "without it no gain is credited",
    "photoSha256": "a proof without it shows nothing",
    "waterLevelMm": "a proof without it shows nothing",
    "aboveGroundT": "either it or plots",
    "plots": "either they or a stated mass",
    "plotsPlanned": "0 is below the plots that are listed, which is refused",
    "areaHa": "of a stock by plots it is refused where it lacks",
    "uncertaintyPercent": "without it no gain is credited",
    "trees": "a tallied tree that is not listed stops the gain",
    "heightM": "an equation that needs it refuses the tree",
    "woodDensity": "an equation that needs it refuses the tree",
}


def test_a_member_is_optional_only_for_a_stated_reason() -> None:
    """Must demand every member whose absence could earn: emissions, leakage, fire, captured gas, own use, accuracy."""
    forms = document_schema()["$defs"]
    optional = {
        name
        for title, form in forms.items()
        if "properties" in form and title != "PeriodDocument"
        for name in set(form["properties"]) - set(form.get("required", ()))
    }
    assert optional == set(MAY_BE_LEFT_OUT)


@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("renewable-power@1", ("ownUseKwh", "projectEmissionsKg", "meterAccuracyPpm")),
        ("renewable-power-margin@1", ("ownUseKwh", "projectEmissionsKg")),
        ("forestry@1", ("burntShare", "projectEmissionsKg", "leakageKg")),
        ("landfill@1", ("captured", "projectEmissionsKg", "weighingAccuracyPpm")),
        ("methane-destroyed@1", ("projectEmissionsKg", "flowAccuracyPpm")),
        ("rice-awd@1", ("projectEmissionsKg",)),
        ("manure@1", ("projectEmissionsKg", "flared")),
        ("wastewater@1", ("projectEmissionsKg",)),
        ("efficiency@1", ("projectEmissionsKg", "gridLosses")),
    ],
)
def test_nothing_must_be_said(tmp_path: Path, method: str, names: tuple[str, ...]) -> None:
    """Must end with exit code 2, the member and the rule where a document does not say that there was none."""
    for name in names:
        document = example(method)
        del document["inputs"][name]
        code, output = run(tmp_path, json.dumps(document))
        assert code == 2
        assert f"inputs.{name}" in output
        assert "must be stated" in " ".join(output.split())


def test_version_1_says_what_it_assumed(tmp_path: Path) -> None:
    """Must name the members that a document of version 1 leaves to a default, and nothing where it states them."""
    short = {"format": "carbonix/monitored/1", "exportedKwh": "1"}
    output = run(tmp_path, json.dumps(short), "--json")[1]
    assert json.loads(output)["assumed"].startswith("ownUseKwh, projectEmissionsKg, meterAccuracyPpm: defaults")
    whole = {**short, "ownUseKwh": "0", "projectEmissionsKg": "0", "meterAccuracyPpm": 10_000}
    assert "assumed" not in json.loads(run(tmp_path, json.dumps(whole), "--json")[1])


def test_a_document_of_another_methodology_is_refused(tmp_path: Path) -> None:
    """Must not quantify rice by the landfill's rule, nor a document of version 1 by another methodology than power."""
    code, output = run(tmp_path, json.dumps(example("rice-awd@1")), "--methodology", "landfill@1")
    assert (code, "the one that was asked for, landfill@1" in output) == (2, True)
    old = '{"format": "carbonix/monitored/1", "exportedKwh": 1}'
    assert run(tmp_path, old, "--methodology", "landfill@1")[0] == 2
    assert run(tmp_path, old, "--methodology", "renewable-power@1")[0] == 0


@pytest.mark.parametrize(
    "text", [b"[" * 100_000, b" " * (LARGEST_DOCUMENT_BYTES + 1), b'{"a": 1' + b"1" * 5_000 + b"}"]
)
def test_a_hostile_document_is_refused(text: bytes) -> None:
    """Must bound nesting, size and digits before anything is computed."""
    with pytest.raises(InvalidInput):
        read_document(text)


def test_a_document_that_is_no_object_is_refused() -> None:
    """Must name the document where it is a list or a number."""
    for value in ([], 1, None, "text"):
        with pytest.raises(InvalidInput):
            read_value(value)
