"""The page of one retirement: what was retired, for whom, from which readings, and how to check it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from passport.api.public_routes import base_of
from registry.domain.certificate import certificate_in
from registry.domain.labels import label_names
from registry.domain.merkle import leaf_hash
from registry.domain.projection import Projection
from registry.domain.records import Certificate, Seal
from registry.domain.reversals import Impairment, Loss
from registry.domain.seals import SealKind
from registry.domain.undertakings import BulkRetirement, NamedFootprint, RetiredAgainst
from registry.domain.visibility import Shown, Visibility, read_details, read_visibility
from registry.errors import ChainUnavailable, InvalidInput
from registry.usecases.choose_visibility import choose_visibility
from registry.usecases.verify_on_chain import standing_sentence
from web.asking import asked
from web.formatting import credits_of
from web.front import Front
from web.goals import is_simulated
from web.languages import translated as _
from web.pages.certificate_facts import Fact, certificate_facts, status_sentence, status_words
from web.printing.certificate import Printed, certificate_pdf, printed_day
from web.session import caller_of
from web.sheets import Sheet

LONGEST_NUMBER = 20
LONGEST_WRITTEN = 4_000
Number = Annotated[str, Path(max_length=200)]
Written = Annotated[str, Form(max_length=LONGEST_WRITTEN)]


def read_certificate_number(text: str) -> int:
    """A certificate's number. Raises InvalidInput."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise InvalidInput("certificate", text, "a certificate is named by its number, for example 1")
    return int(text)


def certificate_router(front: Front) -> APIRouter:
    """`/c/{certificate}`, its paper, and the choice of what they show."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/c/{certificate}")
    def show_certificate(certificate: Number) -> Response:
        return _page(front, read_certificate_number(certificate))

    @router.get("/c/{certificate}/certificate.pdf")
    def print_certificate(request: Request, certificate: Number) -> Response:
        number = read_certificate_number(certificate)
        data = certificate_pdf(_printed(front, number, base_of(request, front.passport.public)), _proof(front, number))
        name = f'inline; filename="certificate-{number}.pdf"'
        return Response(data, media_type="application/pdf", headers={"Content-Disposition": name})

    @router.post("/c/{certificate}/visibility")
    def choose(
        request: Request, certificate: Number, level: Written = "", details: Written = "", salt: Written = ""
    ) -> Response:
        number, registry, caller = read_certificate_number(certificate), front.registry, caller_of(request)
        try:
            choose_visibility(
                number,
                read_visibility(level),
                read_details(details),
                salt.strip(),
                wallets=front.market.orders.wallets_of(caller) if caller else frozenset(),
                ledger=registry.projection(),
                store=registry.visibility,
                now=registry.clock.now(),
            )
        except InvalidInput as refusal:
            return _page(front, number, _Attempt(level, details, salt, refusal))
        return RedirectResponse(asked().at(f"/c/{number}#visibility"), 303)

    return router


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A choice that was refused: the form comes back as it was filled in."""

    level: str
    details: str
    salt: str
    refusal: InvalidInput


def _page(front: Front, number: int, attempt: _Attempt | None = None) -> Response:
    frame = front.frame()
    facts = certificate_in(frame.ledger, number)
    batch = frame.ledger.batches[facts.batch]
    project = frame.ledger.projects[batch.project]
    statement, shown = front.statement(facts, frame.ledger), front.registry.visibility.of(facts.id)
    standing = standing_of(front, frame.ledger, facts)
    named = certificate_facts(frame.ledger, facts, statement, shown) if statement else ()
    context: dict[str, Any] = {
        "certificate": facts,
        "statement": statement,
        "shown": shown,
        "levels": list(Visibility),
        "attempt": attempt,
        "batch": batch,
        "project": project,
        "methodology": frame.ledger.methodologies[project.methodology],
        "claim": frame.ledger.claims[batch.report_hash],
        "simulated": is_simulated(front, project.id),
        "supply": frame.ledger.supplies[batch.id],
        "seal": _seal_of(front, statement, frame.ledger.seals),
        "allotments": [entry for entry in frame.ledger.allotments if entry.certificate == facts.id],
        "allotted_kg": frame.ledger.allotted_kg(facts.id),
        "standing": standing,
        "standing_word": status_words(standing.hit.status),
        "status_sentence": status_sentence(standing.hit.status, standing.hit.outstanding_kg, facts.kg),
        "products": {one.sealed.subject: one.sealed for one in front.passport.public.passports()},
        "printed_day": printed_day,
    }
    if attempt is not None:
        return front.render("certificate.html", frame, 422, **context)
    sheet = _sheet(facts, named, standing, shown)
    return front.answer("certificate.html", frame, sheet, **context)


def _sheet(facts: Certificate, named: Sequence[Fact], standing: Standing, shown: Shown) -> Sheet:
    """The page's facts as rows; the salt stands beside names, so that they can be hashed again."""
    known = {"certificate": str(facts.id), "kg": facts.kg, "status": standing.status, "detailsHash": facts.details_hash}
    proof = {"visibility": shown.level, "details": dict(shown.details), "salt": shown.salt}
    rows = [(fact.name, fact.value, fact.known) for fact in named]
    return Sheet(f"certificate-{facts.id}", ("name", "value", "known"), rows, known | proof)


def _proof(front: Front, number: int) -> bytes:
    certificate_in(front.registry.projection(), number)
    return front.registry.prove(number)


def _printed(front: Front, number: int, base: str) -> Printed:
    """What the paper says. Raises ChainUnavailable while the statement cannot be read."""
    ledger = front.registry.projection()
    facts, shown = certificate_in(ledger, number), front.registry.visibility.of(number)
    statement = front.statement(facts, ledger)
    if statement is None:
        raise ChainUnavailable("the chain does not answer now, so that the certificate cannot be printed")
    hit = ledger.impairment_of(number)
    project = ledger.projects[ledger.batches[facts.batch].project]
    lede = _("{kg} kg CO2e from {project} left circulation for ever. They cannot be sold or used again.")
    private = [_("Its holder keeps serials and beneficiary off this page; the proof bundle inside carries both.")]
    notice = [front.notice] if front.notice else []
    return Printed(
        number=number,
        heading=f"{credits_of(facts.kg)} tCO2e",
        lede=lede.replace("{kg}", f"{facts.kg:,}").replace("{project}", project.name),
        status=status_words(hit.status),
        standing=status_sentence(hit.status, hit.outstanding_kg, facts.kg),
        facts=[(fact.name, fact.value) for fact in certificate_facts(ledger, facts, statement, shown)],
        retired_at=int(statement["retiredAt"]),
        address=f"{base}{asked().at(f'/verify?q={number}')}",
        notices=[*(private if shown.level is Visibility.PRIVATE else []), *notice],
    )


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
