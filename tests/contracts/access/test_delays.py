"""What the admin does waits a day, what it grants waits another, and both can be called back meanwhile."""

from __future__ import annotations

import pytest

from scripts.deployment_plan import DELAYED_ROLES, ROLE_IDS, managed_contracts
from tests.contracts.access.conftest import DELAY_S, SEALER, after_delay, schedule, wait
from tests.contracts.refusals import refused


def test_a_deed_of_the_admin_is_scheduled_waits_and_happens(slow, access, admin, guardian):
    """Must refuse to lift a pause at once and too early, lift it after a day, and only once (L-1.4)."""
    credit = slow["CarbonCredit"]
    credit.pauseTransfers({"from": guardian})
    call = credit.unpauseTransfers.encode_input()
    with refused("AccessManagerNotScheduled", access.hashOperation(admin, credit, call)):
        credit.unpauseTransfers({"from": admin})

    operation = schedule(access, call, admin, credit)
    wait(DELAY_S - 60)
    with refused("AccessManagerNotReady", operation):
        credit.unpauseTransfers({"from": admin})
    wait(60)
    credit.unpauseTransfers({"from": admin})
    assert not credit.paused()
    with refused("AccessManagerNotScheduled", operation):
        access.execute(credit, call, {"from": admin})


def test_a_deed_that_nobody_carries_out_expires(access, admin, stranger):
    """Must forget what was scheduled after a week."""
    call = access.grantRole.encode_input(SEALER, stranger, 0)
    operation = schedule(access, call, admin)
    wait(DELAY_S + access.expiration())
    with refused("AccessManagerExpired", operation):
        access.execute(access, call, {"from": admin})


@pytest.mark.parametrize("role", DELAYED_ROLES)
def test_a_new_member_waits_before_it_may(slow, access, admin, stranger, role):
    """Must give a role that leads to credits only a day after the grant."""
    number = ROLE_IDS[role]
    after_delay(access, access.grantRole.encode_input(number, stranger, 0), admin)
    assert access.hasRole(number, stranger) == (False, 0)
    wait(DELAY_S)
    assert access.hasRole(number, stranger) == (True, 0)


def test_a_new_operator_settles_nothing_before_its_time(slow, access, admin, stranger):
    """Must refuse the member by name until its role holds."""
    after_delay(access, access.grantRole.encode_input(ROLE_IDS["EXCHANGE_OPERATOR"], stranger, 0), admin)
    with refused("AccessManagedUnauthorized", stranger.address):
        slow["CreditExchange"].settle(1, [], [], [], {"from": stranger})
    wait(DELAY_S)
    with refused("EmptyBatch"):
        slow["CreditExchange"].settle(1, [], [], [], {"from": stranger})


def test_the_roles_of_the_plan_hold_from_the_first_block(slow, access, characters):
    """Must not slow the members down that came with the deployment."""
    holders = {"EXCHANGE_OPERATOR": "exchange_operator", "ORACLE_OPERATOR": "operator", "COMPLIANCE": "compliance"}
    for role, character in holders.items():
        assert access.hasRole(ROLE_IDS[role], characters[character]) == (True, 0)


def test_a_delay_is_shortened_only_after_it(access, admin):
    """Must keep the old grant delay for as long as it is longer than the new one."""
    operator = ROLE_IDS["ORACLE_OPERATOR"]
    after_delay(access, access.setGrantDelay.encode_input(operator, 60), admin)
    assert access.getRoleGrantDelay(operator) == DELAY_S
    wait(DELAY_S - 60)
    assert access.getRoleGrantDelay(operator) == 60


def test_every_contract_keeps_its_roles_for_a_day(slow, access):
    """Must hold a delay on who may call what, on each contract that has such functions."""
    assert {access.getTargetAdminDelay(slow[name]) for name in managed_contracts()} == {DELAY_S}


def test_a_guardian_cancels_what_a_member_scheduled(slow, access, admin, stranger, guardian, emitter):
    """Must let the guardian stop a member that waits, refuse a bystander, and leave nothing to execute."""
    after_delay(access, access.grantRole.encode_input(SEALER, stranger, 3_600), admin)
    seals = slow["SealRegistry"]
    call = seals.nullify.encode_input("0x" + "11" * 32)
    operation = schedule(access, call, stranger, seals)
    selector = seals.signatures["nullify"]
    with refused("AccessManagerUnauthorizedCancel", emitter.address, stranger.address, seals.address, selector):
        access.cancel(stranger, seals, call, {"from": emitter})

    cancelled = access.cancel(stranger, seals, call, {"from": guardian})
    assert cancelled.events["OperationCanceled"]["operationId"] == operation
    wait(3_600)
    with refused("AccessManagerNotScheduled", operation):
        access.execute(seals, call, {"from": stranger})


def test_an_admin_cancels_what_another_admin_scheduled(access, admin, stranger, guardian):
    """Must let a second admin stop the first, and not let a guardian block a removal of itself."""
    after_delay(access, access.offerAdmin.encode_input(stranger, DELAY_S), admin)
    access.acceptAdmin({"from": stranger})
    call = access.revokeRole.encode_input(ROLE_IDS["GUARDIAN"], guardian)
    operation = schedule(access, call, stranger)
    selector = access.signatures["revokeRole"]
    with refused("AccessManagerUnauthorizedCancel", guardian.address, stranger.address, access.address, selector):
        access.cancel(stranger, access, call, {"from": guardian})

    access.cancel(stranger, access, call, {"from": admin})
    with refused("AccessManagerNotScheduled", operation):
        access.execute(access, call, {"from": stranger})
