"""`carbonix passport FILE` works without a server and says in JSON what the page says."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from passport.cli import app
from tests.passport.products import COFFEE

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
