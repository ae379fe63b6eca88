"""Facts about `carbonix model`: a model that comes out again is verified, and one that does not is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from oracle.cli import app
from tests.oracle.models.collocation import collocation


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The invented collocation as a file."""
    file = tmp_path / "air.csv"
    file.write_bytes(collocation())
    return file


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["model", *map(str, words)])


def test_a_trained_model_is_verified_from_its_data(data: Path, tmp_path: Path) -> None:
    """Must write card and files, and find every hash again; exit code 1 and the names where data or bytes differ."""
    folder = tmp_path / "model"
    trained = run("train", data, "--out", folder, "--target", "no2", "--json")
    assert (trained.exit_code, json.loads(trained.stdout)["quantity"]) == (0, "NO2(GT)")
    verified = run("verify", folder, data)
    assert (verified.exit_code, verified.stdout.strip()) == (0, "the same model: every hash of the card came out again")
    data.write_bytes(collocation(350))
    other = run("verify", folder, data, "--json")
    assert other.exit_code == 1
    assert {"data", "artefacts", "metrics", "calibration.json"} <= set(json.loads(other.stdout)["differs"])


def test_what_cannot_be_trained_ends_with_one_sentence(data: Path, tmp_path: Path) -> None:
    """Must end with exit code 2 for an unknown target, a file that is none, and a folder without a card."""
    for words in (
        ("train", data, "--out", tmp_path / "m", "--target", "gold"),
        ("train", tmp_path / "none.csv", "--out", tmp_path / "m"),
        ("verify", tmp_path, data),
    ):
        result = run(*words, "--json")
        assert (result.exit_code, json.loads(result.stdout)["code"]) == (2, "InvalidInput")


def test_releases_are_listed_as_spans(tmp_path: Path) -> None:
    """Must join neighbouring windows, with the highest reading of each span."""
    levels = ["2.0"] * 10 + ["3.5"] * 10 + ["9.9"] * 5 + ["2.0"] * 20
    body = [f"2022-05-09T{place // 60:02}:{place % 60:02}:00Z,{level},0,1.5" for place, level in enumerate(levels)]
    file = tmp_path / "methane.csv"
    file.write_text("time_utc,ch4_ppm_E,wind_dir,wind_speed_ms\n" + "\n".join(body))
    result = run("releases", file, "--json")
    assert json.loads(result.stdout) == [
        {"from": "2022-05-09T00:10:00Z", "until": "2022-05-09T00:30:00Z", "highestPpb": "9900"}
    ]
