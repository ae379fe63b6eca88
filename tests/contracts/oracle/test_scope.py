"""A verifier attests for the methodologies and countries of its lists; an empty list has all of them."""

from __future__ import annotations

import pytest

from tests.contracts.attestations import QUORUM, accredit, build_report, hash_of, submit, try_submit
from tests.contracts.conftest import METHODOLOGY, keccak
from tests.contracts.refusals import refused

EXPERT_SIGNER = QUORUM[2]
OURS, OTHER = keccak(METHODOLOGY), hash_of("another methodology")
TH, VN, LA = "0x5448", "0x564e", "0x4c41"


@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"methodologies": [OURS]},
        {"countries": [TH]},
        {"methodologies": [OTHER, OURS], "countries": [LA, VN, TH]},
        {"methodologies": [OURS, OTHER], "countries": [TH, VN]},
    ],
)
def test_what_a_list_names_is_in_scope(deployed, oracle, project, scope):
    """Must count a verifier whose lists are empty or name the project's, in any place (L-2.1)."""
    accredit(deployed, EXPERT_SIGNER, **scope)
    submit(deployed, build_report(deployed))
    assert oracle.nextNonce(project) == 1


@pytest.mark.parametrize(
    "scope",
    [
        {"methodologies": [OTHER]},
        {"countries": [VN, LA]},
        {"methodologies": [OURS], "countries": [VN]},
        {"methodologies": [OTHER], "countries": [TH]},
    ],
)
def test_what_no_list_names_is_not(deployed, scope):
    """Must refuse a verifier unless both lists have the project's (L-2.3)."""
    accredit(deployed, EXPERT_SIGNER, **scope)
    report = build_report(deployed)
    with refused("VerifierOutOfScope", EXPERT_SIGNER.address, OURS, TH):
        try_submit(deployed, report)


@pytest.mark.parametrize("scope", [{"methodologies": [OURS] * 33}, {"countries": [TH] * 33}])
def test_lists_are_short(deployed, verifiers, scope):
    """Must refuse a list that would make each submission dear, and take the longest that is allowed."""
    with refused("ScopeTooLong", verifiers.LONGEST_SCOPE(), 33):
        accredit(deployed, EXPERT_SIGNER, **scope)
    accredit(deployed, EXPERT_SIGNER, **{name: entries[:-1] for name, entries in scope.items()})


def test_the_whole_scope_is_readable_and_announced(deployed, verifiers):
    """Must keep and publish both lists whole (L-2.1)."""
    transaction = accredit(deployed, EXPERT_SIGNER, methodologies=[OTHER, OURS], countries=[LA, TH])
    published = transaction.events["VerifierAccredited"]["accreditation"]
    assert published == tuple(verifiers.verifierOf(EXPERT_SIGNER.address))
    assert [str(each) for each in published[1]] == [OTHER, OURS]
    assert [str(each) for each in published[2]] == [LA, TH]


def test_a_renewed_accreditation_replaces_the_lists(deployed, verifiers):
    """Must forget the former lists when a verifier is accredited anew with shorter ones."""
    accredit(deployed, EXPERT_SIGNER, methodologies=[OTHER, OURS], countries=[VN, LA])
    accredit(deployed, EXPERT_SIGNER, countries=[TH])
    facts = verifiers.verifierOf(EXPERT_SIGNER.address).dict()
    assert (list(facts["methodologies"]), [str(each) for each in facts["countries"]]) == ([], [TH])
