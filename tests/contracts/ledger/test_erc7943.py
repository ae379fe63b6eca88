"""The ledger speaks ERC-7943 for multi tokens, and its answers come true."""

from __future__ import annotations

import brownie
import pytest
from brownie.exceptions import VirtualMachineError

from tests.contracts.ledger.conftest import statement
from tests.contracts.ledger.test_interfaces import interface_id

ERC7943_MULTI_TOKEN = "0x41c4fbad"
ERC165_OWN = 0x01FFC9A7


def test_the_ledger_speaks_the_final_standard(credit):
    """Must have the interface id of the final text, and answer yes to it."""
    abi = brownie.interface.IERC7943MultiToken.abi
    assert int(interface_id(abi), 16) ^ ERC165_OWN == int(ERC7943_MULTI_TOKEN, 16)
    assert credit.supportsInterface(ERC7943_MULTI_TOKEN)


def test_everybody_may_send_and_receive_but_nobody(credit, stranger):
    """Must say no for the zero address alone: whom the ledger does not hold is free."""
    assert credit.canSend(stranger)
    assert credit.canReceive(stranger)
    assert not credit.canSend(brownie.ZERO_ADDRESS)
    assert not credit.canReceive(brownie.ZERO_ADDRESS)


def comes_true(credit, sender, receiver, batch, kg):
    """Whether the movement that was asked about happens, tried without leaving a trace."""
    try:
        if receiver == brownie.ZERO_ADDRESS:
            credit.retire.call(batch, sender, kg, statement(sender), {"from": sender})
        else:
            credit.safeTransferFrom.call(sender, receiver, batch, kg, b"", {"from": sender})
    except VirtualMachineError:
        return False
    return True


@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("frozen_kg", [0, 4_000, 2**200])
def test_what_can_be_transferred_can_be_transferred(
    credit, batch, whole_batch, compliance, guardian, absorber, emitter, paused, frozen_kg
):
    """Must foretell each transfer and retirement of both batches, free, frozen and paused. L-6.2 L-6.3 L-1.5"""
    for number in (batch, whole_batch):
        credit.setFrozenTokens(absorber, number, frozen_kg, {"from": compliance})
    if paused:
        credit.pauseTransfers({"from": guardian})

    answers = set()
    for receiver in (emitter, brownie.ZERO_ADDRESS):
        for number in (batch, whole_batch):
            for kg in (0, 1, 999, 1_000, 2_000, 5_000, 12_000, 12_001, 16_000, 16_001, 2**255):
                foretold = credit.canTransfer(absorber, receiver, number, kg)
                if kg < 2**64 or receiver == emitter:
                    assert foretold == comes_true(credit, absorber, receiver, number, kg), (receiver, number, kg)
                answers.add((receiver == emitter, foretold))
    assert (True, paused) not in answers or not paused
    assert (False, True) in answers or frozen_kg == 2**200


def test_nobody_transfers_nothing(credit, batch, absorber, emitter):
    """Must say no for the zero address as sender, and for an unknown batch."""
    assert not credit.canTransfer(brownie.ZERO_ADDRESS, emitter, batch, 0)
    assert not credit.canTransfer(absorber, emitter, 99, 1)


def test_no_question_is_refused(credit):
    """Must answer the largest of all arguments, not revert."""
    most = "0x" + "ff" * 20
    assert credit.getFrozenTokens(most, 2**256 - 1) == 0
    assert not credit.canTransfer(most, most, 2**256 - 1, 2**256 - 1)
