"""FastAPI dependencies that say who calls and whether they may; the registry hangs on `app.state.registry`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from fastapi import Request, Security
from fastapi.security import HTTPBearer

from registry.domain.roles import Permission, Principal
from registry.errors import NotAuthenticated

if TYPE_CHECKING:
    from registry.bootstrap import Registry

# It only tells the OpenAPI document which calls need a token; `principal` reads and judges it.
BEARER = HTTPBearer(auto_error=False, description="`carbonix token` prints one")


def registry_of(request: Request) -> Registry:
    """The opened registry of the running application."""
    opened: Registry = request.app.state.registry
    return opened


def principal(request: Request, _described: Annotated[object, Security(BEARER)]) -> Principal:
    """Who calls, by the bearer token, with the roles that the tenant gives too. Raises NotAuthenticated."""
    return signed_in(request)


def signed_in(request: Request) -> Principal:
    """As `principal`, for a door that asks within its own work instead of on a thread of its own.

    Such a door names `BEARER` in its signature for the OpenAPI document and checks the permission itself.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated("this call needs a token: Authorization: Bearer <token>")
    registry = registry_of(request)
    return registry.users.standing(registry.tokens.read_token(token.strip(), registry.clock.now()))


def require(permission: Permission) -> Callable[[Principal], Principal]:
    """A dependency that lets only those through whose role carries the permission.

    Use: `caller: Annotated[Principal, Depends(require(Permission.SETTLE_MATCHES))]`.
    """

    # As a scope of the token, the permission stands in the OpenAPI document beside the call that asks for it.
    asked = Security(principal, scopes=[permission.value])

    def permitted(caller: Principal = asked) -> Principal:
        caller.check(permission)
        return caller

    return permitted
