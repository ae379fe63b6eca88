"""Facts about the README: its commands exist, those that cost little are run, and it fits on two screens."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from registry.adapters.embedded_chain import REPOSITORY
from web.cli import app

README = (REPOSITORY / "README.md").read_text()
TWO_SCREENS = 95
EXAMPLE = str(REPOSITORY / "passport" / "data" / "example-coffee.json")


def named(pattern: str) -> set[str]:
    return set(re.findall(pattern, README))


def run(*command: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CARBONIX_HOME": str(home)}
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_the_readme_fits_on_two_screens() -> None:
    """Must stay short enough to be read."""
    assert README.count("\n") <= TWO_SCREENS


def test_every_make_target_of_the_readme_exists(tmp_path: Path) -> None:
    """Must name no target that bare `make` does not list."""
    listed = run("make", "--no-print-directory", home=tmp_path).stdout
    targets = set(re.findall(r"^\s+make (\S+)", listed, re.MULTILINE))
    assert named(r"\bmake ([a-z][\w-]*)") <= targets


def test_every_carbonix_command_of_the_readme_exists() -> None:
    """Must name no command that the command line does not have."""
    command = get_command(app)
    assert isinstance(command, TyperGroup)
    assert named(r"/carbonix ([a-z]+)") | named(r"`([a-z]+) [A-Z]+`") <= set(command.commands)


@pytest.mark.parametrize(
    "arguments",
    [
        ("passport", EXAMPLE, "--explain"),
        ("meter", "SERF-EAST", "--explain"),
        ("market", "quote", "16", "250000000"),
        ("token", "ann", "--roles", "auditor"),
    ],
)
def test_the_commands_that_need_no_chain_run(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Must end with 0 in a fresh home, as the README promises."""
    done = CliRunner().invoke(app, arguments, env={"CARBONIX_HOME": str(tmp_path)})
    assert done.exit_code == 0, done.output
    assert done.stdout.strip()


def test_the_command_is_installed_beside_python(tmp_path: Path) -> None:
    """Must stand in .venv/bin after any make target, and know what it can do."""
    done = run(str(Path(sys.executable).parent / "carbonix"), "--help", home=tmp_path)
    assert (done.returncode, "verify" in done.stdout) == (0, True), done.stderr


def test_quantify_takes_a_document(tmp_path: Path) -> None:
    """Must compute what a document of monitored inputs states."""
    file = tmp_path / "monitored.json"
    file.write_text(json.dumps({"format": "carbonix/monitored/1", "exportedKwh": "2941.907", "ownUseKwh": "3.552"}))
    done = CliRunner().invoke(app, ["quantify", str(file), "--json"])
    assert json.loads(done.stdout)["lowerBoundKg"] == "1617"


def test_every_file_of_the_readme_exists() -> None:
    """Must point at code that is there: files, and the names that it says are in them."""
    for name in named(r"`((?:contracts|registry|oracle|passport|marketplace|web)/[\w./-]+)`"):
        assert (REPOSITORY / name).exists(), name


def test_the_chapters_of_the_specification_are_listed_in_order() -> None:
    """Must list every chapter once, by its number."""
    folder = REPOSITORY / "docs" / "spec"
    listed = re.findall(r"^\| \[\d+ [^\]]+\]\(([^)]+)\)", (folder / "README.md").read_text(), re.MULTILINE)
    assert listed == sorted(each.name for each in folder.glob("[0-9]*.md"))
