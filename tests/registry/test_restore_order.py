"""Facts about restoring transactions of several senders that build on each other."""

from __future__ import annotations

from registry.adapters.database import Database
from registry.adapters.outbox import Outbox
from tests.deployed import Characters, DeployedChain

FUNDS_MINOR = 5_000_000


def test_a_lost_transaction_that_another_sender_built_on_goes_first(
    sqlite: Database, deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must send again in the order of the chain: funds first, then the transfer of them, whatever the addresses are."""
    gateway, outbox = deployed_chain.gateway, Outbox(sqlite, deployed_chain.gateway)
    richer, poorer = sorted((characters.emitter, characters.stranger), key=lambda signer: signer.address, reverse=True)
    before = deployed_chain.engine.snapshot()
    outbox.transact("fund", characters.admin, "PaymentToken", "mint", richer.address, FUNDS_MINOR)
    outbox.transact("there", richer, "PaymentToken", "transfer", poorer.address, FUNDS_MINOR)
    outbox.transact("back", poorer, "PaymentToken", "transfer", richer.address, FUNDS_MINOR)
    deployed_chain.engine.revert(before)
    assert all(receipt.succeeded for receipt in outbox.restore())
    held = gateway.call("PaymentToken", "balanceOf", richer.address, at=gateway.head().number)
    assert held == FUNDS_MINOR
