"""Facts about the commands on coverage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from oracle.cli import app

NAME = "CarboniX Forestry after T-VER-S-METH-13-01, v1"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARBONIX_HOME", str(tmp_path))
    monkeypatch.setenv("CARBONIX_DATABASE_URL", f"sqlite:///{tmp_path / 'carbonix.db'}")


def record(day: int, truth_kg: int, *, end: str = "") -> Result:
    words = ["--start", f"2026-01-{day:02}", "--end", end or f"2026-01-{day + 1:02}", "--lower-kg", "10"]
    call = ["coverage", "record", NAME, "--project", "7", *words, "--truth-kg", str(truth_kg), "--json"]
    return CliRunner().invoke(app, call)


def test_two_misses_of_two_hold_issuance() -> None:
    """Must keep outcomes from call to call, and say when issuance is held."""
    assert json.loads(record(1, 9).output)["issuance"] == "open"
    assert json.loads(record(2, 9).output) == {
        "judged": 2,
        "covered": 0,
        "coveragePpm": 0,
        "promisedPpm": 900_000,
        "issuance": "held",
    }
    shown = CliRunner().invoke(app, ["coverage", "show", NAME])
    assert "issuance     held" in shown.output


def test_another_truth_and_a_day_that_is_none_are_refused_by_name() -> None:
    """Must end with 2 and one problem."""
    record(1, 9)
    again, unreadable, backward = record(1, 11), record(1, 9, end="2026-02-30"), record(3, 9, end="2026-01-02")
    codes = [json.loads(each.output)["code"] for each in (again, unreadable, backward)]
    assert codes == ["OutcomeDiffers", "InvalidInput", "EmptyPeriod"]
    assert {each.exit_code for each in (again, unreadable, backward)} == {2}
