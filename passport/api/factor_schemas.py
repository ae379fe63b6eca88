"""What crosses the doors of factor sets; factors are decimal text, so that no reader's number type can bend them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from passport.adapters.factor_sets import FactorVersion
from passport.domain.factor_changes import Activity, FactorChange
from registry.adapters.model_versions import ModelVersion
from registry.api.schema import Schema

MOST_CHANGES = 100
LONGEST_SOURCE = 500
LONGEST_NOTE = 1_000


class FactorChangeIn(Schema):
    """One number in place of the default set's, and where it was found."""

    activity: Activity
    name: Annotated[str, Field(min_length=1, max_length=64)]
    value: Annotated[str, Field(pattern=r"^[0-9]{1,7}(\.[0-9]{1,12})?$", description="in the unit of the set")]
    source: Annotated[str, Field(pattern=r"\S", max_length=LONGEST_SOURCE)]

    def change(self) -> FactorChange:
        return FactorChange(self.activity, self.name, Decimal(self.value), self.source)


class FactorsIn(Schema):
    """The company's own factors, all of them: what is not named is the default set's."""

    factors: Annotated[list[FactorChangeIn], Field(max_length=MOST_CHANGES)]
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


class FactorVersionOut(Schema):
    """A factor set by its name and hash; `approval` is null for the set that every company begins with."""

    version: str
    name: str
    hash: str
    valid_from: str | None
    approval: str | None

    @classmethod
    def of(cls, found: FactorVersion) -> FactorVersionOut:
        return cls(**_version(found))


class FactorSetOut(FactorVersionOut):
    """A factor set with every number in it; the SHA-256 of the canonical document is its hash."""

    document: dict[str, Any]

    @classmethod
    def of(cls, found: FactorVersion) -> FactorSetOut:
        return cls(**_version(found), document=dict(found.document))


class ModelVersionOut(Schema):
    """A version of a model by the hash of its numbers; `recordedAt` is null for what this release brings itself."""

    name: str
    version: str
    hash: str
    approval: str | None = None
    recorded_at: str | None = None

    @classmethod
    def of(cls, found: ModelVersion) -> ModelVersionOut:
        return cls(
            name=found.name,
            version=str(found.version),
            hash=found.content_hash,
            approval=found.approval,
            recorded_at=str(found.recorded_at),
        )


def _version(found: FactorVersion) -> dict[str, Any]:
    return {
        "version": str(found.version),
        "name": found.name,
        "hash": found.content_hash,
        "valid_from": None if found.valid_from is None else str(found.valid_from),
        "approval": found.approval,
    }
