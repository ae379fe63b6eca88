"""The people of a company and what each role opens: who is admitted, by whom, and the matrix as it is checked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from registry.adapters.accounts import LONGEST_NAME
from registry.domain.roles import MATRIX, PLATFORM_ROLES, Permission, Principal, Role, read_roles
from registry.domain.users import User
from registry.errors import CarbonixError
from registry.usecases.admit_user import admit_user
from web.asking import asked
from web.demonstration import admit_characters
from web.front import Front
from web.languages import translated
from web.session import require_caller
from web.sheets import Sheet

SEE_OTHER = 303
OPENS = (
    Permission.MANAGE_USERS,
    Permission.READ_APPROVALS,
    Permission.READ_AUDIT,
    Permission.CONFIGURE_FACTORS,
    Permission.WRITE_SUPPLY,
)
Subject = Annotated[str, Form(max_length=LONGEST_NAME)]


def administration_router(front: Front) -> APIRouter:
    """`/administration`, `/administration/users`, `/administration/roles`."""
    router = APIRouter(prefix="/administration", default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("")
    def show(request: Request, edit: Annotated[str, Query(max_length=LONGEST_NAME)] = "") -> Response:
        caller = require_caller(request, *OPENS, here=_here())
        known = {user.subject: user for user in front.registry.users.of_tenant(caller.tenant)}
        return _people(front, caller, known.get(edit))

    @router.post("/users")
    def admit(
        request: Request,
        subject: Subject = "",
        role: Annotated[list[str] | None, Form()] = None,
        active: Annotated[bool, Form()] = False,
    ) -> Response:
        caller = require_caller(request, Permission.MANAGE_USERS, here=_here())
        try:
            roles = read_roles(",".join(role or []))
            _admit(front, caller, User(subject.strip(), roles, active))
        except CarbonixError as refusal:
            kept = User(subject, frozenset(one for one in Role if one.value in (role or [])), active)
            return _people(front, caller, kept, refusal)
        return RedirectResponse(asked().at("/administration"), SEE_OTHER)

    @router.get("/roles")
    def roles() -> Response:
        rows = [(one.value, *(role in MATRIX[one] for role in Role)) for one in Permission]
        sheet = Sheet("roles", ("permission", *(role.value for role in Role)), rows)
        return front.answer("roles.html", front.frame(), sheet, roles=tuple(Role), matrix=MATRIX)

    return router


def _here() -> str:
    return translated("The people of a company, what waits for a second person, its files, factors and audit log.")


def _admit(front: Front, caller: Principal, user: User) -> None:
    registry = front.registry
    if front.is_demonstration:
        admit_characters(registry, caller.tenant)
    now = registry.clock.now()
    admit_user(user.subject, user.roles, active=user.active, caller=caller, now=now, store=registry.users)


def _people(front: Front, caller: Principal, edited: User | None, refusal: CarbonixError | None = None) -> Response:
    users = front.registry.users.of_tenant(caller.tenant) if caller.may(Permission.MANAGE_USERS) else []
    tenants = front.registry.users.tenants() if Role.SUPER_ADMIN in caller.roles else []
    rows = [(user.subject, " ".join(sorted(user.roles)), user.active) for user in users]
    sheet = Sheet("people", ("subject", "roles", "active"), rows, {"tenant": caller.tenant})
    given = tuple(Role) if Role.SUPER_ADMIN in caller.roles else tuple(r for r in Role if r not in PLATFORM_ROLES)
    shown = {"caller": caller, "users": users, "tenants": tenants, "edited": edited, "refusal": refusal}
    if refusal is not None:
        return front.render("administration.html", front.frame(), 422, sheet=sheet, given=given, **shown)
    return front.answer("administration.html", front.frame(), sheet, given=given, **shown)
