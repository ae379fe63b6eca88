"""A forced transfer is announced with its reason, waits two days, and takes what is frozen too."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.conftest import keccak
from tests.contracts.ledger.conftest import WHOLE_CREDITS_KG
from tests.contracts.refusals import refused

UNSPECIFIED, COURT_ORDER, SANCTION, THEFT, ERROR = range(5)
ORDER = keccak("order of the court, case 4711")
DELAY_S, LIFETIME_S = 2 * 86_400, 30 * 86_400


@pytest.fixture
def seizure(batch, absorber, emitter):
    """9,000 kg of the absorber's 16,000, for the emitter."""
    return (absorber, emitter, batch, 9_000)


@pytest.fixture
def announced(credit, seizure, compliance):
    return credit.announceForcedTransfer(*seizure, COURT_ORDER, ORDER, {"from": compliance})


def pass_s(seconds):
    brownie.chain.sleep(seconds)
    brownie.chain.mine()


def plain(seizure):
    """The arguments as a refusal prints them."""
    sender, receiver, batch, kg = seizure
    return (sender.address, receiver.address, batch, kg)


def test_an_announcement_says_who_what_why_and_when(credit, seizure, announced):
    """Must carry reason, document and the second from which it may happen. L-6.4"""
    ripe_at = announced.timestamp + DELAY_S
    assert [event.name for event in announced.events] == ["ForcedTransferAnnounced"]
    said = dict(announced.events["ForcedTransferAnnounced"])
    assert (said["from"], said["to"], said["tokenId"], said["amount"]) == seizure
    assert (said["reason"], said["documentHash"], said["ripeAt"]) == (COURT_ORDER, ORDER, ripe_at)
    assert credit.forcedTransferRipeAt(*seizure) == ripe_at
    assert (credit.FORCED_TRANSFER_DELAY_S(), credit.FORCED_TRANSFER_LIFETIME_S()) == (DELAY_S, LIFETIME_S)


def test_an_announced_transfer_moves_after_two_days(credit, batch, seizure, announced, compliance, absorber, emitter):
    """Must move exactly what was announced, and forget the announcement. L-6.4"""
    pass_s(DELAY_S)
    transaction = credit.forcedTransfer(*seizure, {"from": compliance})

    assert transaction.return_value is True
    assert [event.name for event in transaction.events] == ["TransferSingle", "ForcedTransfer"]
    assert (credit.balanceOf(absorber, batch), credit.balanceOf(emitter, batch)) == (7_000, 9_000)
    assert credit.forcedTransferRipeAt(*seizure) == 0
    with refused("ForcedTransferUnknown", *plain(seizure)):
        credit.forcedTransfer(*seizure, {"from": compliance})


def test_nobody_shortens_the_wait(credit, seizure, announced, compliance):
    """Must refuse a transfer that is not ripe, with both times, and keep the announcement. L-6.4"""
    ripe_at = announced.timestamp + DELAY_S
    pass_s(DELAY_S - 60)
    with refused("ForcedTransferUnripe", ripe_at, ...):
        credit.forcedTransfer(*seizure, {"from": compliance})
    assert credit.forcedTransferRipeAt(*seizure) == ripe_at


def test_only_what_was_announced_moves(credit, seizure, announced, compliance, stranger):
    """Must refuse another sender, receiver, batch or amount. L-6.4"""
    pass_s(DELAY_S)
    sender, receiver, batch, kg = seizure
    for other in (
        (stranger, receiver, batch, kg),
        (sender, stranger, batch, kg),
        (sender, receiver, batch + 1, kg),
        (sender, receiver, batch, kg + 1),
    ):
        with refused("ForcedTransferUnknown", *plain(other)):
            credit.forcedTransfer(*other, {"from": compliance})


def test_an_announcement_is_no_licence_for_ever(credit, seizure, announced, compliance):
    """Must refuse after thirty days, and take the same announcement anew, with a wait of its own. L-6.4"""
    expired_at = announced.timestamp + DELAY_S + LIFETIME_S
    pass_s(DELAY_S + LIFETIME_S)
    with refused("ForcedTransferExpired", expired_at, ...):
        credit.forcedTransfer(*seizure, {"from": compliance})

    again = credit.announceForcedTransfer(*seizure, COURT_ORDER, ORDER, {"from": compliance})
    with refused("ForcedTransferUnripe", again.timestamp + DELAY_S, ...):
        credit.forcedTransfer(*seizure, {"from": compliance})


def test_an_announcement_can_be_taken_back(credit, seizure, announced, compliance):
    """Must forget it and say so; what was never announced cannot be taken back."""
    transaction = credit.withdrawForcedTransfer(*seizure, {"from": compliance})
    assert tuple(transaction.events["ForcedTransferWithdrawn"].values()) == seizure
    for verb in (credit.withdrawForcedTransfer, credit.forcedTransfer):
        with refused("ForcedTransferUnknown", *plain(seizure)):
            verb(*seizure, {"from": compliance})


def test_an_announcement_stands_once(credit, seizure, announced, compliance):
    """Must refuse to begin the wait again while it stands."""
    with refused("ForcedTransferAnnouncedAlready", *plain(seizure), announced.timestamp + DELAY_S):
        credit.announceForcedTransfer(*seizure, THEFT, ORDER, {"from": compliance})


def test_a_forced_transfer_has_a_reason(credit, seizure, compliance):
    """Must refuse an unspecified reason, and one without a document; it names both."""
    for reason, document in ((UNSPECIFIED, ORDER), (SANCTION, "0x" + "00" * 32)):
        with refused("ReasonMissing", reason, document):
            credit.announceForcedTransfer(*seizure, reason, document, {"from": compliance})


def test_nothing_is_made_by_force(credit, batch, compliance, emitter):
    """Must refuse nobody as sender: a transfer from the zero address would mint. L-1.2"""
    nobody = brownie.ZERO_ADDRESS
    with refused("ERC7943CannotSend", nobody):
        credit.announceForcedTransfer(nobody, emitter, batch, 1_000, ERROR, ORDER, {"from": compliance})
    with refused("ForcedTransferUnknown", nobody, emitter.address, batch, 1_000):
        credit.forcedTransfer(nobody, emitter, batch, 1_000, {"from": compliance})


def test_nothing_vanishes_by_force(credit, batch, compliance, absorber):
    """Must refuse nobody as receiver: only retirement, cancellation and losses take credits out."""
    with refused("ERC7943CannotReceive", brownie.ZERO_ADDRESS):
        credit.announceForcedTransfer(absorber, brownie.ZERO_ADDRESS, batch, 1_000, ERROR, ORDER, {"from": compliance})


def test_a_forced_transfer_moves_something_somewhere(credit, batch, compliance, absorber, emitter):
    """Must refuse 0 kg, and a transfer to the sender."""
    for receiver, kg in ((emitter, 0), (absorber, 1_000)):
        with refused("ERC7943CannotTransfer", absorber.address, receiver.address, batch, kg):
            credit.announceForcedTransfer(absorber, receiver, batch, kg, ERROR, ORDER, {"from": compliance})


def test_it_takes_frozen_credits_and_unfreezes_what_it_takes(
    credit, batch, seizure, announced, compliance, absorber, emitter
):
    """Must unfreeze first, no more than needed, so that a frozen amount never moves. L-6.4"""
    credit.setFrozenTokens(absorber, batch, 12_000, {"from": compliance})
    pass_s(DELAY_S)
    transaction = credit.forcedTransfer(*seizure, {"from": compliance})

    assert [event.name for event in transaction.events] == ["Frozen", "TransferSingle", "ForcedTransfer"]
    assert transaction.events["Frozen"]["amount"] == 7_000
    assert credit.getFrozenTokens(absorber, batch) == credit.balanceOf(absorber, batch) == 7_000
    assert credit.balanceOf(emitter, batch) == 9_000


def test_it_leaves_a_freeze_that_is_not_in_its_way(credit, batch, seizure, announced, compliance, absorber):
    """Must take the free kilograms and keep 7,000 kg frozen."""
    credit.setFrozenTokens(absorber, batch, 7_000, {"from": compliance})
    pass_s(DELAY_S)
    transaction = credit.forcedTransfer(*seizure, {"from": compliance})
    assert "Frozen" not in transaction.events
    assert credit.getFrozenTokens(absorber, batch) == 7_000


def test_it_takes_no_more_than_is_there(credit, batch, seizure, announced, compliance, absorber, stranger):
    """Must refuse where the holder moved on, name both numbers, and wait on."""
    credit.safeTransferFrom(absorber, stranger, batch, 8_000, "", {"from": absorber})
    pass_s(DELAY_S)
    with refused("InsufficientCredits", absorber.address, batch, 8_000, 9_000):
        credit.forcedTransfer(*seizure, {"from": compliance})
    assert credit.forcedTransferRipeAt(*seizure) != 0


def test_whole_credits_are_forced_whole(credit, whole_batch, compliance, absorber, emitter):
    """Must keep the rule of a whole-tonne batch. L-6.2"""
    parts = (absorber, emitter, whole_batch, WHOLE_CREDITS_KG - 1)
    credit.announceForcedTransfer(*parts, COURT_ORDER, ORDER, {"from": compliance})
    pass_s(DELAY_S)
    with refused("NotWholeCredits", whole_batch, WHOLE_CREDITS_KG - 1):
        credit.forcedTransfer(*parts, {"from": compliance})


def test_a_receiver_has_no_say(module_isolation, credit, batch, admin, compliance, absorber):
    """Must move to a wallet that refuses credits: no hook, so neither a veto nor a re-entry."""
    wallet = admin.deploy(brownie.ContractWallet, admin)
    wallet.setMoods(0, 2)  # refusing
    credit.announceForcedTransfer(absorber, wallet, batch, 1, THEFT, ORDER, {"from": compliance})
    pass_s(DELAY_S)
    credit.forcedTransfer(absorber, wallet, batch, 1, {"from": compliance})
    assert credit.balanceOf(wallet, batch) == 1


def test_a_pause_does_not_stop_it(credit, batch, seizure, announced, compliance, guardian, emitter):
    """Must carry out an order of the court while transfers are paused."""
    credit.pauseTransfers({"from": guardian})
    pass_s(DELAY_S)
    credit.forcedTransfer(*seizure, {"from": compliance})
    assert credit.balanceOf(emitter, batch) == 9_000


def test_an_account_held_for_a_loss_is_left_alone(bench, admin, absorber, emitter):
    """Must refuse while a claimed loss holds the account, and move after it lets go. L-6.5"""
    bench.credit.issue(1, absorber, 3_000, 0, {"from": bench.oracle})
    bench.credit.announceForcedTransfer(absorber, emitter, 1, 1_000, SANCTION, ORDER, {"from": admin})
    bench.credit.holdForLoss(1, absorber, True, {"from": bench.oracle})
    pass_s(DELAY_S)
    with refused("AccountHeldForLoss", 1, absorber.address):
        bench.credit.forcedTransfer(absorber, emitter, 1, 1_000, {"from": admin})
    bench.credit.holdForLoss(1, absorber, False, {"from": bench.oracle})
    bench.credit.forcedTransfer(absorber, emitter, 1, 1_000, {"from": admin})


def test_only_compliance_forces(credit, seizure, announced, admin, guardian, absorber):
    """Must refuse every step to anybody else, the admin included."""
    pass_s(DELAY_S)
    for account in (admin, guardian, absorber):
        for attempt in (
            lambda by: credit.forcedTransfer(*seizure, by),
            lambda by: credit.withdrawForcedTransfer(*seizure, by),
            lambda by: credit.announceForcedTransfer(*seizure, COURT_ORDER, ORDER, by),
        ):
            with refused("AccessManagedUnauthorized", account.address):
                attempt({"from": account})
