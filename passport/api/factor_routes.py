"""Doors to factor sets: whoever may read a passport may read the set that it names; changing one takes two people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from passport.adapters.methodologies import all_methodologies
from passport.adapters.risk_files import risk_weights, signal_rules
from passport.api.factor_schemas import FactorSetOut, FactorsIn, FactorVersionOut, ModelVersionOut
from passport.bootstrap import Passport
from passport.usecases.propose_factors import propose_factors
from registry.adapters.model_versions import ModelVersions
from registry.api.governance_schemas import ApprovalOut
from registry.api.security import require
from registry.domain.roles import Permission, Principal

LONGEST_SET_NAME = 100
OF_THE_RELEASE = "1"  # a file whose name says its edition
Reader = Annotated[Principal, Depends(require(Permission.READ_PASSPORTS))]
Configurer = Annotated[Principal, Depends(require(Permission.CONFIGURE_FACTORS))]
SetName = Annotated[str | None, Query(max_length=LONGEST_SET_NAME, description="the newest set if left out")]


def factor_router(passport: Passport) -> APIRouter:
    """`/api/v1/factors` and `/api/v1/models`."""
    router = APIRouter(prefix="/api/v1", tags=["governance"])
    registry = passport.registry

    @router.get("/factors", operation_id="showFactors")
    def show_factors(caller: Reader, name: SetName = None) -> FactorSetOut:
        """A factor set with every number in it, by the name that a passport gives, else the one in force."""
        sets = passport.factor_sets
        return FactorSetOut.of(sets.versions(caller.tenant)[-1] if name is None else sets.version(name, caller.tenant))

    @router.get("/factors/versions", operation_id="listFactorSets")
    def list_factors(caller: Reader) -> list[FactorVersionOut]:
        """The default set and each set of the company, oldest first; the last one is in force."""
        return [FactorVersionOut.of(found) for found in passport.factor_sets.versions(caller.tenant)]

    @router.put("/factors", operation_id="proposeFactors", status_code=202)
    def propose(factors: FactorsIn, caller: Configurer) -> ApprovalOut:
        """Proposes the company's own factors; they hold when a second person has agreed."""
        now, changes = registry.clock.now(), [entry.change() for entry in factors.factors]
        sets, desk = passport.factor_sets, registry.approvals
        proposed = propose_factors(changes, factors.note, caller=caller, now=now, sets=sets, desk=desk)
        return ApprovalOut.of(proposed, now)

    @router.get("/models", operation_id="listModelVersions")
    def list_models(caller: Reader) -> list[ModelVersionOut]:
        """The models of this release, and which version of which model the company itself changed to, and when."""
        own = ModelVersions(registry.database).of_tenant(caller.tenant)
        return [*_released_models(), *(ModelVersionOut.of(found) for found in own)]

    return router


def _released_models() -> list[ModelVersionOut]:
    """Methodologies, and the weights and thresholds of risk: each by the hash of its numbers."""
    methods = [
        ModelVersionOut(name=one.identity, version=one.version, hash=one.factors.content_hash)
        for one in all_methodologies().values()
    ]
    weighed = [
        ModelVersionOut(name=one.name, version=OF_THE_RELEASE, hash=one.content_hash)
        for one in (risk_weights(), signal_rules())
    ]
    return [*methods, *weighed]
