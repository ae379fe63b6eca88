"""Who may do what off chain: roles and the permission matrix, as data. On chain, the contracts' own roles decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry.errors import InvalidInput, NotAuthorised


class Role(StrEnum):
    NET_ABSORBER = "net_absorber"
    NET_EMITTER = "net_emitter"
    NET_NEUTRAL = "net_neutral"
    VERIFIER = "verifier"
    COMPANY_ADMIN = "company_admin"
    AUDITOR = "auditor"
    OPERATOR = "operator"


class Permission(StrEnum):
    """What the doors ask for; each is asked for by at least one door."""

    SEND_READINGS = "readings:write"
    PLACE_ORDERS = "orders:write"
    SETTLE_MATCHES = "settlements:write"
    READ_PASSPORTS = "passports:read"


_TRADERS = frozenset({Role.NET_ABSORBER, Role.NET_EMITTER, Role.NET_NEUTRAL, Role.COMPANY_ADMIN})
_EVERY_ROLE = frozenset(Role)

MATRIX: Mapping[Permission, frozenset[Role]] = {
    Permission.SEND_READINGS: frozenset({Role.NET_ABSORBER, Role.OPERATOR}),
    Permission.PLACE_ORDERS: _TRADERS,
    Permission.SETTLE_MATCHES: frozenset({Role.OPERATOR}),
    Permission.READ_PASSPORTS: _EVERY_ROLE,
}


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: a subject of a tenant with its roles. What is public asks for no principal."""

    subject: str
    tenant: str
    roles: frozenset[Role]

    def may(self, permission: Permission) -> bool:
        """True if one of the roles carries the permission."""
        return bool(self.roles & MATRIX[permission])

    def check(self, permission: Permission) -> None:
        """Raises NotAuthorised, naming the roles that are held and those that would do."""
        if not self.may(permission):
            raise NotAuthorised(permission, tuple(sorted(self.roles)), tuple(sorted(MATRIX[permission])))


def read_roles(text: str) -> frozenset[Role]:
    """Roles from a comma-separated list. Raises InvalidInput for one that does not exist."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in Role.__members__.values():
            raise InvalidInput("roles", name, f"must be one of {', '.join(Role)}")
    return frozenset(Role(name) for name in names)
