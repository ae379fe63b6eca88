"""The page of one retirement: what was retired, for whom, from which readings, and how to check it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from registry.domain.certificate import certificate_in
from registry.domain.merkle import leaf_hash
from registry.domain.records import Seal
from registry.domain.seals import SealKind
from registry.errors import InvalidInput
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
            products={passport.subject: passport for passport in front.passport.products.passports()},
        )

    return router


def _seal_of(front: Front, statement: dict[str, str] | None, seals: dict[int, Seal]) -> Seal | None:
    """The seal that holds the statement; None if it is not sealed, or while the statement cannot be read."""
    if statement is None:
        return None
    leaf = front.registry.seals.find(leaf_hash(front.tools.canonical(statement)), SealKind.Certificate)
    return None if leaf is None else seals.get(leaf.sealed.seal_id)
