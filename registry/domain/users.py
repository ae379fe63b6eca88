"""The people of a tenant: who admits whom, with which roles, and which roles one person may not hold together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.domain.approvals import same_person
from registry.domain.roles import CONFLICTS, MATRIX, PLATFORM_ROLES, Permission, Principal, Role
from registry.errors import LastAdministrator, NotAuthorised, OwnRoles, RolesConflict


@dataclass(frozen=True, slots=True)
class User:
    """A person of a tenant. A token gives at most these roles, and none while the person is not active."""

    subject: str
    roles: frozenset[Role]
    active: bool


def admit(known: Mapping[str, User], user: User, caller: Principal) -> tuple[User, ...]:
    """The users to write: the one who is admitted or changed, after the caller where the tenant had nobody yet.

    Raises OwnRoles, RolesConflict, NotAuthorised for a platform's role in a company's hand, LastAdministrator.
    """
    if same_person(user.subject, caller.subject):
        raise OwnRoles(caller.subject)
    _require_grantable(user.roles, caller)
    first = () if known else (User(caller.subject, caller.roles, active=True),)
    written = (*first, user)
    for one in written:
        require_compatible(one.roles)
    _require_administrator({**known, **{one.subject: one for one in written}})
    return written


def require_compatible(roles: frozenset[Role]) -> None:
    """Raises RolesConflict if one of the roles may not stand beside another."""
    for role in sorted(roles & CONFLICTS.keys()):
        for other in sorted(roles - {role}):
            both = sorted(permission for permission in CONFLICTS[role] if other in MATRIX[permission])
            if both:
                raise RolesConflict(role, other, both[0])


def effective(caller: Principal, user: User) -> Principal:
    """The caller with the roles that both the token and the tenant give."""
    return Principal(caller.subject, caller.tenant, caller.roles & user.roles)


def _require_grantable(roles: frozenset[Role], caller: Principal) -> None:
    if roles & PLATFORM_ROLES and Role.SUPER_ADMIN not in caller.roles:
        named = f"role {', '.join(sorted(roles & PLATFORM_ROLES))}"
        raise NotAuthorised(named, tuple(sorted(caller.roles)), (Role.SUPER_ADMIN,))


def _require_administrator(users: Mapping[str, User]) -> None:
    managers = MATRIX[Permission.MANAGE_USERS]
    if not any(user.active and user.roles & managers for user in users.values()):
        raise LastAdministrator
