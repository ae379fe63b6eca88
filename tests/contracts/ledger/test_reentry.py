"""A receiver that calls back from the receiver's hook finds a finished ledger and gains nothing."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.ledger.conftest import statement
from tests.contracts.refusals import refused

REENTERING, REFUSING, HONEST, WRONG = 5, 2, 0, 1


@pytest.fixture
def wallet(module_isolation, admin):
    return admin.deploy(brownie.ContractWallet, admin)


def reenter(wallet, target, data):
    wallet.setReentry(target, data)
    wallet.setMoods(HONEST, REENTERING)


def test_an_owner_that_retires_inside_issue_retires_once(bench, wallet):
    """Must record issue before retirement, and count both."""
    data = bench.credit.retire.encode_input(1, wallet, 3_000, statement(wallet))
    reenter(wallet, bench.credit, data)
    transaction = bench.credit.issue(1, wallet, 3_000, 0, {"from": bench.oracle})

    names = [event.name for event in transaction.events]
    assert names.index("CreditsIssued") < names.index("CreditsRetired")
    assert bench.credit.supplyOf(1) == (3_000, 3_000, 0)
    assert bench.credit.balanceOf(wallet, 1) == 0


def test_a_receiver_cannot_spend_what_it_received_twice(credit, batch, absorber, emitter, wallet):
    """Must let the receiver pass on 1,000 kg from the hook, and refuse the rest, which it never had."""
    reenter(wallet, credit, credit.safeTransferFrom.encode_input(wallet, emitter, batch, 1_000, b""))
    credit.safeTransferFrom(absorber, wallet, batch, 1_000, "", {"from": absorber})
    assert (credit.balanceOf(wallet, batch), credit.balanceOf(emitter, batch)) == (0, 1_000)

    reenter(wallet, credit, credit.safeTransferFrom.encode_input(wallet, emitter, batch, 1_001, b""))
    with refused("InsufficientCredits", wallet.address, batch, 1_000, 1_001):
        credit.safeTransferFrom(absorber, wallet, batch, 1_000, "", {"from": absorber})


def test_a_receiver_cannot_take_from_the_sender(credit, batch, absorber, wallet):
    """Must refuse the receiver's own transfer out of the sender's account."""
    reenter(wallet, credit, credit.safeTransferFrom.encode_input(absorber, wallet, batch, 1, b""))
    with refused("ERC1155MissingApprovalForAll", wallet.address, absorber.address):
        credit.safeTransferFrom(absorber, wallet, batch, 1_000, "", {"from": absorber})


@pytest.mark.parametrize(("mood", "error"), [(REFUSING, "ReceiptRefused"), (WRONG, "ERC1155InvalidReceiver")])
def test_a_receiver_that_refuses_undoes_the_transfer(credit, batch, absorber, wallet, mood, error):
    """Must revert with the receiver's own reason, or name the receiver, and move nothing."""
    wallet.setMoods(HONEST, mood)
    expected = (wallet.address,) if error == "ERC1155InvalidReceiver" else ()
    with refused(error, *expected):
        credit.safeTransferFrom(absorber, wallet, batch, 1, "", {"from": absorber})
    assert credit.balanceOf(absorber, batch) == 16_000
