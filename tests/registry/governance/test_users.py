"""Facts about the people of a company: who admits whom, which roles exclude each other, and how a token ends."""

from __future__ import annotations

import pytest

from registry.domain.roles import CONFLICTS, MATRIX, PLATFORM_ROLES, Permission, Principal, Role
from registry.domain.users import User, admit, require_compatible
from registry.errors import LastAdministrator, NotAuthorised, RolesConflict
from registry.usecases.admit_user import admit_user
from tests.registry.governance.doors import NOW, Ground

ADMIN = Role.COMPANY_ADMIN
ANN = Principal("ann", "roastery", frozenset({ADMIN}))
LISTED = {"ann": User("ann", frozenset({ADMIN}), active=True)}


def put(ground: Ground, subject: str, *roles: Role, active: bool = True, by: str = "ann") -> tuple[int, dict[str, str]]:
    body = {"roles": list(roles), "active": active}
    return ground.call("PUT", f"/api/v1/users/{subject}", by, ADMIN, json=body)


def test_a_company_that_lists_nobody_goes_by_tokens(ground: Ground) -> None:
    """Must take the roles of the token until somebody is listed, and list the administrator with the first one."""
    assert ground.call("GET", "/api/v1/me", "ben", Role.RISK)[1]["roles"] == ["risk"]
    assert put(ground, "ben", Role.RISK)[0] == 200
    listed = ground.call("GET", "/api/v1/users", "ann", ADMIN)[1]
    assert [(user["subject"], user["roles"]) for user in listed] == [("ann", ["company_admin"]), ("ben", ["risk"])]


def test_a_token_gives_no_role_that_the_company_does_not_give(ground: Ground) -> None:
    """Must hold the caller to roles of both, and refuse who is unknown or no longer active at once."""
    put(ground, "ben", Role.RISK, Role.AUDITOR)
    assert ground.call("GET", "/api/v1/me", "ben", Role.RISK, Role.CEO)[1]["roles"] == ["risk"]
    status, problem = ground.call("GET", "/api/v1/me", "eve", Role.SUPER_ADMIN)
    assert (status, problem["code"]) == (401, "NotAuthenticated")
    assert put(ground, "ben", Role.RISK, active=False)[0] == 200
    assert ground.call("GET", "/api/v1/me", "ben", Role.RISK)[0] == 401
    assert ground.call("GET", "/api/v1/me", "ben", Role.RISK, tenant="mill")[0] == 200


def test_nobody_changes_their_own_roles(ground: Ground) -> None:
    """Must refuse it under every spelling of the name, and write nothing."""
    for name in ("ann", "ANN"):
        status, problem = put(ground, name, ADMIN, Role.CEO)
        assert (status, problem["code"]) == (409, "OwnRoles")
    assert ground.call("GET", "/api/v1/users", "ann", ADMIN)[1] == []


def test_a_company_keeps_an_administrator() -> None:
    """Must refuse the change after which nobody could admit anybody."""
    outside = Principal("root", "roastery", frozenset({Role.SUPER_ADMIN}))
    with pytest.raises(LastAdministrator):
        admit(LISTED, User("ann", frozenset({ADMIN}), active=False), outside)
    with pytest.raises(LastAdministrator):
        admit(LISTED, User("ann", frozenset({Role.RISK}), active=True), outside)
    both = LISTED | {"zoe": User("zoe", frozenset({ADMIN}), active=True)}
    assert admit(both, User("ann", frozenset(), active=False), outside)[0].active is False


def test_a_company_gives_no_role_of_the_platform() -> None:
    """Must refuse a company administrator who would make a super admin or an operator; a super admin may."""
    for role in PLATFORM_ROLES:
        user = User("ben", frozenset({role}), active=True)
        with pytest.raises(NotAuthorised):
            admit(LISTED, user, ANN)
        root = Principal("root", "roastery", frozenset({Role.SUPER_ADMIN}))
        assert admit(LISTED, user, root) == (user,)


def test_roles_that_check_each_other_are_two_people() -> None:
    """Must refuse each pair that the conflicts name, and take every single role."""
    for role in Role:
        require_compatible(frozenset({role}))
    for role, forbidden in CONFLICTS.items():
        for other in sorted({one for permission in forbidden for one in MATRIX[permission]} - {role}):
            with pytest.raises(RolesConflict) as refusal:
                require_compatible(frozenset({role, other}))
            assert refusal.value.facts["permission"] in forbidden


def test_who_audits_or_verifies_holds_no_role_that_writes() -> None:
    """Must let no single role carry what its own conflicts forbid, so that a conflict always needs two."""
    for role, forbidden in CONFLICTS.items():
        assert {permission for permission in forbidden if role in MATRIX[permission]} == set()


def test_only_who_manages_users_does(embedded_ground: Ground) -> None:
    """Must refuse the use case to every role without the permission."""
    caller = Principal("ben", "roastery", frozenset(set(Role) - MATRIX[Permission.MANAGE_USERS]))
    with pytest.raises(NotAuthorised):
        admit_user("x", frozenset(), active=True, caller=caller, now=NOW, store=embedded_ground.users)


@pytest.mark.parametrize(
    ("subject", "body", "status"),
    [
        ("ben", {"roles": ["king"]}, 422),
        ("ben", {"roles": ["risk"], "tenant": "mill"}, 422),
        ("%20", {"roles": []}, 422),
        ("b%00n", {"roles": []}, 422),
        ("b" * 300, {"roles": []}, 422),
        ("ben", {"roles": ["auditor", "scm_ops"]}, 409),
    ],
)
def test_what_names_no_user_is_refused(embedded_ground: Ground, subject: str, body: object, status: int) -> None:
    """Must refuse an unknown role, an unknown key, a name that cannot be shown, and roles that exclude each other."""
    assert embedded_ground.call("PUT", f"/api/v1/users/{subject}", "ann", ADMIN, json=body)[0] == status
    assert embedded_ground.users.of_tenant("roastery") == []


def test_each_change_of_roles_is_told(embedded_ground: Ground) -> None:
    """Must write who gave which roles to whom into the audit log."""
    put(embedded_ground, "ben", Role.RISK)
    entries = embedded_ground.call("GET", "/api/v1/audit-log", "ann", ADMIN)[1]
    told = [(entry["actor"], entry["action"], entry["subject"], entry["facts"]["roles"]) for entry in entries]
    assert told == [("ann", "user.admitted", "ann", "company_admin"), ("ann", "user.admitted", "ben", "risk")]
