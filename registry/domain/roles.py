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
    SCM_OPS = "scm_ops"
    RISK = "risk"
    COMPLIANCE = "compliance"
    SUPER_ADMIN = "super_admin"
    CEO = "ceo"
    PROCUREMENT = "procurement"
    SUSTAINABILITY = "sustainability"


class Permission(StrEnum):
    """What the doors ask for; each is asked for by at least one door."""

    SEND_READINGS = "readings:write"
    PLACE_ORDERS = "orders:write"
    SETTLE_MATCHES = "settlements:write"
    HALT_MARKETS = "markets:halt"  # halts, collars, limits, the kill switch
    READ_PASSPORTS = "passports:read"  # of one product
    READ_AGGREGATES = "aggregates:read"  # totals of a company, no single product
    READ_SCOPES = "scopes:read"
    READ_TRANSPORT = "transport:read"  # shipment by shipment
    READ_PARTNERS = "partners:read"
    READ_TOP_PARTNERS = "partners:top"  # the first five, no more
    READ_ESG_KPI = "kpi:read"
    READ_RISK = "risk:read"
    READ_AUDIT = "audit:read"
    WRITE_SUPPLY = "supply:write"
    MANAGE_ESG = "esg:manage"
    CONFIGURE_FACTORS = "factors:write"
    READ_REPORTS = "reports:read"  # before a release is decided
    EXPORT_REPORTS = "reports:export"
    REQUEST_ISSUANCE = "issuance:request"
    READ_APPROVALS = "approvals:read"
    DECIDE_APPROVALS = "approvals:decide"
    MANAGE_USERS = "users:write"
    BENCHMARK_TENANTS = "benchmark:read"
    ENROL_DEVICES = "devices:write"
    PROPOSE_MODELS = "models:write"
    MANAGE_PROJECTS = "projects:write"  # boundaries and classifications of one's own
    INSPECT_CLAIMS = "inspections:write"  # the verifier's workbench


_TRADERS = frozenset({Role.NET_ABSORBER, Role.NET_EMITTER, Role.NET_NEUTRAL, Role.COMPANY_ADMIN})
_COMPANY = frozenset({Role.SCM_OPS, Role.RISK, Role.COMPLIANCE, Role.COMPANY_ADMIN, Role.SUPER_ADMIN})
_READERS = _COMPANY | {
    Role.AUDITOR,
    Role.SUSTAINABILITY,
    Role.NET_ABSORBER,
    Role.NET_EMITTER,
    Role.NET_NEUTRAL,
    Role.VERIFIER,
}
_PARTNER_READERS = frozenset(
    {
        Role.RISK,
        Role.COMPLIANCE,
        Role.COMPANY_ADMIN,
        Role.SUPER_ADMIN,
        Role.AUDITOR,
        Role.PROCUREMENT,
        Role.SUSTAINABILITY,
    }
)
_DECIDERS = frozenset({Role.COMPANY_ADMIN, Role.COMPLIANCE, Role.SUPER_ADMIN})

# Rows of the specification's matrix (passport, section 8), and beside them the roles that it does not name.
MATRIX: Mapping[Permission, frozenset[Role]] = {
    Permission.SEND_READINGS: frozenset({Role.NET_ABSORBER, Role.OPERATOR}),
    Permission.PLACE_ORDERS: _TRADERS,
    Permission.SETTLE_MATCHES: frozenset({Role.OPERATOR}),
    Permission.HALT_MARKETS: frozenset({Role.OPERATOR}),
    Permission.READ_PASSPORTS: _READERS | {Role.PROCUREMENT},
    Permission.READ_AGGREGATES: _READERS | {Role.CEO},
    Permission.READ_SCOPES: _READERS | {Role.PROCUREMENT},
    Permission.READ_TRANSPORT: _COMPANY | {Role.AUDITOR, Role.SUSTAINABILITY, Role.NET_EMITTER, Role.PROCUREMENT},
    Permission.READ_PARTNERS: _PARTNER_READERS,
    Permission.READ_TOP_PARTNERS: _PARTNER_READERS | {Role.CEO},
    Permission.READ_ESG_KPI: frozenset({Role.CEO}),
    Permission.READ_RISK: frozenset({Role.RISK, Role.COMPLIANCE, Role.COMPANY_ADMIN, Role.SUPER_ADMIN, Role.AUDITOR}),
    Permission.READ_AUDIT: frozenset({Role.COMPLIANCE, Role.AUDITOR, Role.SUPER_ADMIN, Role.COMPANY_ADMIN}),
    Permission.WRITE_SUPPLY: frozenset({Role.SCM_OPS, Role.COMPANY_ADMIN, Role.NET_EMITTER}),
    Permission.MANAGE_ESG: frozenset({Role.COMPANY_ADMIN}),
    Permission.CONFIGURE_FACTORS: frozenset({Role.COMPANY_ADMIN, Role.SUPER_ADMIN}),
    Permission.READ_REPORTS: _DECIDERS,
    Permission.EXPORT_REPORTS: frozenset({Role.COMPLIANCE, Role.SUPER_ADMIN}),
    Permission.REQUEST_ISSUANCE: frozenset({Role.NET_ABSORBER, Role.COMPANY_ADMIN}),
    Permission.READ_APPROVALS: _DECIDERS | {Role.AUDITOR, Role.NET_ABSORBER},
    Permission.DECIDE_APPROVALS: _DECIDERS,
    Permission.MANAGE_USERS: frozenset({Role.COMPANY_ADMIN, Role.SUPER_ADMIN}),
    Permission.BENCHMARK_TENANTS: frozenset({Role.SUPER_ADMIN}),
    Permission.ENROL_DEVICES: frozenset({Role.NET_ABSORBER, Role.OPERATOR}),
    Permission.PROPOSE_MODELS: frozenset({Role.OPERATOR}),
    Permission.MANAGE_PROJECTS: frozenset({Role.NET_ABSORBER, Role.COMPANY_ADMIN}),
    Permission.INSPECT_CLAIMS: frozenset({Role.VERIFIER}),
}

# Segregation of duties within one person: who holds the role holds no other one that carries a permission beside it.
CONFLICTS: Mapping[Role, frozenset[Permission]] = {
    Role.AUDITOR: frozenset(
        {
            Permission.SEND_READINGS,
            Permission.PLACE_ORDERS,
            Permission.SETTLE_MATCHES,
            Permission.HALT_MARKETS,
            Permission.WRITE_SUPPLY,
            Permission.MANAGE_ESG,
            Permission.CONFIGURE_FACTORS,
            Permission.EXPORT_REPORTS,
            Permission.REQUEST_ISSUANCE,
            Permission.DECIDE_APPROVALS,
            Permission.MANAGE_USERS,
        }
    ),
    Role.COMPLIANCE: frozenset({Permission.WRITE_SUPPLY}),  # the matrix lets compliance read transport only
    Role.VERIFIER: frozenset({Permission.SEND_READINGS, Permission.REQUEST_ISSUANCE, Permission.ENROL_DEVICES}),
}
# Roles of the platform, not of a company: only a super admin gives them.
PLATFORM_ROLES = frozenset({Role.SUPER_ADMIN, Role.OPERATOR})


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
