"""A holder moves its kilograms to a successor: what leaves the old ledger arrives in the new, or nothing happens."""

from __future__ import annotations

from types import SimpleNamespace

import brownie
import pytest
from brownie.test import given, strategy

from tests.contracts.attestations import mint
from tests.contracts.conftest import keccak
from tests.contracts.refusals import refused

ISSUED_KG = 16_000


@pytest.fixture(scope="module")
def batch(deployed, project):
    """A batch of 16,000 kg, all of it the absorber's."""
    return mint(deployed, project, ISSUED_KG)


@pytest.fixture(scope="module")
def moving(credit, batch, admin, absorber):
    """A successor, the migration to it, and the absorber's approval of the migration."""
    successor = admin.deploy(brownie.SuccessorLedger, admin.get_deployment_address(admin.nonce + 1))
    migration = admin.deploy(brownie.LedgerMigration, credit, successor)
    credit.setApprovalForAll(migration, True, {"from": absorber})
    return SimpleNamespace(migration=migration, successor=successor)


def test_kilograms_leave_the_old_ledger_and_arrive_in_the_new(moving, credit, batch, absorber):
    """Must cancel 2,500 kg with the migration's reason, bring the same to the holder, and say so (L-1.6)."""
    transaction = moving.migration.migrate(batch, 2_500, {"from": absorber})

    names = [event.name for event in transaction.events]
    assert names == ["KilogramsMigrated", "TransferSingle", "CreditsCancelled", "TransferSingle"]
    assert dict(transaction.events["KilogramsMigrated"]) == {"batch": batch, "holder": absorber, "kg": 2_500}
    assert dict(transaction.events["CreditsCancelled"]) == {
        "batch": batch,
        "holder": absorber,
        "kgStart": 13_500,
        "kgEnd": 16_000,
        "reasonHash": moving.migration.reasonHash(),
    }
    assert (credit.balanceOf(absorber, batch), moving.successor.balanceOf(absorber, batch)) == (13_500, 2_500)
    assert credit.supplyOf(batch) == (ISSUED_KG, 0, 2_500)
    assert (moving.migration.cancelledKg(batch), moving.successor.migratedKg(batch)) == (2_500, 2_500)


def test_the_reason_names_the_successor(moving):
    """Must be the hash of the tag and the successor, so that a stranger can tell which ledger took over."""
    preimage = brownie.web3.codec.encode(["string", "address"], ["CarboniX/migration/1", moving.successor.address])
    assert moving.migration.reasonHash() == "0x" + bytes(brownie.web3.keccak(preimage)).hex()


def test_retired_kilograms_stay_where_they_were_retired(moving, credit, batch, absorber):
    """Must move what is held and nothing that was retired, until the old ledger holds nothing."""
    statement = (absorber, keccak("salted details"), 0, "0x" + "00" * 32, False)
    credit.retire(batch, absorber, 6_000, statement, {"from": absorber})
    with refused("InsufficientCredits", absorber.address, batch, 10_000, 10_001):
        moving.migration.migrate(batch, 10_001, {"from": absorber})
    moving.migration.migrate(batch, 10_000, {"from": absorber})
    assert (credit.heldKg(batch), credit.supplyOf(batch)) == (0, (ISSUED_KG, 6_000, 10_000))


def test_a_migration_goes_on_while_transfers_are_paused(moving, credit, batch, absorber, guardian):
    """Must not be stopped by a guardian: leaving is a cancellation."""
    credit.pauseTransfers({"from": guardian})
    moving.migration.migrate(batch, 1, {"from": absorber})
    assert moving.successor.balanceOf(absorber, batch) == 1


def test_nobody_moves_without_an_approval(moving, credit, batch, absorber, emitter):
    """Must take kilograms only from a caller that approved the migration."""
    credit.safeTransferFrom(absorber, emitter, batch, 1_000, "", {"from": absorber})
    with refused("CallerNotApproved", moving.migration.address, emitter.address):
        moving.migration.migrate(batch, 1_000, {"from": emitter})


def test_nobody_moves_the_kilograms_of_another(moving, batch, stranger, credit):
    """Must ask the caller's own balance."""
    credit.setApprovalForAll(moving.migration, True, {"from": stranger})
    with refused("InsufficientCredits", stranger.address, batch, 0, 1):
        moving.migration.migrate(batch, 1, {"from": stranger})


def test_nothing_is_not_moved(moving, batch, absorber):
    """Must refuse 0 kg, as the old ledger does."""
    with refused("ZeroKilograms"):
        moving.migration.migrate(batch, 0, {"from": absorber})


def test_a_successor_that_adds_kilograms_is_refused(moving, credit, batch, absorber):
    """Must undo everything when the supplies differ by one kilogram, and name both (L-1.6)."""
    moving.migration.migrate(batch, 1_000, {"from": absorber})
    moving.successor.setSurplus(1, {"from": absorber})
    with refused("SuppliesDiffer", batch, 1_500, 1_501):
        moving.migration.migrate(batch, 500, {"from": absorber})
    assert (credit.supplyOf(batch), moving.successor.migratedKg(batch)) == ((ISSUED_KG, 0, 1_000), 1_000)
    moving.migration.requireEqual(batch)


def test_a_difference_is_seen_by_anyone(moving, credit, batch, admin, absorber, operator):
    """Must revert when the successor counts what this migration did not bring."""
    successor = admin.deploy(brownie.SuccessorLedger, operator)
    migration = admin.deploy(brownie.LedgerMigration, credit, successor)
    migration.requireEqual(batch)
    successor.issueMigrated(batch, absorber, 7, {"from": operator})
    with refused("SuppliesDiffer", batch, 0, 7):
        migration.requireEqual(batch)


def test_a_successor_that_obeys_another_takes_nothing_over(credit, batch, admin, absorber, operator):
    """Must leave the old ledger as it is where the successor refuses."""
    successor = admin.deploy(brownie.SuccessorLedger, operator)
    migration = admin.deploy(brownie.LedgerMigration, credit, successor)
    credit.setApprovalForAll(migration, True, {"from": absorber})
    with refused("CallerNotMigration", migration.address, operator.address):
        migration.migrate(batch, 1_000, {"from": absorber})
    assert credit.supplyOf(batch) == (ISSUED_KG, 0, 0)


def test_a_holder_that_re_enters_finds_equal_supplies(moving, credit, batch, admin, absorber):
    """Must take no more than the wallet holds from inside its receiver hook, and show it equal supplies there."""
    wallet = admin.deploy(brownie.ContractWallet, admin)
    credit.safeTransferFrom(absorber, wallet, batch, 1_000, "", {"from": absorber})
    wallet.execute(credit, credit.setApprovalForAll.encode_input(moving.migration, True), {"from": admin})
    wallet.setReentry(moving.migration, moving.migration.migrate.encode_input(batch, 400))
    wallet.setMoods(0, 5)  # re-entering at each receipt: 600, 400 and once more 400
    with refused("InsufficientCredits", wallet.address, batch, 0, 400):
        wallet.execute(moving.migration, moving.migration.migrate.encode_input(batch, 600), {"from": admin})

    wallet.setReentry(moving.migration, moving.migration.requireEqual.encode_input(batch))
    wallet.execute(moving.migration, moving.migration.migrate.encode_input(batch, 600), {"from": admin})
    assert (moving.migration.cancelledKg(batch), moving.successor.migratedKg(batch)) == (600, 600)


@pytest.mark.parametrize("name", ["predecessor", "successor"])
def test_a_migration_is_not_born_without_its_ledgers(credit, admin, stranger, name):
    """Must refuse an address without code on either side."""
    ledgers = {"predecessor": credit, "successor": credit} | {name: stranger}
    with refused("NoContract", name, stranger.address):
        admin.deploy(brownie.LedgerMigration, *ledgers.values())


@given(parts=strategy("uint16[4]", min_value=1, max_value=4_000))
def test_the_sum_over_both_ledgers_is_conserved(moving, credit, batch, absorber, parts):
    """Must keep held in the old plus held in the new equal to what was issued, however it is cut (L-1.6)."""
    for kg in parts:
        moving.migration.migrate(batch, kg, {"from": absorber})
    assert credit.heldKg(batch) + moving.successor.balanceOf(absorber, batch) == ISSUED_KG
    assert moving.migration.cancelledKg(batch) == sum(parts)
