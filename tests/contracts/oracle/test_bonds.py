"""Bonds are collected by those they belong to, once; the oracle holds exactly the bonds, and no other money."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.attestations import DAY_S
from tests.contracts.oracle.claims import BOND, GROUNDS, PATIENT, WINDOW_S, challenge, open_claim, rule
from tests.contracts.refusals import refused

pytestmark = PATIENT

LONGEST_S = 3_650 * DAY_S


def test_a_bond_is_collected_once(deployed, oracle, stranger):
    """Must pay the bond that came back, say so, and refuse a second time (L-4.6)."""
    claim = open_claim(deployed)
    challenge(oracle, claim, stranger)
    with refused("NoBonds", stranger.address):
        oracle.withdrawBonds({"from": stranger})
    rule(oracle, claim, upheld=True)

    purse = stranger.balance()
    transaction = oracle.withdrawBonds({"from": stranger, "gas_price": brownie.chain.base_fee * 2})
    assert transaction.return_value == BOND
    assert tuple(transaction.events["BondsWithdrawn"].values()) == (stranger, BOND)
    assert stranger.balance() == purse + BOND - transaction.gas_used * transaction.gas_price
    assert (oracle.bondsOf(stranger), oracle.balance()) == (0, 0)
    with refused("NoBonds", stranger.address):
        oracle.withdrawBonds({"from": stranger})


def test_bonds_of_one_account_add_up(deployed, oracle, stranger, absorber):
    """Must hold the bonds of the open challenge and of those who have not collected, to the wei (L-4.6)."""
    claim = open_claim(deployed)
    for _ in range(2):
        challenge(oracle, claim, stranger)
        rule(oracle, claim, upheld=False)
    challenge(oracle, claim, stranger)
    assert (oracle.bondsOf(absorber), oracle.balance()) == (2 * BOND, 3 * BOND)
    oracle.withdrawBonds({"from": absorber})
    assert oracle.balance() == BOND


def test_nobody_collects_another_s(deployed, oracle, stranger, emitter):
    """Must refuse who has no bond to collect (L-4.6)."""
    claim = open_claim(deployed)
    challenge(oracle, claim, stranger)
    rule(oracle, claim, upheld=True)
    with refused("NoBonds", emitter.address):
        oracle.withdrawBonds({"from": emitter})


@pytest.fixture
def greedy(GreedyChallenger, deployed, oracle, stranger):
    """A contract whose own challenge, and another account's, were upheld."""
    contract = stranger.deploy(GreedyChallenger)
    for challenger in (contract, None):
        claim = open_claim(deployed)
        if challenger:
            contract.challenge(oracle, claim.hash, GROUNDS, {"from": stranger, "value": BOND})
        else:
            challenge(oracle, claim, stranger)
        rule(oracle, claim, upheld=True)
    return contract


def test_a_bond_is_not_collected_twice_from_inside(oracle, greedy, stranger):
    """Must pay a receiver that re-enters its own bond and not the others' (L-4.6)."""
    assert oracle.balance() == 2 * BOND
    greedy.collect(oracle, {"from": stranger})
    assert (greedy.balance(), oracle.balance()) == (BOND, BOND)
    assert (greedy.stolen(), greedy.refusals()) == (0, 1)
    assert (oracle.bondsOf(greedy), oracle.bondsOf(stranger)) == (0, BOND)


def test_who_does_not_take_its_bond_stops_nobody(oracle, greedy, stranger):
    """Must undo a payment that is refused, keep the bond for later, and pay the others."""
    greedy.setGreedy(False, {"from": stranger})
    with refused("PaymentRefused"):
        greedy.collect(oracle, {"from": stranger})
    oracle.withdrawBonds({"from": stranger})
    assert (oracle.bondsOf(greedy), oracle.balance()) == (BOND, BOND)


def test_the_oracle_takes_no_other_money(oracle, stranger):
    """Must refuse a plain payment."""
    with brownie.reverts():
        stranger.transfer(oracle, 1)


def test_ten_years_are_not_too_long(VerificationOracle, deployed, stranger):
    """Must take the longest times."""
    wiring, longest = [deployed["CreditRegistry"]] * 6, (LONGEST_S,) * 4
    deployed_now = stranger.deploy(VerificationOracle, deployed["RegistryAccess"], wiring, (*longest, BOND))
    assert (deployed_now.claimLifetimeS(), deployed_now.heartbeatS()) == (LONGEST_S, LONGEST_S)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ((WINDOW_S, DAY_S, 0, 0, BOND), "claimLifetimeS"),
        ((0, 0, 0, 0, 0), "claimLifetimeS"),
        ((WINDOW_S, 0, DAY_S, 0, BOND), "rulingTimeS"),
        ((WINDOW_S, DAY_S, DAY_S, 0, 0), "bond"),
        ((LONGEST_S + 1, DAY_S, DAY_S, 0, BOND), "challengeWindowS"),
        ((WINDOW_S, LONGEST_S + 1, DAY_S, 0, BOND), "rulingTimeS"),
        ((WINDOW_S, DAY_S, LONGEST_S + 1, 0, BOND), "claimLifetimeS"),
        ((WINDOW_S, DAY_S, DAY_S, LONGEST_S + 1, BOND), "heartbeatS"),
        ((WINDOW_S, DAY_S, 2**64 - 1, 0, BOND), "claimLifetimeS"),
    ],
)
def test_a_window_comes_with_time_and_a_bond(VerificationOracle, deployed, stranger, settings, field):
    """Must refuse settings under which nobody could rule, nothing expire, a challenge cost nothing or time overflow."""
    wiring = [deployed["CreditRegistry"]] * 6
    with refused("InvalidSettings", field):
        stranger.deploy(VerificationOracle, deployed["RegistryAccess"], wiring, settings)
