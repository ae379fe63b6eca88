"""The characters as whom a newcomer may walk through the demonstration; never on a chain that is not our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.bootstrap import Registry
from registry.domain.roles import Principal, Role
from registry.usecases.admit_user import admit_user
from web.story.devices import TENANT


@dataclass(frozen=True, slots=True)
class Reader:
    """Who somebody comes in as, in words, and the page where their work begins."""

    name: str
    does: str
    principal: Principal
    begins_at: str


# A verifier of the company that it inspects would be in conflict (28.13): this one has a company of its own.
VERIFIERS_TENANT = "demonstration-verification"
# Who looks across companies belongs to none of them, and decides nothing in one.
PLATFORMS_TENANT = "demonstration-platform"


def _reader(name: str, does: str, begins_at: str, *roles: Role, tenant: str = TENANT) -> Reader:
    return Reader(name, does, Principal(f"demonstration-{name.split()[-1]}", tenant, frozenset(roles)), begins_at)


READERS: Mapping[str, Reader] = {
    "absorber": _reader(
        "Net absorber", "owns projects, follows sensors, sells credits", "/projects", Role.NET_ABSORBER
    ),
    "emitter": _reader("Net emitter", "measures products, buys and retires credits", "/dashboard", Role.NET_EMITTER),
    "verifier": _reader(
        "Verifier",
        "compares claims with their evidence and signs",
        "/workbench",
        Role.VERIFIER,
        tenant=VERIFIERS_TENANT,
    ),
    "company": _reader("Company administrator", "keeps users and factors", "/administration", Role.COMPANY_ADMIN),
    "executive": _reader("Executive", "sees the company on one page", "/executive", Role.CEO),
    "compliance": _reader("Compliance officer", "releases reports and exports them", "/compliance", Role.COMPLIANCE),
    "rating": _reader(
        "Rating office",
        "compares groups of companies and publishes the carbon index",
        "/benchmark",
        Role.SUPER_ADMIN,
        tenant=PLATFORMS_TENANT,
    ),
    "operator": _reader("Platform operator", "keeps devices, models and markets", "/monitoring", Role.OPERATOR),
}


def admit_characters(registry: Registry, tenant: str) -> None:
    """Lists the characters of a tenant that lists nobody yet: whom it lists not, it would let in no more."""
    if registry.users.of_tenant(tenant):
        return
    keeper = Principal("demonstration-keeper", tenant, frozenset({Role.SUPER_ADMIN}))
    for reader in READERS.values():
        who = reader.principal
        if who.tenant == tenant:
            now = registry.clock.now()
            admit_user(who.subject, who.roles, active=True, caller=keeper, now=now, store=registry.users)
