"""Doors to calibrations: an operator proposes a trained model, another person agrees, then it calibrates."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field

from oracle.adapters.models.model_shelf import KeptModel
from oracle.bootstrap import Oracle
from oracle.domain.model_card import LONGEST_NAME, card_of
from oracle.usecases.calibrate_channel import CalibratedRows, calibrate_channel
from oracle.usecases.register_model import register_model
from registry.api.governance_schemas import ApprovalOut
from registry.api.schema import Schema
from registry.api.security import require
from registry.domain.roles import Permission, Principal

MOST_ROWS = 1_000
MOST_FILES = 4
LONGEST_FILE = 900_000
LONGEST_NOTE = 1_000
Proposer = Annotated[Principal, Depends(require(Permission.PROPOSE_MODELS))]
Reader = Annotated[Principal, Depends(require(Permission.READ_APPROVALS))]
Sender = Annotated[Principal, Depends(require(Permission.SEND_READINGS))]
Name = Annotated[str, Path(max_length=LONGEST_NAME)]
Whole = Annotated[int, Field(ge=-(2**53), le=2**53)]


class ModelIn(Schema):
    """A model card as a document, and its files as text by their names."""

    card: dict[str, Any]
    files: Annotated[dict[str, Annotated[str, Field(max_length=LONGEST_FILE)]], Field(max_length=MOST_FILES)]
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


class ModelOut(Schema):
    """A model on the shelf; without a version nobody has approved it."""

    card: dict[str, Any]
    card_hash: str
    proposer: str
    proposed_at: str
    version: int | None
    in_force: bool

    @classmethod
    def of(cls, kept: KeptModel, newest: int | None) -> ModelOut:
        return cls(
            card=kept.card.document(),
            card_hash=kept.card_hash,
            proposer=kept.proposer,
            proposed_at=str(kept.proposed_at),
            version=kept.version,
            in_force=kept.version is not None and kept.version == newest,
        )


class RowsIn(Schema):
    """Rows of named inputs, integers of the units that the model's calibration file states."""

    rows: Annotated[list[dict[str, Whole]], Field(max_length=MOST_ROWS)]


class ValueOut(Schema):
    """A calibrated value with its lower bound, integers as text, and who gave it: the ridge or the trees."""

    value: str
    lower: str
    by: str
    inside_hull: bool


class CalibratedOut(Schema):
    """What the version in force makes of the rows, in their order."""

    name: str
    version: int
    card_hash: str
    unit: str
    values: list[ValueOut]

    @classmethod
    def of(cls, found: CalibratedRows) -> CalibratedOut:
        values = [
            ValueOut(value=str(one.value), lower=str(one.lower), by=one.by, inside_hull=one.inside)
            for one in found.values
        ]
        return cls(name=found.name, version=found.version, card_hash=found.card_hash, unit=found.unit, values=values)


def model_router(oracle: Oracle) -> APIRouter:
    """`/api/v1/calibrations`."""
    router = APIRouter(prefix="/api/v1/calibrations", tags=["oracle"])
    registry = oracle.registry

    @router.get("", operation_id="listCalibrations")
    def list_models(caller: Reader) -> list[ModelOut]:
        """The company's models with their cards, approved or not."""
        kept = oracle.models.of_tenant(caller.tenant)
        newest = {one.card.name: one.version for one in sorted(kept, key=lambda one: one.version or 0)}
        return [ModelOut.of(one, newest[one.card.name]) for one in kept]

    @router.post("", operation_id="proposeCalibration", status_code=202)
    def propose(model: ModelIn, caller: Proposer) -> ApprovalOut:
        """Keeps a trained model and proposes it; it is in force when a second person has agreed."""
        now, files = registry.clock.now(), {name: text.encode() for name, text in model.files.items()}
        proposed = register_model(
            card_of(model.card),
            files,
            model.note,
            caller=caller,
            now=now,
            shelf=oracle.models,
            desk=registry.approvals,
        )
        return ApprovalOut.of(proposed, now)

    @router.post("/{name}/values", operation_id="calibrateRows")
    def calibrate(name: Name, body: RowsIn, caller: Sender) -> CalibratedOut:
        """Calibrates rows with the version in force."""
        return CalibratedOut.of(calibrate_channel(name, body.rows, tenant=caller.tenant, shelf=oracle.models))

    return router
