"""`carbonix passport FILE` works without a server and says in JSON what the page says."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from passport.adapters.columnar_products import frame_of
from passport.cli import app
from tests.passport.products import COFFEE, coffee, product_with

runner = CliRunner()


def test_the_command_prints_the_answer_of_the_specification() -> None:
    """Must answer with the keys and numbers of the spec."""
    answer = json.loads(runner.invoke(app, ["passport", str(COFFEE)]).stdout)
    assert answer["total_footprint_kgCO2e"] == 31.007
    assert answer["grade"] == "C"
    assert [scope["value"] for scope in answer["scopes"]] == [2.5, 2.55, 25.957]
    assert answer["scopes"][1]["storage_days"] == 6
    assert answer["scopes"][2]["transport_breakdown"][0] == {
        "shipment_id": "leg-1",
        "carrier": "DHL",
        "mode": "air",
        "distance_km": 850.0,
        "emissions_kgCO2e": 25.585,
    }
    assert answer["scope_breakdown"] == {"scope_1_pct": 8, "scope_2_pct": 8, "scope_3_pct": 84}
    assert answer["equivalent"] == {"trees_needed": 1.4, "driving_km": 161.5, "smartphone_charges": 3876}
    assert answer["methodology"] == "owner-default-2025"


def test_explain_prints_every_step() -> None:
    """Must print the products of factors on request."""
    shown = runner.invoke(app, ["passport", str(COFFEE), "--explain"]).stdout
    assert "0.602 kg/tkm x 850 km x 0.05 t = 25.585 kg" in shown


def test_a_bad_document_ends_with_2_and_a_sentence(tmp_path: Path) -> None:
    """Must exit with 2, naming the error, and print JSON where JSON was asked for."""
    bad = tmp_path / "bad.json"
    bad.write_text(COFFEE.read_text().replace('"air"', '"teleport"'))
    plain, as_json = runner.invoke(app, ["passport", str(bad)]), runner.invoke(app, ["passport", str(bad), "--json"])
    assert plain.exit_code == as_json.exit_code == 2
    assert "ModeUnknown" in plain.output
    assert json.loads(as_json.stdout)["code"] == "ModeUnknown"


def test_a_methodology_is_chosen_by_its_identity() -> None:
    """Must compute by the one that was named, and complete the publication's name by its only potentials."""
    answer = json.loads(runner.invoke(app, ["passport", str(COFFEE), "--methodology", "iso14083-defra-2025"]).stdout)
    assert (answer["methodology"], answer["gwp_set"]) == ("iso14083-defra-2025/ar5", "AR5")
    assert (answer["total_footprint_kgCO2e"], answer["grade"]) == (41.574, None)


@pytest.mark.parametrize(
    ("identity", "code"), [("iso14083-defra-2025/ar6", "GwpMixed"), ("nothing", "FootprintMethodUnknown")]
)
def test_a_methodology_that_cannot_be_ends_with_2(identity: str, code: str) -> None:
    """Must name the error and print no figure."""
    done = runner.invoke(app, ["passport", str(COFFEE), "--methodology", identity, "--json"])
    assert (done.exit_code, json.loads(done.stdout)["code"]) == (2, code)


def test_explanation_comparison_and_sensitivity_stand_beside_the_answer() -> None:
    """Must add what was asked for and leave the answer as it is."""
    asked = ["--explain", "--sensitivity", "--compare", "iso14083-defra-2025/ar5+rf"]
    answer = json.loads(runner.invoke(app, ["passport", str(COFFEE), *asked]).stdout)
    plain = json.loads(runner.invoke(app, ["passport", str(COFFEE)]).stdout)
    assert {key: value for key, value in answer.items() if key in plain} == plain
    assert [line["kg"] for line in answer["explanation"]] == ["2.5", "2.55", "25.585", "0.372"]
    assert answer["comparison"]["difference_kg"] == "32.79307"
    assert {found["grade"] for found in answer["sensitivity"]["inputs"]} == {"B", "D"}


def test_every_methodology_is_listed_with_its_dimensions() -> None:
    """Must print identity, version, boundary, potentials and the hash of the factors."""
    listed = json.loads(runner.invoke(app, ["methodologies"]).stdout)
    assert listed[0]["methodology"] == "owner-default-2025"
    assert all(one["boundary"] and one["gwp_set"] and one["factor_set_hash"].startswith("0x") for one in listed)


def test_a_table_is_printed_where_it_is_asked_for() -> None:
    """Must say the same to people."""
    shown = runner.invoke(app, ["passport", str(COFFEE), "--table", "--explain"]).stdout
    assert "31.007 kgCO2e" in shown
    assert "0.602 kg/tkm x 850 km x 0.05 t = 25.585 kg" in shown


def test_a_file_of_products_becomes_a_file_of_footprints(tmp_path: Path) -> None:
    """Must write one row a product and print the sums; a file of another kind is refused in a sentence."""
    source, target = tmp_path / "products.parquet", tmp_path / "footprints.parquet"
    frame_of([coffee(), product_with(product_id="tea")]).write_parquet(source)
    done = runner.invoke(app, ["footprints", str(source), "--output", str(target)])
    assert (json.loads(done.stdout)["products"], json.loads(done.stdout)["total_g"]) == (2, "33507")
    assert pl.read_parquet(target)["total_g"].to_list() == [31_007, 2_500]
    source.write_text("no parquet")
    refused = runner.invoke(app, ["footprints", str(source), "--output", str(target), "--json"])
    assert (refused.exit_code, json.loads(refused.stdout)["code"]) == (2, "FileUnusable")
