"""Doors to the people of one's company: who is admitted, with which roles; and who the caller is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path

from registry.adapters.accounts import LONGEST_NAME
from registry.api.governance_schemas import CallerOut, UserIn, UserOut
from registry.api.security import principal, registry_of, require
from registry.domain.roles import Permission, Principal
from registry.usecases.admit_user import admit_user

if TYPE_CHECKING:
    from registry.bootstrap import Registry

router = APIRouter(prefix="/api/v1", tags=["governance"])
Opened = Annotated["Registry", Depends(registry_of)]
Caller = Annotated[Principal, Depends(principal)]
Administrator = Annotated[Principal, Depends(require(Permission.MANAGE_USERS))]
Subject = Annotated[str, Path(min_length=1, max_length=LONGEST_NAME)]


@router.get("/me", operation_id="showCaller")
def show_caller(caller: Caller) -> CallerOut:
    """Who the bearer of the token is here: the roles that stand, and what they open."""
    return CallerOut.of(caller)


@router.get("/users", operation_id="listUsers")
def list_users(registry: Opened, caller: Administrator) -> list[UserOut]:
    """Everybody whom the company lists; nobody yet means that tokens alone decide."""
    return [UserOut.of(user) for user in registry.users.of_tenant(caller.tenant)]


@router.put("/users/{subject}", operation_id="admitUser")
def admit(subject: Subject, user: UserIn, registry: Opened, caller: Administrator) -> UserOut:
    """Admits somebody, changes their roles, or ends their standing; nobody changes their own."""
    now, roles = registry.clock.now(), frozenset(user.roles)
    admitted = admit_user(subject, roles, active=user.active, caller=caller, now=now, store=registry.users)
    return UserOut.of(admitted)
