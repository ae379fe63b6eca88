"""The page behind a product's QR code, as far as its company shows it: gross footprint, grade, credits beside it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse

from passport.api.public_routes import base_of, data_answer, wants_data
from passport.api.public_schemas import LINK_SET, json_ld, link_set
from passport.domain.equivalents import equivalents_of
from passport.domain.factors import FactorSet
from passport.domain.rounding import rounded, whole_percents
from passport.ports import SealedPassport
from passport.usecases.show_public_passport import PublicPassport
from registry.domain.records import Allotment
from web.front import Frame, Front

ALLOTTED_HEADING = "Retired credits allotted to this product, shown beside its footprint and not subtracted from it"
SCOPES = (
    ("scope1Grams", "Manufacturing", "direct emissions, scope 1"),
    ("scope2Grams", "Warehousing", "energy, scope 2"),
    ("scope3Grams", "Transport", "value chain, scope 3"),
)


@dataclass(frozen=True, slots=True)
class ScopeBar:
    """A stage with its share in whole percents."""

    name: str
    explained: str
    grams: int
    percent: int


def product_router(front: Front) -> APIRouter:
    """`/p/{product}`: a page for people, JSON-LD for programs."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/p/{product}")
    def show_product(request: Request, product: Annotated[str, Path(max_length=64)]) -> Response:
        shown, wanted = front.passport.public.passport(product), wants_data(request)
        if wanted is not None:
            base = base_of(request, front.passport.public)
            return data_answer(link_set(shown, base) if wanted == LINK_SET else json_ld(shown, base), wanted)
        page = _page(front, shown)
        page.headers["Vary"] = "Accept"
        return page

    return router


def _page(front: Front, shown: PublicPassport) -> HTMLResponse:
    passport, frame = shown.published.sealed, front.frame()
    allotments = [entry for entry in frame.ledger.allotments if entry.subject == passport.subject]
    return front.render(
        "product.html",
        frame,
        passport=passport,
        total_shown=shown.published.level.shows_total,
        gtin=shown.gtin,
        certificates=shown.certificates,
        statement=passport.statement,
        bars=scope_bars(passport),
        grades=front.passport.factors.grades,
        same=equivalents(passport, front.passport.factors),
        sealed_on_chain=_is_on_chain(passport, frame),
        allotments=allotments,
        allotted_kg=_total_kg(allotments),
        heading=ALLOTTED_HEADING,
    )


def scope_bars(passport: SealedPassport) -> list[ScopeBar]:
    """The three stages as they were sealed; percents add up to 100."""
    grams = [int(passport.statement[key]) for key, _, _ in SCOPES]
    percents = whole_percents([Fraction(part) for part in grams])
    return [
        ScopeBar(name, explained, part, percent)
        for (_, name, explained), part, percent in zip(SCOPES, grams, percents, strict=True)
    ]


def equivalents(passport: SealedPassport, factors: FactorSet) -> dict[str, str]:
    """Trees, kilometres and charges of the sealed total, as text."""
    same = equivalents_of(Fraction(int(passport.statement["totalGrams"]), 1000), factors)
    return {
        "trees": f"{rounded(same.trees, 1):,}",
        "driving_km": f"{rounded(same.driving_km, 1):,}",
        "charges": f"{rounded(same.charges, 0):,}",
    }


def _is_on_chain(passport: SealedPassport, frame: Frame) -> bool:
    """The events hold the seal under which this page's leaf stands."""
    seal = frame.ledger.seals.get(passport.seal_id)
    return seal is not None and seal.root == passport.root


def _total_kg(allotments: list[Allotment]) -> int:
    return sum(entry.kg for entry in allotments)
