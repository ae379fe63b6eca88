"""An admin is offered and accepts; it is never granted, and the last one never leaves."""

from __future__ import annotations

import brownie
import pytest

from tests.contracts.access.conftest import ADMIN, DELAY_S, after_delay, schedule, wait
from tests.contracts.refusals import refused


@pytest.fixture(scope="module")
def quick(deployed):
    """The role book of an admin that acts at once."""
    return deployed["RegistryAccess"]


def test_an_offered_account_becomes_admin(quick, admin, stranger):
    """Must make an admin in two steps, each announced, and leave the first admin where it is (L-1.3)."""
    offered = quick.offerAdmin(stranger, DELAY_S, {"from": admin})
    assert dict(offered.events["AdminOffered"]) == {"account": stranger, "executionDelay": DELAY_S, "by": admin}
    assert (quick.offeredAdmin(), quick.hasRole(ADMIN, stranger)) == ((stranger, DELAY_S), (False, 0))

    accepted = quick.acceptAdmin({"from": stranger})
    assert [event.name for event in accepted.events] == ["RoleGranted", "AdminAccepted"]
    assert dict(accepted.events["AdminAccepted"]) == {"account": stranger, "executionDelay": DELAY_S}
    assert quick.offeredAdmin() == (brownie.ZERO_ADDRESS, 0)
    assert (quick.hasRole(ADMIN, stranger), quick.hasRole(ADMIN, admin)) == ((True, DELAY_S), (True, 0))
    assert quick.adminCount() == 2


def test_the_admin_role_is_not_granted(quick, admin, stranger):
    """Must refuse a direct grant, of a stranger, and even to an admin (L-1.3)."""
    for caller, account in ((admin, stranger), (admin, admin), (stranger, stranger)):
        with refused("AdminNotOffered", account.address):
            quick.grantRole(ADMIN, account, 0, {"from": caller})


def test_only_an_admin_offers(quick, guardian, stranger):
    """Must refuse every other caller by name."""
    with refused("AccessManagerUnauthorizedAccount", guardian.address, ADMIN):
        quick.offerAdmin(stranger, 0, {"from": guardian})


def test_only_the_offered_account_accepts(quick, admin, stranger, emitter):
    """Must refuse everyone else, before an offer and during it, and the offered one a second time."""
    with refused("AdminNotOffered", stranger.address):
        quick.acceptAdmin({"from": stranger})
    quick.offerAdmin(stranger, 0, {"from": admin})
    with refused("AdminNotOffered", emitter.address):
        quick.acceptAdmin({"from": emitter})
    quick.acceptAdmin({"from": stranger})
    with refused("AdminNotOffered", stranger.address):
        quick.acceptAdmin({"from": stranger})


def test_a_later_offer_takes_the_place_of_an_earlier(quick, admin, stranger, emitter):
    """Must let only the newest offer be accepted, and an offer to nobody withdraw it."""
    quick.offerAdmin(stranger, 0, {"from": admin})
    quick.offerAdmin(emitter, 0, {"from": admin})
    with refused("AdminNotOffered", stranger.address):
        quick.acceptAdmin({"from": stranger})
    quick.offerAdmin(brownie.ZERO_ADDRESS, 0, {"from": admin})
    with refused("AdminNotOffered", emitter.address):
        quick.acceptAdmin({"from": emitter})
    assert quick.adminCount() == 1


def test_the_last_admin_does_not_leave(quick, admin, stranger):
    """Must refuse to be left without an admin, by its own wish and by a revocation, and let one of two go (L-1.3)."""
    with refused("LastAdmin", admin.address):
        quick.renounceRole(ADMIN, admin, {"from": admin})
    with refused("LastAdmin", admin.address):
        quick.revokeRole(ADMIN, admin, {"from": admin})

    quick.offerAdmin(stranger, 0, {"from": admin})
    quick.acceptAdmin({"from": stranger})
    quick.renounceRole(ADMIN, admin, {"from": admin})
    assert (quick.adminCount(), quick.hasRole(ADMIN, admin)) == (1, (False, 0))
    with refused("LastAdmin", stranger.address):
        quick.revokeRole(ADMIN, stranger, {"from": stranger})


def test_who_is_no_admin_changes_no_count(quick, admin, stranger, sealer):
    """Must let a role be renounced that nobody holds, and other roles be left, without touching the admins."""
    quick.renounceRole(ADMIN, stranger, {"from": stranger})
    quick.renounceRole(4, sealer, {"from": sealer})
    assert (quick.adminCount(), quick.hasRole(ADMIN, admin)) == (1, (True, 0))


def test_an_offer_waits_for_the_delay_of_the_admin(access, admin, stranger):
    """Must refuse an offer at once, and an offer too early, and carry it out after a day (L-1.4)."""
    call = access.offerAdmin.encode_input(stranger, DELAY_S)
    with refused("AccessManagerNotScheduled", access.hashOperation(admin, access, call)):
        access.offerAdmin(stranger, DELAY_S, {"from": admin})
    operation = schedule(access, call, admin)
    wait(DELAY_S - 60)
    with refused("AccessManagerNotReady", operation):
        access.execute(access, call, {"from": admin})
    wait(60)
    access.execute(access, call, {"from": admin})
    access.acceptAdmin({"from": stranger})
    assert access.hasRole(ADMIN, stranger) == (True, DELAY_S)


def test_an_admin_sheds_its_delay_only_after_it(access, admin):
    """Must keep the old delay for its own length after an admin accepted a shorter one."""
    after_delay(access, access.offerAdmin.encode_input(admin, 0), admin)
    access.acceptAdmin({"from": admin})
    assert access.hasRole(ADMIN, admin) == (True, DELAY_S)
    wait(DELAY_S)
    assert (access.hasRole(ADMIN, admin), access.adminCount()) == ((True, 0), 1)
