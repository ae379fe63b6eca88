"""The page of one retirement: what was retired, for whom, from which readings, and how to check it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from registry.domain.certificate import certificate_in
from registry.domain.labels import label_names
from registry.domain.merkle import leaf_hash
from registry.domain.projection import Projection
from registry.domain.records import Certificate, Seal
from registry.domain.reversals import Impairment, Loss
from registry.domain.seals import SealKind
from registry.domain.undertakings import BulkRetirement, NamedFootprint, RetiredAgainst
from registry.errors import InvalidInput
from registry.usecases.verify_on_chain import standing_sentence
from web.front import Front

LONGEST_NUMBER = 20


def read_certificate_number(text: str) -> int:
    """A certificate's number. Raises InvalidInput."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise InvalidInput("certificate", text, "a certificate is named by its number, for example 1")
    return int(text)


def certificate_router(front: Front) -> APIRouter:
    """`/c/{certificate}`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/c/{certificate}")
    def show_certificate(certificate: Annotated[str, Path()]) -> HTMLResponse:
        frame = front.frame()
        facts = certificate_in(frame.ledger, read_certificate_number(certificate))
        batch = frame.ledger.batches[facts.batch]
        project = frame.ledger.projects[batch.project]
        statement = front.statement(facts, frame.ledger)
        return front.render(
            "certificate.html",
            frame,
            certificate=facts,
            statement=statement,
            batch=batch,
            project=project,
            methodology=frame.ledger.methodologies[project.methodology],
            claim=frame.ledger.claims[batch.report_hash],
            supply=frame.ledger.supplies[batch.id],
            seal=_seal_of(front, statement, frame.ledger.seals),
            allotments=[entry for entry in frame.ledger.allotments if entry.certificate == facts.id],
            allotted_kg=frame.ledger.allotted_kg(facts.id),
            standing=standing_of(front, frame.ledger, facts),
            products={one.sealed.subject: one.sealed for one in front.passport.public.passports()},
        )

    return router


@dataclass(frozen=True, slots=True)
class LossShown:
    """A loss that hit the certificate; `notice` is what its report says of itself, e.g. that it is simulated."""

    loss: Loss
    notice: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What may have changed since the retirement, and what the retirement was made for."""

    status: str
    sentence: str
    hit: Impairment
    losses: tuple[LossShown, ...]
    labels: tuple[str, ...]
    bulk: BulkRetirement | None
    parent: int | None
    against: RetiredAgainst | None
    footprint: NamedFootprint | None


def standing_of(front: Front, ledger: Projection, facts: Certificate) -> Standing:
    """Everything of it from the events; only the notice of a loss comes from its sealed document."""
    hit, against = ledger.impairment_of(facts.id), ledger.retired_against.get(facts.id)
    hitting = [loss for loss in ledger.losses.values() if _hits(loss, facts)]
    return Standing(
        status=hit.status.words,
        sentence=standing_sentence(hit.status, hit.outstanding_kg, facts.kg),
        hit=hit,
        losses=tuple(LossShown(loss, _notice_of(front, ledger, loss)) for loss in hitting),
        labels=label_names(facts.labels),
        bulk=ledger.bulks.get(facts.id),
        parent=ledger.portion_of.get(facts.id),
        against=against,
        footprint=ledger.footprints[against.footprint] if against else None,
    )


def _hits(loss: Loss, facts: Certificate) -> bool:
    return loss.batch == facts.batch and loss.impaired_kg > 0 and facts.kg_start < loss.retired_kg


def _notice_of(front: Front, ledger: Projection, loss: Loss) -> str:
    """A loss's evidence is one document, so that its data root is the document's leaf hash."""
    report = ledger.claims[loss.report_hash].report
    leaf = front.registry.seals.find(bytes.fromhex(report.data_root[2:])) if report else None
    return str(json.loads(leaf.data).get("notice", "")) if leaf else ""


def _seal_of(front: Front, statement: dict[str, str] | None, seals: dict[int, Seal]) -> Seal | None:
    """The seal that holds the statement; None if it is not sealed, or while the statement cannot be read."""
    if statement is None:
        return None
    leaf = front.registry.seals.find(leaf_hash(front.tools.canonical(statement)), SealKind.Certificate)
    return None if leaf is None else seals.get(leaf.sealed.seal_id)
