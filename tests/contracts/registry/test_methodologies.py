"""A methodology is registered once, complete, under the hash of its name and version."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import METHODOLOGY, keccak, methodology_facts
from tests.contracts.refusals import refused


def test_a_methodology_can_be_read_back(deployed, registry, methodology):
    """Must keep resolver, validity and document under keccak256 of the name."""
    assert registry.methodologyOf(methodology) == methodology_facts(deployed["RenewablePower"])


def test_a_methodology_leaves_its_event(deployed, registry, registrar):
    """Must publish the name, which is stored nowhere else."""
    rule = deployed["RenewablePower"]
    transaction = registry.registerMethodology("Another v2", methodology_facts(rule), {"from": registrar})
    assert transaction.return_value == keccak("Another v2")
    assert dict(transaction.events["MethodologyRegistered"]) == {
        "methodology": keccak("Another v2"),
        "name": "Another v2",
        "resolver": rule,
        "documentHash": keccak("methodology document"),
    }


def test_a_methodology_is_registered_once(deployed, registry, methodology, registrar):
    """Must refuse the same name and version again: a new rule is a new version."""
    with refused("MethodologyExists", methodology):
        registry.registerMethodology(METHODOLOGY, methodology_facts(deployed["RenewablePower"]), {"from": registrar})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("resolver", brownie.ZERO_ADDRESS),
        ("resolver", "0x" + "11" * 20),
        ("validUntil", 1_262_304_000),
        ("documentHash", "0x" + "00" * 32),
    ],
)
def test_an_incomplete_methodology_is_refused(deployed, registry, registrar, field, value):
    """Must name the field: no resolver, a resolver without code, no validity, no document."""
    facts = methodology_facts(deployed["RenewablePower"], **{field: value})
    with refused("InvalidField", field):
        registry.registerMethodology("Another v2", facts, {"from": registrar})


def test_a_methodology_has_a_name(deployed, registry, registrar):
    """Must refuse the empty name."""
    with refused("InvalidField", "name"):
        registry.registerMethodology("", methodology_facts(deployed["RenewablePower"]), {"from": registrar})


def test_an_unknown_methodology_is_not_read(registry):
    """Must refuse an id that was never registered."""
    with refused("MethodologyUnknown", keccak("nothing")):
        registry.methodologyOf(keccak("nothing"))
