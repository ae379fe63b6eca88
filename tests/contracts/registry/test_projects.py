"""A project is registered once, complete, and its facts never change."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import PROJECT, keccak, project_facts
from tests.contracts.refusals import refused


def test_a_project_can_be_read_back(registry, project, absorber):
    """Must keep every fact."""
    assert registry.projectOf(project) == project_facts(absorber)


def test_a_project_leaves_its_event(registry, methodology, registrar, absorber2):
    """Must publish the name, which is stored nowhere else."""
    transaction = registry.registerProject(7, "A roof", project_facts(absorber2), {"from": registrar})
    assert dict(transaction.events["ProjectRegistered"]) == {
        "project": 7,
        "owner": absorber2,
        "methodology": methodology,
        "name": "A roof",
        "documentHash": keccak("project document"),
    }


def test_a_project_is_registered_once(registry, project, registrar, absorber2):
    """Must refuse a number that is taken, so that no owner is ever replaced."""
    with refused("ProjectExists", PROJECT):
        registry.registerProject(PROJECT, "Solar plant", project_facts(absorber2), {"from": registrar})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("owner", brownie.ZERO_ADDRESS),
        ("organisation", "0x" + "00" * 32),
        ("country", "0x0000"),
        ("country", "0x5400"),  # T
        ("country", "0x7468"),  # th
        ("country", "0x5440"),  # T@
        ("country", "0x5b48"),  # [H
        ("kind", 0),
        ("dailyCapKg", 0),
        ("dailyCapKg", 10**12 + 1),
        ("startsAt", 0),
        ("documentHash", "0x" + "00" * 32),
    ],
)
def test_an_incomplete_project_is_refused(registry, methodology, registrar, absorber, field, value):
    """Must name the field that is empty or outside of its rule."""
    with refused("InvalidField", field):
        registry.registerProject(7, "A roof", project_facts(absorber, **{field: value}), {"from": registrar})


def test_a_project_has_a_number_and_a_name(registry, methodology, registrar, absorber):
    """Must refuse number 0, which means no project, and the empty name."""
    with refused("InvalidField", "project"):
        registry.registerProject(0, "A roof", project_facts(absorber), {"from": registrar})
    with refused("InvalidField", "name"):
        registry.registerProject(7, "", project_facts(absorber), {"from": registrar})


def test_a_project_has_a_registered_methodology(registry, methodology, registrar, absorber):
    """Must refuse a methodology that nobody registered."""
    with refused("MethodologyUnknown", keccak("nothing")):
        registry.registerProject(
            7, "A roof", project_facts(absorber, methodology=keccak("nothing")), {"from": registrar}
        )


@pytest.mark.parametrize("number", [0, 7])
def test_an_unknown_project_is_not_read(registry, number):
    """Must refuse a number that no project has."""
    with refused("ProjectUnknown", number):
        registry.projectOf(number)
