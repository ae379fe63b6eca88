"""What whoever builds on the service needs: their token, what is bounded, every event, shared test vectors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from marketplace.adapters.order_bodies import MOST_ORDERS_AT_ONCE
from marketplace.api.stream_routes import MOST_MARKETS
from marketplace.api.streaming import MOST_SUBSCRIBERS
from marketplace.domain.limits import HOUSE_LIMITS
from registry.adapters.abi import load_abi
from registry.adapters.tokens import DEFAULT_TTL_S
from registry.api.paging import LONGEST_PAGE
from registry.domain.wallets import SESSION_S
from registry.errors import NotFound
from web.front import Front
from web.headers import MAX_BODY_BYTES, MAX_FILE_BYTES
from web.languages import translated
from web.session import caller_of
from web.sheets import Sheet

VECTORS = FilePath("tests") / "vectors"
VECTOR_NAME = r"^[a-z0-9]+\.json$"
HOUR_S = 3_600


@dataclass(frozen=True, slots=True)
class CataloguedEvent:
    """An event of a contract of ours: its signature, and the topic under which every node finds it."""

    contract: str
    name: str
    signature: str
    topic: str


def developers_router(front: Front) -> APIRouter:
    """`/developers` and its test vectors."""
    router = APIRouter(prefix="/developers", default_response_class=HTMLResponse, include_in_schema=False)
    events = catalogue(front)

    @router.get("")
    def show(request: Request) -> Response:
        rows = [(one.contract, one.name, one.signature, one.topic) for one in events]
        bounds = [{"what": what, "most": most, "unit": unit} for what, most, unit in limits()]
        facts = {"chainId": str(front.registry.deployment.chain_id), "limits": bounds}
        sheet = Sheet("events", ("contract", "event", "signature", "topic"), rows, facts)
        shown = {"caller": caller_of(request), "events": events, "limits": limits(), "vectors": _vectors(front)}
        places = {"deployment": front.registry.deployment, "address": str(request.base_url).rstrip("/")}
        return front.answer("developers.html", front.frame(), sheet, **shown, **places)

    @router.get("/vectors/{name}")
    def vector(name: Annotated[str, Path(pattern=VECTOR_NAME)]) -> FileResponse:
        if name not in _vectors(front):
            raise NotFound("test vectors", name)
        return FileResponse(front.registry.settings.root / VECTORS / name, media_type="application/json", filename=name)

    return router


def catalogue(front: Front) -> tuple[CataloguedEvent, ...]:
    """Every event that a contract of this deployment can emit, by contract and name."""
    found = {
        CataloguedEvent(contract, entry.name, entry.signature, "0x" + topic.hex())
        for contract in front.registry.deployment.contracts
        for topic, entry in load_abi(contract).events.items()
    }
    return tuple(sorted(found, key=lambda one: (one.contract, one.name)))


def limits() -> tuple[tuple[str, int, str], ...]:
    """What a caller cannot exceed, as it is enforced: name, most, unit."""
    return (
        (translated("a request's body"), MAX_BODY_BYTES, translated("bytes")),
        (translated("a file that a company brings in"), MAX_FILE_BYTES, translated("bytes")),
        (translated("a page of a list"), LONGEST_PAGE, translated("rows")),
        (translated("orders in one call"), MOST_ORDERS_AT_ONCE, translated("orders")),
        (translated("open orders of one account"), HOUSE_LIMITS.max_orders_per_maker, translated("orders")),
        (translated("one order"), HOUSE_LIMITS.max_credits_per_order, translated("credits")),
        (translated("streams of market data at once, of everybody"), MOST_SUBSCRIBERS, translated("streams")),
        (translated("markets in one stream"), MOST_MARKETS, translated("markets")),
        (translated("a token of the command line"), DEFAULT_TTL_S // HOUR_S, translated("hours")),
        (translated("a session by wallet"), SESSION_S // HOUR_S, translated("hours")),
    )


def _vectors(front: Front) -> list[str]:
    """The files of test vectors that this installation carries."""
    return sorted(file.name for file in (front.registry.settings.root / VECTORS).glob("*.json"))
