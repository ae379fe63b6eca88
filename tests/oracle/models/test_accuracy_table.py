"""Facts about the accuracy table: when a row has reached its goals, and that what is missing is said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.accuracy import __main__ as table_command
from benchmarks.accuracy.table import DataMissing, Row, printed, write_json

ROW = Row("forest", "monthly sum", "trees", "time", 9, naive=0.77, ours=0.93, worst=0.91, target=0.9)


@pytest.mark.parametrize(
    ("changed", "reached"),
    [
        ({}, True),
        ({"worst": 0.89}, False),
        ({"ours": 0.89, "worst": None}, False),
        ({"coverage": 0.91, "coverage_goal": 0.9}, True),
        ({"coverage": 0.89, "coverage_goal": 0.9}, False),
        ({"coverage_goal": 0.9}, False),
        ({"target": None}, True),
        ({"target": None, "worst": 0.77}, False),
    ],
)
def test_a_goal_is_reached_by_the_worst_seed_and_by_the_coverage(changed: dict[str, float], reached: bool) -> None:
    """Must count a row as reached only if its least seed and its coverage are; without a target it must beat naive."""
    assert replace(ROW, **changed).reached is reached


def test_what_is_not_reached_is_printed_as_such() -> None:
    """Must say NOT REACHED, and `beside` for a model that is used nowhere."""
    text = printed([ROW, replace(ROW, target=0.95), replace(ROW, shipped=False, note="kept for comparison")])
    assert [text.count(word) for word in ("NOT REACHED", "beside", "kept for comparison")] == [1, 1, 1]


def test_data_that_is_missing_is_named_in_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must write the rows and name what could not be measured; with --strict that ends with 1."""

    def missing() -> list[Row]:
        raise DataMissing("metec.csv is not at hand")

    monkeypatch.setattr("benchmarks.accuracy.metec.rows", missing)
    report = tmp_path / "accuracy.json"
    for extra, code in ([], 0), (["--strict"], 1):
        monkeypatch.setattr("sys.argv", ["accuracy", "--only", "metec", "--report", str(report), *extra])
        assert table_command.main() == code
    document = json.loads(report.read_text())
    assert (document["rows"], document["missing"]) == ([], ["metec: metec.csv is not at hand"])
    write_json([ROW], [], report)
    assert json.loads(report.read_text())["rows"][0]["reached"] is True


def test_every_measurement_of_the_folder_is_in_the_table(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must offer each module that has rows, and none that only serves another one."""
    monkeypatch.setattr("sys.argv", ["accuracy", "--only", "fluxnet_sites"])
    with pytest.raises(SystemExit):
        table_command.main()
    refusal = capsys.readouterr().err
    assert all(name in refusal for name in ("air_quality", "forest", "metec"))
    assert "table" not in refusal.rpartition("choose from")[2]
