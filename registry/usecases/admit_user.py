"""Admits a person to a tenant, or changes the roles or the standing of one; nobody changes their own."""

from __future__ import annotations

from functools import partial

from registry.domain.roles import Permission, Principal, Role
from registry.domain.users import User, admit
from registry.ports import UserStore


def admit_user(
    subject: str, roles: frozenset[Role], *, active: bool, caller: Principal, now: int, store: UserStore
) -> User:
    """The person as it now stands. The first one whom a tenant lists is the caller, before anybody else.

    Raises NotAuthorised, InvalidInput for a name that cannot be shown, and as `admit` does.
    """
    caller.check(Permission.MANAGE_USERS)
    user = User(subject, roles, active)
    store.change(caller, now, partial(admit, user=user, caller=caller))
    return user
