"""The page behind a product's QR code, as far as its company shows it: gross footprint, place on a scale, proof."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from passport.adapters.market_files import market_named, markets
from passport.api.public_routes import base_of, data_answer, wants_data
from passport.api.public_schemas import JSON_LD, LINK_SET, json_ld, link_set
from passport.usecases.show_public_passport import PublicPassport
from web import sheets
from web.asking import asked
from web.front import Front
from web.pages.product_facts import Shown, sheet_of, shown_of

JSON = "application/json"


def product_router(front: Front) -> APIRouter:
    """`/p/{product}`: a page for people, JSON and JSON-LD for programs."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/p/{product}")
    def show_product(
        request: Request,
        product: Annotated[str, Path(max_length=64)],
        market: Annotated[str | None, Query(max_length=16)] = None,
    ) -> Response:
        public, wanted = front.passport.public.passport(product), wants_data(request)
        if wanted in (JSON_LD, LINK_SET) and sheets.wanted_format() == "html":
            base = base_of(request, front.passport.public)
            return data_answer(link_set(public, base) if wanted == LINK_SET else json_ld(public, base), wanted)
        frame = front.frame()
        shown = shown_of(front, frame, public, market_named(market))
        answer = _page(front, shown, public, as_json=wanted == JSON)
        answer.headers["Vary"] = "Accept"
        return answer

    return router


def _page(front: Front, shown: Shown, public: PublicPassport, *, as_json: bool) -> Response:
    """By `?format=` or by what is accepted."""
    sheet = sheet_of(shown, public)
    if as_json and sheets.wanted_format() == "html":
        return sheets.json_answer(sheets.noticed(sheet, shown.frame.notice), front.as_of(shown.frame))
    return front.answer(
        "product.html",
        shown.frame,
        sheet,
        shown=shown,
        statement=shown.statement,
        markets=markets().values(),
        language=asked().language,
    )
