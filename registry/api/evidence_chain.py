"""Doors to a company's evidence chain: its items, what holds them, and a verification from end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from registry.adapters.canonical_json import canonical
from registry.api.paging import LONGEST_PAGE, PAGE_LENGTH, link_next
from registry.api.schema import Schema
from registry.api.security import registry_of, require
from registry.domain.evidence_chain import EvidenceItem, EvidenceMark, statement_of
from registry.domain.merkle import leaf_hash
from registry.domain.roles import Permission, Principal
from registry.domain.verdict import Verdict

if TYPE_CHECKING:
    from registry.bootstrap import Registry

router = APIRouter(prefix="/api/v1/evidence-chain", tags=["evidence"])
Opened = Annotated["Registry", Depends(registry_of)]
Auditor = Annotated[Principal, Depends(require(Permission.READ_AUDIT))]
After = Annotated[int, Query(ge=0, lt=2**63, description="the last sequence of the page before")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]


class EvidenceItemOut(Schema):
    """An item: its statement as it was hashed, that hash, and the leaf hash under which its seal holds it."""

    sequence: int
    statement: dict[str, str]
    hash: str
    leaf_hash: str

    @classmethod
    def of(cls, item: EvidenceItem) -> EvidenceItemOut:
        said = statement_of(item)
        leaf = "0x" + leaf_hash(canonical(said)).hex()
        return cls(sequence=item.sequence, statement=said, hash=item.hash, leaf_hash=leaf)


class EvidenceMarkOut(Schema):
    """What holds the chain up to `sequence`; `token` is the authority's answer (DER, hex), none while it is pending."""

    sequence: int
    hash: str
    at: int
    signer: str
    signature: str
    token: str | None
    token_time: int | None
    root: str | None

    @classmethod
    def of(cls, mark: EvidenceMark) -> EvidenceMarkOut:
        return cls(
            sequence=mark.sequence,
            hash=mark.hash,
            at=mark.at,
            signer=mark.signer,
            signature=mark.signature,
            token=None if mark.token is None else mark.token.hex(),
            token_time=mark.token_time,
            root=mark.root,
        )


class StepOut(Schema):
    name: str
    outcome: str
    sentence: str


class EvidenceVerdictOut(Schema):
    """Each check of the chain, and the name of the first that fails."""

    failed: str | None
    steps: list[StepOut]

    @classmethod
    def of(cls, verdict: Verdict) -> EvidenceVerdictOut:
        steps = [StepOut(name=step.name, outcome=step.outcome, sentence=step.sentence) for step in verdict.steps]
        return cls(failed=verdict.failed, steps=steps)


@router.get("", operation_id="listEvidence")
def list_evidence(
    request: Request,
    response: Response,
    registry: Opened,
    caller: Auditor,
    after: After = 0,
    limit: Limit = PAGE_LENGTH,
) -> list[EvidenceItemOut]:
    """The company's evidence, oldest first."""
    page = registry.evidence_chains.items(caller.tenant, after, limit)
    if page:
        link_next(request, response, page, limit, str(page[-1].sequence))
    return [EvidenceItemOut.of(item) for item in page]


@router.get("/marks", operation_id="listEvidenceMarks")
def list_marks(registry: Opened, caller: Auditor) -> list[EvidenceMarkOut]:
    """Signatures, time-stamps and roots that hold the chain, oldest first."""
    return [EvidenceMarkOut.of(mark) for mark in registry.evidence_chains.marks(caller.tenant)]


@router.get("/verification", operation_id="verifyEvidence")
def verify(registry: Opened, caller: Auditor) -> EvidenceVerdictOut:
    """Content, chain, signatures, time-stamps and seals, checked now from end to end."""
    return EvidenceVerdictOut.of(registry.verify_evidence(caller.tenant))
