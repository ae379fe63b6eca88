"""Facts about the demonstration: it proves each step, repeats itself without effect, and survives any death."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.story.told import Theatre, kill_chain, kill_service
from web.cli import app

pytestmark = [pytest.mark.slow, pytest.mark.chain, pytest.mark.timeout(600)]

# What the story must say, recomputed by hand in docs/spec/04-oracle.md and docs/spec/06-passport.md.
FIGURES = {
    "device SIMULATED-flare-1": "simulated, project 104",
    "messages answered": "325",
    "readings in bronze, each once": "64392",
    "project 101: power of ZT162185000441C1203: readings": "32840",
    "project 101: power of ZT162185000441C1203: left out": "0",
    "project 101: power of ZT162185000441C1203: total": "107402410650000000 uW.s",
    "project 102: power of SERF-EAST: readings": "10000",
    "project 104 (SIMULATED): flow of SIMULATED-flare-1: readings": "672",
    "project 105 (SIMULATED): energy of uk-electricity-0: readings": "8760",
    "project 101: point estimate, kg CO2e": "16593",
    "project 101: lower bound of the methodology, kg CO2e": "16427",
    "project 101: lower bound, kg CO2e": "14603",
    "project 101: credits minted": "14",
    "project 101: carried to the next period, kg": "603",
    "project 102: point estimate, kg CO2e": "1634",
    "project 102: lower bound of the methodology, kg CO2e": "1617",
    "project 102: lower bound, kg CO2e": "1435",
    "project 102: credits minted": "1",
    "project 102: carried to the next period, kg": "435",
    "project 103 (SIMULATED): lower bound, kg CO2e": "29650",
    "project 103 (SIMULATED): credits minted": "29",
    "project 104 (SIMULATED): lower bound of the methodology, kg CO2e": "21526",
    "project 104 (SIMULATED): lower bound, kg CO2e": "19104",
    "project 104 (SIMULATED): credits minted": "19",
    "project 104 (SIMULATED): accruing, not issued, kg CO2e": "19132",
    "project 105 (SIMULATED): lower bound of the methodology, kg CO2e": "3024",
    "project 105 (SIMULATED): lower bound, kg CO2e": "2683",
    "project 105 (SIMULATED): credits minted": "2",
    "project 101: window for challenges, s": "3600",
    "verdict": "rejected",
    "bond, ether of the demonstration chain": "0.1",
    "project 101: of them to the buffer pool": "2",
    "signed for the members, kg": "1000",
    "household 1, kg": "500",
    "household 2, kg": "300",
    "household 3, kg": "200",
    "credits traded": "16",
    "notional, demonstration baht": "2,610.00",
    "fees of 0.45 %, demonstration baht": "11.745",
    "in the treasury, demonstration baht": "11.745",
    "retired, kg CO2e": "2000",
    "gross footprint, kg CO2e per unit": "31.007",
    "grade": "C",
    "kilograms of the certificate allotted to it": "31",
    "retired for all, kg CO2e": "3000",
    "beneficiaries": "5",
    "certificates claimed": "2",
    "SIMULATED loss, kg CO2e": "10000",
    "SIMULATED loss: from the owner's stock, kg": "5000",
    "SIMULATED loss: from the buffer pool, kg": "2000",
    "SIMULATED loss: owed by the project, kg": "3000",
    "SIMULATED loss: certificate 2 impaired by it, kg": "1200",
    "SIMULATED loss: certificate 2 made good, kg": "240",
    "SIMULATED loss: certificate 2 still impaired, kg": "960",
    "retired against it, kg": "31",
    "one kilogram more": "refused: OverOffset",
    "copies with one changed byte, all refused": "100",
}
EFFECTS = {
    "CreditsIssued": 5,
    "ClaimChallenged": 1,
    "ChallengeRejected": 1,
    "BondsWithdrawn": 1,
    "BufferAccrued": 1,
    "KilogramsClaimed": 3,
    "Trade": 6,
    "CreditsRetired": 4,
    "CertificateIssued": 6,
    "PortionClaimed": 2,
    "KilogramsAllotted": 1,
    "LossCovered": 1,
    "DebtRepaid": 1,
    "RetiredAgainst": 1,
}
SEALS = 16
TRADES = 6


def assert_told(theatre: Theatre) -> None:
    figures = theatre.figures()
    assert {name: figures[name] for name in FIGURES} == FIGURES
    assert {name: theatre.events(name) for name in EFFECTS} == EFFECTS
    # A retirement that was mined again after a lost tail has another time: its statement is then sealed once more.
    assert theatre.events("Sealed") >= SEALS


@pytest.fixture(scope="module")
def told(told_theatre: Theatre) -> Theatre:
    """A theatre in which the story was told once."""
    return told_theatre


def test_the_story_proves_each_step(told: Theatre) -> None:
    """Must end with 0, with the figures of the worked example and each effect once on chain."""
    assert_told(told)
    assert "assumption" in told.story()["notice"]


def test_a_story_told_again_changes_nothing(told: Theatre) -> None:
    """Must check the story again and leave the same proof, byte for byte, with no further transaction."""
    before, bundle, story = told.intent_keys(), told.bundle(), told.story()
    done = told.tell()
    assert done.returncode == 0, done.stdout + done.stderr
    assert told.intent_keys() == before
    assert told.bundle() == bundle
    assert told.story()["chapters"][3:15] == story["chapters"][3:15]
    assert_told(told)


def test_a_stranger_can_verify_what_the_story_left(told: Theatre) -> None:
    """Must accept the bundle against its root in a process of its own, and refuse it against another root or none."""
    file = told.folder / "out" / "certificate.json"
    root = json.loads(file.read_bytes())["seal"]["root"]
    assert told.tell("verify", str(file), "--root", root).returncode == 0
    for options in (["--root", "0x" + "11" * 32], []):
        assert CliRunner().invoke(app, ["verify", str(file), *options]).exit_code == 1


def test_a_stranger_can_run_the_day_of_the_exchange_again(told: Theatre) -> None:
    """Must print the fills that the participants were told, from the bundle alone, and say no for a changed one."""
    (file,) = (told.folder / "out").glob("exchange-*.ndjson")
    day = file.stem.removeprefix("exchange-")
    done = told.tell("replay", day, "--from", str(file), "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    replayed = json.loads(done.stdout)
    assert (replayed["holds"], len(replayed["fills"])) == (True, TRADES)
    assert told.figures()["fills of the replay, the same"] == str(TRADES)
    changed = told.folder / file.name
    changed.write_bytes(file.read_bytes().replace(b"180000000", b"181000000"))
    assert changed.read_bytes() != file.read_bytes()
    assert told.tell("replay", day, "--from", str(changed)).returncode != 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the chain's process through /proc")
def test_a_story_survives_the_death_of_chain_and_service(tmp_path: Path) -> None:
    """Must carry on after each death; nothing is minted, sold or retired twice and nothing is missing."""
    theatre = Theatre(tmp_path)
    deaths = [(4, kill_service), (15, kill_chain), (46, kill_service), (47, kill_chain), (57, kill_service)]
    for intents, kill in deaths:
        assert theatre.tell_until(intents, kill) != 0
        assert theatre.intents() >= intents
    done = theatre.tell()
    assert done.returncode == 0, done.stdout + done.stderr
    assert_told(theatre)
