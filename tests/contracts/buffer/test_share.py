"""The registrar sets a project's share with its risk assessment; only the oracle makes it move."""

from __future__ import annotations

from random import Random

import brownie
import pytest

from tests.contracts.attestations import ZERO32
from tests.contracts.buffer.conftest import ASSESSMENT
from tests.contracts.conftest import keccak
from tests.contracts.refusals import ask, refused

LARGEST_BPS = 5_000


def test_a_share_has_an_assessment(pool, project, registrar):
    """Must keep the share and publish the hash of the document that it rests on."""
    transaction = pool.setShare(project, 1_500, ASSESSMENT, {"from": registrar})
    assert dict(transaction.events["ShareSet"]) == {"project": project, "bps": 1_500, "assessmentHash": ASSESSMENT}
    assert pool.shareOf(project) == 1_500

    with refused("AssessmentMissing", project):
        ask(pool.setShare, project, 1_600, ZERO32, {"from": registrar})
    assert pool.shareOf(project) == 1_500


def test_a_share_is_at_most_half(pool, project, registrar):
    """Must take half of an issuance and refuse a basis point more."""
    pool.setShare(project, LARGEST_BPS, ASSESSMENT, {"from": registrar})
    with refused("ShareTooLarge", LARGEST_BPS, LARGEST_BPS + 1):
        ask(pool.setShare, project, LARGEST_BPS + 1, ASSESSMENT, {"from": registrar})


def test_a_share_is_whole_credits_and_never_above_the_issuance(pool, project, registrar):
    """Must preview whole credits, at most the issuance, for the largest share and for random ones (L-5.2)."""
    chance = Random(50)
    for bps in (LARGEST_BPS, 1, *(chance.randint(1, LARGEST_BPS) for _ in range(6))):
        pool.setShare(project, bps, ASSESSMENT, {"from": registrar})
        for minted_kg in (1_000, 2_000, 1_000 * chance.randint(1, 10**9)):
            previewed = pool.previewShare(project, minted_kg)
            assert previewed == -(-minted_kg * bps // 10_000) // 1_000 * 1_000 <= minted_kg


def test_only_the_oracle_accrues_deducts_and_opens_losses(pool, project, oracle, admin):
    """Must refuse even the admin of everything."""
    by = {"from": admin}
    for call in (
        lambda: ask(pool.accrue, project, 1, 1_000, by),
        lambda: ask(pool.deduct, project, 1_000, by),
        lambda: ask(pool.openLoss, keccak("loss"), project, 1, admin, 1_000, by),
    ):
        with refused("CallerNotOracle", admin.address, oracle.address):
            call()


@pytest.mark.parametrize("name", ["access", "oracle", "credit"])
def test_the_pool_is_not_born_with_a_zero_address(module_isolation, admin, stranger, name):
    """Must refuse each zero address by its name."""
    given = dict.fromkeys(("access", "oracle", "credit"), stranger.address) | {name: brownie.ZERO_ADDRESS}
    with refused("ZeroAddress", name):
        admin.deploy(brownie.BufferPool, *given.values())
