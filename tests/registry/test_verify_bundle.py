"""A bundle is believed offline only as a whole: any changed byte fails, and the failing step has a name."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from registry.adapters.signer import dev_signer
from registry.domain.bundle import attestation_part
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.domain.verdict import STEPS, Verdict
from registry.usecases.verify_bundle import LARGEST_BUNDLE_BYTES, verify_bundle
from tests.registry import bundle_parts as parts

GENUINE = parts.sign(parts.unsigned_bundle())
CHANGES = 300


def verify(data: bytes, root: str | None = parts.root_of(GENUINE)) -> Verdict:
    return verify_bundle(data, tools=parts.TOOLS, root=root)


def test_a_genuine_bundle_passes_against_its_root() -> None:
    """Must pass every step that needs no chain, and say which ones nobody looked at."""
    verdict = verify(GENUINE)
    assert [step.name for step in verdict.steps] == list(STEPS)
    assert [step.outcome for step in verdict.steps] == ["pass"] * 8 + ["not checked"] * 6
    assert verdict.passed
    assert verdict.failed is None
    assert "contracts, certificate, standing, provenance, corrections, supply" in verdict.sentence


def test_without_root_or_chain_nothing_is_proved() -> None:
    """Must not pass a bundle that was compared with nothing outside of itself."""
    verdict = verify(GENUINE, root=None)
    assert verdict.failed is None
    assert not verdict.passed
    assert "proves nothing" in verdict.sentence


def test_another_root_fails() -> None:
    """Must name the step and both roots."""
    verdict = verify(GENUINE, root=parts.word(5))
    assert verdict.failed == "root"
    assert parts.word(5) in verdict.sentence
    assert parts.root_of(GENUINE) in verdict.sentence


def test_any_changed_byte_fails_by_a_named_step() -> None:
    """Must refuse each of 300 files with one byte replaced, removed or inserted, white space and case included."""
    chance, failures = random.Random(6962), set()
    for _ in range(CHANGES):
        changed = change_one_byte(GENUINE, chance)
        assert changed != GENUINE
        verdict = verify(changed)
        assert verdict.failed in STEPS
        assert not verdict.passed
        failures.add(verdict.failed)
    assert {"canonical", "schema", "issuer"} <= failures


def change_one_byte(data: bytes, chance: random.Random) -> bytes:
    """One byte of another value, another letter case, one white space more, or one byte less."""
    place = chance.randrange(len(data))
    letters = [at for at, byte in enumerate(data) if chr(byte).isalpha()]
    match chance.randrange(4):
        case 0:
            return data[:place] + bytes([data[place] ^ chance.randrange(1, 256)]) + data[place + 1 :]
        case 1:
            place = chance.choice(letters)
            return data[:place] + bytes([data[place] ^ 0x20]) + data[place + 1 :]
        case 2:
            return data[:place] + chance.choice([b" ", b"\n", b"\t", b"\r"]) + data[place:]
        case _:
            return data[:place] + data[place + 1 :]


def test_a_final_newline_fails() -> None:
    """Must refuse what editors add."""
    assert verify(GENUINE + b"\n").failed == "canonical"


def test_the_same_content_in_another_layout_fails() -> None:
    """Must refuse an indented copy."""
    assert verify(json.dumps(json.loads(GENUINE), indent=2).encode()).failed == "canonical"


def test_a_huge_file_is_not_read() -> None:
    """Must refuse a file above the limit before parsing it."""
    verdict = verify(b" " * (LARGEST_BUNDLE_BYTES + 1))
    assert verdict.failed == "canonical"
    assert str(LARGEST_BUNDLE_BYTES) in verdict.sentence


Change = Callable[[dict[str, Any]], object]
FORGERIES: list[tuple[str, str, Change]] = [
    ("a key more", "schema", lambda b: b.update(extra="1")),
    ("a key less", "schema", lambda b: b.pop("notice")),
    ("a number in place of text", "schema", lambda b: b["statement"].update(kg=750)),
    ("capital hex", "schema", lambda b: b["statement"].update(detailsHash="0x" + "AB" * 32)),
    ("a leading zero", "schema", lambda b: b["statement"].update(kg="0750")),
    ("a number of 2^64", "schema", lambda b: b["seal"].update(block=str(2**64))),
    ("digits that are not ASCII", "schema", lambda b: b["statement"].update(kg="७५०")),
    ("a line feed after a number", "schema", lambda b: b["seal"].update(block="42\n")),
    ("a path that is no list", "schema", lambda b: b["inclusion"].update(path="0x")),
    ("a path that never ends", "schema", lambda b: b["inclusion"].update(path=[parts.word(1)] * 65)),
    ("a statement that is text", "schema", lambda b: b.update(statement="750 kg")),
    ("another chain in the statement", "schema", lambda b: b["statement"].update(chainId="1")),
    ("another certificate contract", "schema", lambda b: b["statement"].update(contract="0x" + "99" * 20)),
    ("a notice that is not due", "schema", lambda b: b.update(notice=DEMONSTRATION_NOTICE)),
    ("another sealer", "issuer", lambda b: b["seal"].update(sealer=dev_signer(4).address)),
    ("a report of more kilograms", "report", lambda b: b["report"].update(lowerBoundKg="1602")),
    ("another report hash", "report", lambda b: b["statement"].update(reportHash=parts.word(1))),
    ("another project", "report", lambda b: b["statement"].update(project="102")),
    ("another methodology", "report", lambda b: b["statement"].update(methodology="T-VER-S-METH-01-01 v2")),
    ("no attestation", "attestations", lambda b: b.update(attestations=[])),
    ("two layers only", "attestations", lambda b: b["attestations"].pop()),
    ("signers out of order", "attestations", lambda b: b["attestations"].reverse()),
    ("one signer twice", "attestations", lambda b: b["attestations"].insert(0, b["attestations"][0])),
    ("another organisation", "attestations", lambda b: b["attestations"][0].update(organisation=parts.word(7))),
    ("another signer", "attestations", lambda b: b["attestations"][0].update(signer="0x" + "00" * 20)),
    ("a signature of zeros", "attestations", lambda b: b["attestations"][0].update(signature="0x" + "00" * 65)),
    ("kilograms that do not add up", "serials", lambda b: b["statement"].update(kg="751")),
    ("no kilograms", "serials", lambda b: b["statement"].update(kg="0", kgEnd="0")),
    ("one serial too many", "serials", lambda b: b["statement"].update(serialEnd="2", serials="CNX-TH-101-2016-1-2")),
    ("serials of another year", "serials", lambda b: b["statement"].update(serials="CNX-TH-101-2017-1-1")),
    ("serials of another country", "serials", lambda b: b["statement"].update(country="VN")),
    ("serials before the first", "serials", lambda b: b["statement"].update(kgStart="1000", kgEnd="1750")),
    ("another beneficiary", "inclusion", lambda b: b["statement"].update(beneficiary=dev_signer(8).address)),
    ("another index", "inclusion", lambda b: b["inclusion"].update(index="3")),
    ("an index outside", "inclusion", lambda b: b["inclusion"].update(index="5")),
    ("another size in the proof", "inclusion", lambda b: b["inclusion"].update(size="6")),
    ("a shorter path", "inclusion", lambda b: b["inclusion"]["path"].pop()),
    ("a root of zeros", "inclusion", lambda b: b["seal"].update(root=parts.word(0))),
]


@pytest.mark.parametrize(("forgery", "step", "change"), FORGERIES, ids=[name for name, _, _ in FORGERIES])
def test_a_forgery_that_its_issuer_signed_still_fails(forgery: str, step: str, change: Change) -> None:
    """Must find what is wrong inside, even where the sealer itself signed the changed file."""
    unsigned = json.loads(json.dumps(parts.unsigned_bundle()))
    change(unsigned)
    verdict = verify(parts.sign(unsigned))
    assert verdict.failed == step, verdict.sentence


def test_a_stranger_cannot_sign_the_bundle() -> None:
    """Must refuse an issuer who did not seal the root."""
    verdict = verify(parts.sign(parts.unsigned_bundle(), dev_signer(13)))
    assert verdict.failed == "issuer"
    assert dev_signer(13).address in verdict.sentence


def test_an_attestation_for_another_report_fails() -> None:
    """Must bind each signature to this very report."""
    unsigned = parts.unsigned_bundle()
    other = parts.attestations(report=replace(parts.REPORT, lower_bound_kg=1000))
    unsigned["attestations"] = [attestation_part(entry) for entry in other]
    assert verify(parts.sign(unsigned)).failed == "attestations"


def test_a_demonstration_must_say_so() -> None:
    """Must refuse demonstration serials without the notice, and pass them with it."""
    said = parts.statement(serials="DEMO-TH-101-2016-1-1")
    honest = parts.unsigned_bundle(said)
    assert honest["notice"] == DEMONSTRATION_NOTICE
    signed = parts.sign(honest)
    assert verify(signed, root=parts.root_of(signed)).passed
    silent = parts.sign(honest | {"notice": ""})
    assert verify(silent, root=parts.root_of(silent)).failed == "schema"


def test_each_step_carries_its_inputs() -> None:
    """Must let a reader repeat the comparison by hand."""
    steps = {step.name: step for step in verify(GENUINE).steps}
    assert steps["inclusion"].inputs["root"] == parts.root_of(GENUINE)
    assert steps["issuer"].inputs["text"].startswith("carbonix/retirement-proof/1\n0x")
    assert all(step.sentence.endswith(".") for step in steps.values())
