"""The rule of renewable power: its kind, at most a year, and never above what the plant could have displaced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.contracts.attestations import DAY_S, ZERO32, accredit_quorum, build_report, try_submit
from tests.contracts.conftest import DAILY_CAP_KG, keccak, methodology_facts, project_facts
from tests.contracts.refusals import refused

FORESTRY, RENEWABLE_POWER = 1, 2
CAP_KG = 200
YEAR_S = 366 * DAY_S


@pytest.fixture(scope="module")
def rule(RenewablePower, stranger):
    return stranger.deploy(RenewablePower)


def facts(kind=RENEWABLE_POWER, daily_cap_kg=CAP_KG):
    """Facts of a project as the registry would give them."""
    return ("0x" + "11" * 20, ZERO32, ZERO32, "0x5448", kind, False, daily_cap_kg, 0, ZERO32)


def report(point_kg, length_s):
    """A report of which only the estimate and the period matter."""
    return (0, 101, 1_000, 1_000 + length_s, ZERO32, point_kg, point_kg, *[ZERO32] * 2, 1, ZERO32, 0, ZERO32, 0, 0)


def test_the_cap_is_reached_but_not_passed(rule):
    """Must accept the cap to the kilogram and refuse one more."""
    rule.check(facts(), report(CAP_KG * 30, 30 * DAY_S))
    with refused("AboveDailyCap", CAP_KG * 30 + 1, CAP_KG * 30):
        rule.check(facts(), report(CAP_KG * 30 + 1, 30 * DAY_S))


def test_part_of_a_day_counts_as_part_of_the_cap(rule):
    """Must round the cap of a part of a day down, against the claimant."""
    with refused("AboveDailyCap", 100, 99):
        rule.check(facts(), report(100, DAY_S // 2 - 1))


def test_the_largest_cap_does_not_overflow(rule):
    """Must judge the largest cap over the longest period."""
    rule.check(facts(daily_cap_kg=2**64 - 1), report(2**64 - 1, YEAR_S))


def test_other_kinds_are_refused(rule):
    """Must refuse a forest."""
    with refused("ProjectKindMismatch", RENEWABLE_POWER, FORESTRY):
        rule.check(facts(kind=FORESTRY), report(1, DAY_S))


def test_a_period_is_at_most_a_leap_year(rule):
    """Must accept 366 days and refuse one second more."""
    rule.check(facts(), report(1, YEAR_S))
    with refused("PeriodTooLong", YEAR_S, YEAR_S + 1):
        rule.check(facts(), report(1, YEAR_S + 1))


def test_the_oracle_asks_the_rule(deployed, registry, project):
    """Must carry the rule's refusal through the oracle."""
    honest = build_report(deployed, project, 1_000)
    days = (honest.period_end - honest.period_start) // DAY_S
    cap_kg = registry.projectOf(project).dict()["dailyCapKg"] * days
    with refused("AboveDailyCap", cap_kg + 1, cap_kg):
        try_submit(deployed, replace(honest, point_kg=cap_kg + 1))


def test_no_methodology_lifts_the_cap(deployed, registry, registrar, absorber):
    """Must refuse a gain above the project's cap also where the methodology's own rule allows everything (L-3.3)."""
    accredit_quorum(deployed)
    lenient = registrar.transfer(data="0x60016000f3").contract_address  # its code is STOP: it refuses nothing
    registry.registerMethodology("Lenient v1", methodology_facts(lenient), {"from": registrar})
    facts = project_facts(absorber, methodology=keccak("Lenient v1"), kind=1)
    registry.registerProject(107, "A forest", facts, {"from": registrar})

    honest = build_report(deployed, 107, DAILY_CAP_KG * 30)
    try_submit(deployed, honest)
    with refused("AboveDailyCap", DAILY_CAP_KG * 30 + 1, DAILY_CAP_KG * 30):
        try_submit(deployed, replace(honest, point_kg=DAILY_CAP_KG * 30 + 1))
