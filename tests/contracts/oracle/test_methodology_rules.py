"""The rules of the four kinds of credit: each takes projects of its own kind, no longer than its kind allows."""

from __future__ import annotations

import brownie
import pytest

from scripts.deployment_plan import RULES
from tests.contracts.attestations import DAY_S, ZERO32
from tests.contracts.refusals import refused

KINDS = {"Forestry": 1, "RenewablePower": 2, "Methane": 3, "EnergyEfficiency": 4}
LONGEST_S = {
    "Forestry": (5 * 365 + 2) * DAY_S,
    "RenewablePower": 366 * DAY_S,
    "Methane": 366 * DAY_S,
    "EnergyEfficiency": 366 * DAY_S,
}
CAP_KG = 200


@pytest.fixture(scope="module")
def rules(stranger):
    """The four rules by name."""
    return {name: stranger.deploy(getattr(brownie, name)) for name in RULES}


def facts(kind, daily_cap_kg=CAP_KG):
    """Facts of a project as the registry would give them."""
    return ("0x" + "11" * 20, ZERO32, ZERO32, "0x5448", kind, False, daily_cap_kg, 0, ZERO32)


def report(point_kg, length_s):
    """A report of which only the estimate and the period matter."""
    return (0, 101, 1_000, 1_000 + length_s, ZERO32, point_kg, point_kg, *[ZERO32] * 2, 1, ZERO32, 0, ZERO32, 0, 0)


def test_each_kind_of_credit_has_one_rule(rules):
    """Must deploy a rule for every kind that a project can have."""
    assert {name: rule.kind() for name, rule in rules.items()} == KINDS
    assert {name: rule.longestPeriodS() for name, rule in rules.items()} == LONGEST_S


@pytest.mark.parametrize("name", RULES)
def test_a_rule_takes_its_own_kind_alone(rules, name):
    """Must refuse every other kind, and a project without one, by name (L-3.10)."""
    rules[name].check(facts(KINDS[name]), report(1, DAY_S))
    for other in {0, *KINDS.values()} - {KINDS[name]}:
        with refused("ProjectKindMismatch", KINDS[name], other):
            rules[name].check(facts(other), report(1, DAY_S))


@pytest.mark.parametrize("name", RULES)
def test_a_period_ends_in_time(rules, name):
    """Must accept the kind's longest period and refuse one second more (L-3.10)."""
    longest_s = LONGEST_S[name]
    rules[name].check(facts(KINDS[name]), report(1, longest_s))
    with refused("PeriodTooLong", longest_s, longest_s + 1):
        rules[name].check(facts(KINDS[name]), report(1, longest_s + 1))


@pytest.mark.parametrize("name", RULES)
def test_no_kind_passes_its_daily_cap(rules, name):
    """Must accept the cap of the longest period to the kilogram, and refuse one more."""
    longest_s = LONGEST_S[name]
    cap_kg = CAP_KG * longest_s // DAY_S
    rules[name].check(facts(KINDS[name]), report(cap_kg, longest_s))
    with refused("AboveDailyCap", cap_kg + 1, cap_kg):
        rules[name].check(facts(KINDS[name]), report(cap_kg + 1, longest_s))
