"""What anybody may ask without an account: the resolver of GS1 Digital Links, QR codes; and their settings."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from passport.adapters.public_desk import PublicDesk
from passport.adapters.qr_codes import MEDIA_TYPES, CodeForm, qr_code
from passport.api.public_schemas import JSON_LD, LINK_SET, LINK_TYPES, address_of, json_ld, link_set, page_path
from passport.bootstrap import Passport
from passport.domain.digital_link import read_link
from passport.domain.disclosure import Disclosure
from registry.api.schema import Schema
from registry.api.security import require
from registry.domain.roles import Permission, Principal
from registry.errors import NotFound

JSON = "application/json"
PAGES = ("text/html", "application/xhtml+xml", "text/*", "*/*")
MOST_WELCOME = 1_000  # thousandths
_WEIGHT = re.compile(r"q=([01])(?:\.(\d{0,3}))?")
ALL_LINKS = ("linkset", "all")
Reader = Annotated[Principal, Depends(require(Permission.READ_PASSPORTS))]
Writer = Annotated[Principal, Depends(require(Permission.WRITE_SUPPLY))]
EsgManager = Annotated[Principal, Depends(require(Permission.MANAGE_ESG))]
ProductId = Annotated[str, Path(min_length=1, max_length=64)]
Gtin = Annotated[str, Path(max_length=40)]
LinkType = Annotated[str, Query(alias="linkType", max_length=100)]


class GtinIn(Schema):
    """A GTIN-8, -12, -13 or -14 with its check digit."""

    gtin: str


class GtinOut(Schema):
    """The GTIN as 14 digits, and the path that the printed code leads to."""

    gtin: str
    path: str


class DisclosureDocument(Schema):
    """What the company lets the public see: hidden, grade, or grade_and_total."""

    level: Disclosure


def public_router(passport: Passport) -> APIRouter:
    """The resolver, the codes, and the company's own settings of them."""
    router = APIRouter(tags=["public"])
    _add_resolver(router, passport.public)
    _add_settings(router, passport.public)
    return router


def base_of(request: Request, public: PublicDesk) -> str:
    """The address that codes carry: the configured one, else the host that was asked."""
    configured: str | None = public.registry.settings.public_url
    return configured or str(request.base_url).rstrip("/")


def wants_data(request: Request) -> str | None:
    """The kind of data that the Accept header prefers (RFC 9110, 12.5.1) and we have; None for people.

    Of kinds that are equally welcome the first one named is given; what is no plain weight counts as 1.
    """
    named = [_weighed(part) for part in request.headers.get("accept", "").lower().split(",")]
    welcome = [(weight, kind) for weight, kind in named if weight and kind in (*PAGES, JSON_LD, LINK_SET, JSON)]
    best = max(welcome, key=itemgetter(0), default=(MOST_WELCOME, "text/html"))[1]
    return None if best in PAGES else best


def _weighed(part: str) -> tuple[int, str]:
    """A media range with its quality value in thousandths."""
    kind, *parameters = (text.strip() for text in part.split(";"))
    weights = [_WEIGHT.fullmatch(text) for text in parameters if text.startswith("q=")]
    if not weights or weights[0] is None:
        return MOST_WELCOME, kind
    thousandths = int(weights[0][1]) * MOST_WELCOME + int((weights[0][2] or "").ljust(3, "0"))
    return min(thousandths, MOST_WELCOME), kind


def data_answer(document: dict[str, Any], kind: str) -> Response:
    """A public document; who asked for a page gets another answer from the same address."""
    return JSONResponse(document, media_type=kind, headers={"Vary": "Accept", "Access-Control-Allow-Origin": "*"})


def _add_resolver(router: APIRouter, public: PublicDesk) -> None:
    def resolve(request: Request, gtin: str, rest: str, link_type: str) -> Response:
        link = read_link(gtin, rest)
        shown, base = public.passport(public.product_of(link)), base_of(request, public)
        wanted = wants_data(request)
        if link_type in ALL_LINKS or wanted == LINK_SET:
            return data_answer(link_set(shown, base), LINK_SET)
        if link_type and link_type not in LINK_TYPES:
            raise NotFound(f"link of type {link_type} for GTIN", link.gtin)
        if wanted:
            return data_answer(json_ld(shown, base), JSON_LD)
        links = f'<{base}{link.path}?linkType=linkset>; rel="linkset"; type="{LINK_SET}"'
        return RedirectResponse(page_path(shown.product_id), 307, {"Link": links, "Vary": "Accept"})

    @router.get("/01/{gtin}", operation_id="resolveGtin", response_model=None)
    def resolve_gtin(request: Request, gtin: Gtin, link_type: LinkType = "") -> Response:
        """Leads a scanned GS1 Digital Link to the passport; programs get JSON-LD, or the link set."""
        return resolve(request, gtin, "", link_type)

    @router.get("/01/{gtin}/{rest:path}", operation_id="resolveGtinInstance", response_model=None)
    def resolve_instance(request: Request, gtin: Gtin, rest: str, link_type: LinkType = "") -> Response:
        """The same for a code that also names variant (22), lot (10) or serial number (21)."""
        return resolve(request, gtin, rest, link_type)

    @router.get("/p/{product_id}/qr.{form}", operation_id="drawCode", response_class=Response)
    def draw_code(request: Request, product_id: ProductId, form: CodeForm) -> Response:
        """The QR code of a public passport: a GS1 Digital Link where the product has a GTIN, else its page."""
        shown = public.passport(product_id)
        return Response(qr_code(address_of(shown, base_of(request, public)), form), media_type=MEDIA_TYPES[form])


def _add_settings(router: APIRouter, public: PublicDesk) -> None:
    @router.put("/api/v1/products/{product_id}/gtin", operation_id="assignGtin")
    def assign(product_id: ProductId, sent: GtinIn, caller: Writer) -> GtinOut:
        """Names a product by its GTIN; the one that it had before is free again."""
        gtin = public.assign_gtin(caller, product_id, sent.gtin)
        return GtinOut(gtin=gtin, path=f"/01/{gtin}")

    @router.get("/api/v1/disclosure", operation_id="showDisclosure")
    def show_level(caller: Reader) -> DisclosureDocument:
        """What the caller's company lets the public see."""
        return DisclosureDocument(level=public.table.level(caller.tenant))

    @router.put("/api/v1/disclosure", operation_id="setDisclosure")
    def set_level(sent: DisclosureDocument, caller: EsgManager) -> DisclosureDocument:
        """Sets it, from the next request on, for pages, codes, Digital Links and data alike."""
        public.set_level(caller, sent.level)
        return sent
