"""Facts about sending: one intent, at most one effect on chain, over crashes, repeats, lost tails and other senders."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, select

from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.adapters.outbox import Outbox
from registry.adapters.signer import LocalSigner
from registry.adapters.tables import IntentRow
from registry.domain.events import Receipt
from registry.errors import ChainUnavailable, Refused, TransactionRejected
from tests.deployed import Characters, DeployedChain
from tests.registry.lying_node import lying_node
from tests.registry.stand_alone_ledger import wait_for

EVIDENCE = 3
SEALER = 4


def root_of(number: int) -> str:
    return f"0x{number:064x}"


def seal(outbox: Outbox, signer: LocalSigner, number: int) -> Receipt:
    return outbox.transact(f"seal:{number}", signer, "SealRegistry", "seal", EVIDENCE, root_of(number), 1, "")


def seal_count(gateway: ChainGateway) -> int:
    count: int = gateway.call("SealRegistry", "sealCount", at=gateway.head().number)
    return count


def intents(database: Database) -> list[IntentRow]:
    with database.reading() as session:
        return list(session.exec(select(IntentRow).order_by(col(IntentRow.nonce))))


def fails_to_broadcast(gateway: ChainGateway, when: Callable[[bytes], bool]) -> ChainGateway:
    """A gateway whose process dies in send_raw: before the bytes leave, where `when` says so."""
    dying = ChainGateway(gateway.rpc_url, gateway.deployment)
    send = dying.send_raw

    def send_or_die(raw: bytes) -> str:
        if when(raw):
            raise KeyboardInterrupt
        return send(raw)

    dying.send_raw = send_or_die  # type: ignore[method-assign]
    return dying


def test_an_intent_is_sent_once(database: Database, gateway: ChainGateway, characters: Characters) -> None:
    """Must return the same receipt for the same intent, with one effect, and remember the block."""
    outbox = Outbox(database, gateway)
    first = seal(outbox, characters.sealer, 1)
    assert first.event("Sealed").arguments["root"] == root_of(1)
    assert seal(outbox, characters.sealer, 1) == first
    assert seal(Outbox(database, gateway), characters.sealer, 1) == first
    assert seal_count(gateway) == 1
    assert [(row.block, row.failed) for row in intents(database)] == [(first.block, False)]


def test_a_death_between_store_and_broadcast_loses_nothing(
    database: Database, gateway: ChainGateway, characters: Characters
) -> None:
    """Must send the stored bytes after a restart, the same ones, and have one effect."""
    with pytest.raises(KeyboardInterrupt):
        seal(Outbox(database, fails_to_broadcast(gateway, lambda _: True)), characters.sealer, 1)
    assert seal_count(gateway) == 0
    (stored,) = intents(database)
    receipt = seal(Outbox(database, gateway), characters.sealer, 1)
    assert receipt.transaction == stored.transaction
    assert seal_count(gateway) == 1


def test_a_restart_restores_what_was_never_sent(
    database: Database, gateway: ChainGateway, characters: Characters
) -> None:
    """Must send stored intents at restore, in nonce order, and find nothing to do the second time."""
    dying = fails_to_broadcast(gateway, lambda _: True)
    for number in (1, 2, 3):
        with pytest.raises(KeyboardInterrupt):
            seal(Outbox(database, dying), characters.sealer, number)
    receipts = Outbox(database, gateway).restore()
    assert [receipt.event("Sealed").arguments["root"] for receipt in receipts] == [root_of(n) for n in (1, 2, 3)]
    assert Outbox(database, gateway).restore() == []
    assert [row.nonce for row in intents(database)] == [0, 1, 2]


def test_an_earlier_lost_transaction_goes_first(
    database: Database, gateway: ChainGateway, characters: Characters
) -> None:
    """Must not leave a gap in front of a new intent: the one that was stored and never sent is sent before it."""
    with pytest.raises(KeyboardInterrupt):
        seal(Outbox(database, fails_to_broadcast(gateway, lambda _: True)), characters.sealer, 1)
    seal(Outbox(database, gateway), characters.sealer, 2)
    assert seal_count(gateway) == 2


def test_a_death_after_the_broadcast_doubles_nothing(
    sqlite: Database, gateway: ChainGateway, characters: Characters
) -> None:
    """Must find the receipt of a transaction whose sender died before it could note it."""
    dying = ChainGateway(gateway.rpc_url, gateway.deployment)
    send = dying.send_raw

    def send_and_die(raw: bytes) -> str:
        send(raw)
        raise KeyboardInterrupt

    dying.send_raw = send_and_die  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        seal(Outbox(sqlite, dying), characters.sealer, 1)
    assert Outbox(sqlite, gateway).restore() == []
    assert seal(Outbox(sqlite, gateway), characters.sealer, 1).succeeded
    assert seal_count(gateway) == 1


def test_a_broken_connection_after_sending_doubles_nothing(
    sqlite: Database, deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must not send another transaction when the node took the bytes and the answer was lost."""
    with lying_node(deployed_chain.rpc_url) as node:
        node.lie = lambda request, answer: None if request["method"] == "eth_sendRawTransaction" else answer
        with pytest.raises(ChainUnavailable):
            seal(Outbox(sqlite, ChainGateway(node.url, deployed_chain.deployment)), characters.sealer, 1)
    assert seal(Outbox(sqlite, deployed_chain.gateway), characters.sealer, 1).succeeded
    assert seal_count(deployed_chain.gateway) == 1


def test_a_tail_that_the_chain_lost_is_restored(
    database: Database, deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must send the same bytes again after the chain forgot its newest blocks: nothing lost, nothing doubled."""
    gateway, outbox = deployed_chain.gateway, Outbox(database, deployed_chain.gateway)
    seal(outbox, characters.sealer, 1)
    before = deployed_chain.engine.snapshot()
    lost = [seal(outbox, characters.sealer, number).transaction for number in (2, 3)]
    deployed_chain.engine.revert(before)
    assert seal_count(gateway) == 1
    assert [receipt.transaction for receipt in outbox.restore()] == lost
    assert seal_count(gateway) == 3
    assert outbox.restore() == []


def test_asking_again_after_a_lost_tail_restores_too(
    sqlite: Database, deployed_chain: DeployedChain, characters: Characters
) -> None:
    """Must restore what lies before an intent that is asked for again, without a call to restore."""
    gateway, outbox = deployed_chain.gateway, Outbox(sqlite, deployed_chain.gateway)
    before = deployed_chain.engine.snapshot()
    seal(outbox, characters.sealer, 1)
    second = seal(outbox, characters.sealer, 2)
    deployed_chain.engine.revert(before)
    assert seal(outbox, characters.sealer, 2).transaction == second.transaction
    assert seal_count(gateway) == 2


def test_a_refusal_leaves_no_trace(database: Database, gateway: ChainGateway, characters: Characters) -> None:
    """Must raise the contract's own error with its arguments by name, and store nothing."""
    outbox = Outbox(database, gateway)
    sealed = seal(outbox, characters.sealer, 1).event("Sealed").arguments
    with pytest.raises(Refused) as refusal:
        outbox.transact("again", characters.sealer, "SealRegistry", "seal", EVIDENCE, root_of(1), 1, "")
    assert refusal.value.name == "RootSealed"
    assert refusal.value.facts == {"kind": "3", "root": root_of(1), "seal": str(sealed["seal"])}
    with pytest.raises(Refused) as refusal:
        seal(outbox, characters.stranger, 2)
    assert refusal.value.name == "AccessManagedUnauthorized"
    assert refusal.value.facts == {"caller": characters.stranger.address}
    assert len(intents(database)) == 1
    assert seal(outbox, characters.sealer, 2).succeeded


def test_a_transaction_that_reverts_when_mined_raises_its_reason(
    sqlite: Database, gateway: ChainGateway, characters: Characters
) -> None:
    """Must raise the decoded reason of a mined revert, each time it is asked for, and remember that it failed."""
    with pytest.raises(KeyboardInterrupt):
        seal(Outbox(sqlite, fails_to_broadcast(gateway, lambda _: True)), characters.sealer, 1)
    # Between storing and sending, the admin takes the role away: what was simulated as good reverts when mined.
    outbox = Outbox(sqlite, gateway)
    outbox.transact("out", characters.admin, "RegistryAccess", "revokeRole", SEALER, characters.sealer.address)
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            seal(outbox, characters.sealer, 1)
        assert refusal.value.name == "AccessManagedUnauthorized"
    assert [row.failed for row in intents(sqlite) if row.function == "seal"] == [True]


def test_bytes_that_can_never_be_taken_are_named(
    sqlite: Database, gateway: ChainGateway, characters: Characters
) -> None:
    """Must refuse to sign another transaction when the stored nonce was used by somebody else."""
    with pytest.raises(KeyboardInterrupt):
        seal(Outbox(sqlite, fails_to_broadcast(gateway, lambda _: True)), characters.sealer, 1)
    prepared = gateway.prepare(characters.sealer.address, "SealRegistry", "nullify", (root_of(9),))
    other = characters.sealer.sign_transaction(prepared | {"nonce": gateway.nonce(characters.sealer.address)})
    wait_for(gateway, gateway.send_raw(other))
    with pytest.raises(TransactionRejected) as refusal:
        seal(Outbox(sqlite, gateway), characters.sealer, 1)
    assert "nonce 0 was used by another transaction" in refusal.value.sentence
    assert seal_count(gateway) == 0


def test_many_intents_at_once_share_one_sender(
    database: Database, gateway: ChainGateway, characters: Characters
) -> None:
    """Must give concurrent intents of one key consecutive nonces, and an intent asked twice at once one effect."""
    outbox = Outbox(database, gateway)
    numbers = [1, 1, 2, 2, 3, 4, 5, 6]
    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(lambda number: seal(outbox, characters.sealer, number), numbers))
    assert len({receipt.transaction for receipt in receipts}) == 6
    assert seal_count(gateway) == 6
    assert [row.nonce for row in intents(database)] == list(range(6))
