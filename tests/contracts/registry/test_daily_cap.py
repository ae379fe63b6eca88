"""What a project could have reduced in a day changes only when two roles say the same number."""

from __future__ import annotations

import pytest

from tests.contracts.attestations import accredit_quorum, build_report, try_submit
from tests.contracts.conftest import DAILY_CAP_KG
from tests.contracts.refusals import ask, refused

RAISED_KG = 350
LARGEST_KG = 10**12


@pytest.fixture(scope="module")
def apart(deployed, verifiers, admin, registrar, arbiter):
    """The arbiter alone admits verifiers here, after the quorum, and confirms caps."""
    accredit_quorum(deployed)
    access = deployed["RegistryAccess"]
    access.grantRole(2, arbiter, 0, {"from": admin})
    access.revokeRole(2, registrar, {"from": admin})
    return arbiter


def test_two_roles_change_the_cap(registry, project, registrar, apart):
    """Must change nothing at the proposal, and all at the confirmation (L-3.4)."""
    proposed = registry.proposeDailyCap(project, RAISED_KG, {"from": registrar})
    assert dict(proposed.events["DailyCapProposed"]) == {"project": project, "dailyCapKg": RAISED_KG}
    assert registry.proposedDailyCapKg(project) == RAISED_KG
    assert registry.projectOf(project).dict()["dailyCapKg"] == DAILY_CAP_KG

    changed = registry.confirmDailyCap(project, RAISED_KG, {"from": apart})
    told = {"project": project, "beforeKg": DAILY_CAP_KG, "afterKg": RAISED_KG}
    assert dict(changed.events["DailyCapChanged"]) == told
    assert registry.projectOf(project).dict()["dailyCapKg"] == RAISED_KG
    assert registry.proposedDailyCapKg(project) == 0


def test_neither_role_changes_it_alone(deployed, registry, project, registrar, apart):
    """Must refuse each at the other's part."""
    with refused("AccessManagedUnauthorized", apart.address):
        ask(registry.proposeDailyCap, project, RAISED_KG, {"from": apart})
    registry.proposeDailyCap(project, RAISED_KG, {"from": registrar})
    with refused("AccessManagedUnauthorized", registrar.address):
        ask(registry.confirmDailyCap, project, RAISED_KG, {"from": registrar})
    assert registry.projectOf(project).dict()["dailyCapKg"] == DAILY_CAP_KG


def test_only_the_proposed_number_is_confirmed(registry, project, registrar, apart):
    """Must refuse another number, none, and a number that was confirmed already or replaced."""
    with refused("DailyCapNotProposed", project, 0, RAISED_KG):
        ask(registry.confirmDailyCap, project, RAISED_KG, {"from": apart})
    with refused("DailyCapNotProposed", project, 0, 0):
        ask(registry.confirmDailyCap, project, 0, {"from": apart})
    registry.proposeDailyCap(project, RAISED_KG, {"from": registrar})
    registry.proposeDailyCap(project, RAISED_KG + 1, {"from": registrar})
    with refused("DailyCapNotProposed", project, RAISED_KG + 1, RAISED_KG):
        ask(registry.confirmDailyCap, project, RAISED_KG, {"from": apart})
    registry.confirmDailyCap(project, RAISED_KG + 1, {"from": apart})
    with refused("DailyCapNotProposed", project, 0, RAISED_KG + 1):
        ask(registry.confirmDailyCap, project, RAISED_KG + 1, {"from": apart})


def test_a_cap_has_a_project_and_kilograms(registry, project, registrar):
    """Must refuse a project that nobody registered, a cap of nothing, and one above a billion tonnes (L-3.4)."""
    with refused("ProjectUnknown", 7):
        ask(registry.proposeDailyCap, 7, RAISED_KG, {"from": registrar})
    with refused("InvalidField", "dailyCapKg"):
        ask(registry.proposeDailyCap, project, 0, {"from": registrar})
    with refused("InvalidField", "dailyCapKg"):
        ask(registry.proposeDailyCap, project, LARGEST_KG + 1, {"from": registrar})
    registry.proposeDailyCap(project, LARGEST_KG, {"from": registrar})


def test_the_confirmed_cap_binds_the_next_report(deployed, registry, project, registrar, apart):
    """Must refuse, after the cap fell, what it took before."""
    report = build_report(deployed, project, 16_600)
    days = (report.period_end - report.period_start) // 86_400
    try_submit(deployed, report)
    registry.proposeDailyCap(project, DAILY_CAP_KG // 2, {"from": registrar})
    try_submit(deployed, report)
    registry.confirmDailyCap(project, DAILY_CAP_KG // 2, {"from": apart})
    with refused("AboveDailyCap", 16_600, days * DAILY_CAP_KG // 2):
        try_submit(deployed, report)
