"""Says which order a failed match fails by, from the error's name and facts, so that the innocent side can go on."""

from __future__ import annotations

from collections.abc import Mapping

# The seller gives credits and must be able to receive money; the buyer gives money and must be able to receive credits.
FAULTS_OF_SELLER = frozenset(
    {
        "InsufficientCredits",
        "CallerNotApproved",
        "ERC7943InsufficientUnfrozenBalance",
        "ERC1155InsufficientBalance",
        "ERC1155MissingApprovalForAll",
        "ERC20InvalidReceiver",
    }
)
FAULTS_OF_BUYER = frozenset(
    {
        "ERC20InsufficientAllowance",
        "ERC20InsufficientBalance",
        "ERC1155InvalidReceiver",
        "EmptyDetails",
    }
)


def orders_at_fault(name: str, facts: Mapping[str, str], buy: str, sell: str) -> frozenset[str]:
    """Of the hashes `buy` and `sell`: the one that the error names, or whose side's duty failed; both where neither.

    A pair that fails for a reason outside of both (a paused ledger) would fail again at once: both leave the book.
    """
    named = {buy, sell} & {facts.get("order", "")}
    if named:
        return frozenset(named)
    if name in FAULTS_OF_SELLER:
        return frozenset({sell})
    if name in FAULTS_OF_BUYER:
        return frozenset({buy})
    return frozenset({buy, sell})
