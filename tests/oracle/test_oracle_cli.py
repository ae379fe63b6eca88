"""`carbonix quantify` and `carbonix meter`: exact figures without a server, and one clear sentence for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from oracle.adapters.monitored_input import LARGEST_DOCUMENT_BYTES, read_monitored_input
from oracle.cli import app
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.errors import CarbonixError

RUNNER = CliRunner()
DOCUMENT = '{"format": "carbonix/monitored/1", "exportedKwh": %s%s}'


def quantified(tmp_path: Path, text: str, *options: str) -> tuple[int, str]:
    file = tmp_path / "monitored.json"
    file.write_text(text)
    done = RUNNER.invoke(app, ["quantify", str(file), *options])
    return done.exit_code, done.output


@pytest.mark.parametrize("exported", ['"1000000"', "1000000", "1000000.000"])
def test_a_document_gives_its_figures(tmp_path: Path, exported: str) -> None:
    """Must give 556.2 t for a GWh, whether the amount is text or a number, with no digit lost."""
    code, output = quantified(tmp_path, DOCUMENT % (exported, ', "meterAccuracyPpm": 0'), "--json")
    figures = json.loads(output)
    assert code == 0
    assert (figures["pointKg"], figures["lowerBoundKg"], figures["wholeCredits"]) == ("556200", "556200", "556")
    assert figures["factor"].endswith("secondary)")


def test_a_number_keeps_digits_that_a_float_would_lose(tmp_path: Path) -> None:
    """Must read 0.1 as one tenth, not as its nearest binary fraction."""
    stated = read_monitored_input((DOCUMENT % ("100000000000000.100000000001", "")).encode())
    assert str(stated.exported_kwh) == "100000000000000100000000001/1000000000000"


def test_every_step_is_explained(tmp_path: Path) -> None:
    """Must print each step with its numbers, so that a person can follow it by hand."""
    code, output = quantified(tmp_path, DOCUMENT % ('"2000"', ', "ownUseKwh": "1000"'), "--explain")
    assert code == 0
    assert "1. net energy = 2000 kWh exported - 1000 kWh own use = 1 MWh" in output
    assert "rounded down: 556 kg" in output
    assert "539 kg carried" in output


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (DOCUMENT % ('"1"', ', "factor": "0.4750"'), "FactorNotForProjects", "0.5562"),
        (DOCUMENT % ('"-1"', ""), "InvalidInput", "exportedKwh is '-1'"),
        (DOCUMENT % ("true", ""), "InvalidInput", "exportedKwh"),
        (DOCUMENT % ('"1"', ', "surprise": 1'), "InvalidInput", "surprise"),
        (DOCUMENT % ('"1"', ', "exportedKwh": "2"'), "InvalidInput", "twice"),
        (DOCUMENT % ("1e400", ""), "InvalidInput", "exportedKwh"),
        (DOCUMENT % ("NaN", ""), "InvalidInput", "exportedKwh"),
        (DOCUMENT % ('"1"', ', "methodology": "another"'), "InvalidInput", "methodology"),
        ("[]", "InvalidInput", "document"),
        ("{", "InvalidInput", "JSON"),
        ("[" * 4_096, "InvalidInput", "JSON"),
        ("[" * 100_000, "InvalidInput", "4096 bytes"),
    ],
)
def test_a_bad_document_gets_one_sentence_and_exit_code_2(tmp_path: Path, text: str, name: str, said: str) -> None:
    """Must name error, field, value and rule, and compute nothing."""
    code, output = quantified(tmp_path, text)
    assert code == 2
    assert output.startswith(f"{name}: ")
    assert said in output.replace("\n", " ")
    assert "Traceback" not in output
    assert json.loads(quantified(tmp_path, text, "--json")[1])["code"] == name


def test_a_file_that_is_missing_or_too_long_is_refused(tmp_path: Path) -> None:
    """Must name the file that cannot be read, and never swallow one without end."""
    done = RUNNER.invoke(app, ["quantify", str(tmp_path / "absent.json")])
    assert (done.exit_code, "absent.json" in done.output) == (2, True)
    with pytest.raises(CarbonixError) as refused:
        read_monitored_input(b" " * (LARGEST_DOCUMENT_BYTES + 1))
    assert f"at most {LARGEST_DOCUMENT_BYTES} bytes" in refused.value.sentence


def test_a_real_meter_is_quantified_with_its_notice() -> None:
    """Must print provenance, licence, where the meter stands and the demonstration notice beside the figures."""
    done = RUNNER.invoke(app, ["meter", "SERF-EAST", "--json"])
    figures = json.loads(done.output)
    assert figures["notice"] == DEMONSTRATION_NOTICE
    assert (figures["pointKg"], figures["lowerBoundKg"], figures["readings"]) == ("1634", "1617", "10000")
    assert "outside Thailand" in figures["stands"]
    assert figures["licence"] == "MIT"


def test_an_unknown_meter_is_named() -> None:
    """Must exit with 2 and the meter's name."""
    done = RUNNER.invoke(app, ["meter", "NO-SUCH-METER"])
    assert (done.exit_code, done.output.startswith("MeterUnknown: ")) == (2, True)
