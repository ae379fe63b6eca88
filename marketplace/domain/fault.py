"""Says which order a failed match fails by, from the error's name and facts, so that the innocent side can go on."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.domain.commands import Place

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


def orders_at_fault(name: str, facts: Mapping[str, str], buy: Place, sell: Place) -> frozenset[str]:
    """The order that the error names, or the side whose duty failed; both where the error accuses neither.

    A pair that fails for a reason outside of both (a paused ledger) would fail again at once: both leave the book.
    """
    named = {buy.order, sell.order} & {facts.get("order", "")}
    if named:
        return frozenset(named)
    if name in FAULTS_OF_SELLER:
        return frozenset({sell.order})
    if name in FAULTS_OF_BUYER:
        return frozenset({buy.order})
    return frozenset({buy.order, sell.order})
