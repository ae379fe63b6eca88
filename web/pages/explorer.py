"""The explorer's lists: newest events, the contracts, every seal; and one box that leads to each thing."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from registry.domain.seals import SealKind
from registry.errors import InvalidInput
from web.events import PAGE_EVENTS
from web.front import Front
from web.reading import is_address, is_hash, read_number

_PLACE = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")


def explorer_router(front: Front) -> APIRouter:
    """`/explorer`, `/explorer/seals`, `/explorer/events`."""
    router = APIRouter(prefix="/explorer", default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("")
    def overview(q: str = "") -> Response:
        if q.strip():
            return RedirectResponse(path_of(q.strip()), 303)
        newest = front.events.newest()
        return front.render(
            "explorer.html",
            front.frame(),
            events=newest,
            contracts=front.registry.deployment.contracts,
            count=front.events.count(),
        )

    @router.get("/seals")
    def seals() -> HTMLResponse:
        frame = front.frame()
        newest_first = sorted(frame.ledger.seals.values(), key=lambda seal: -seal.id)
        return front.render("seals.html", frame, seals=newest_first, kinds={int(kind): kind.word for kind in SealKind})

    @router.get("/events")
    def events(before: str = "", name: Annotated[str, Query(max_length=64)] = "") -> HTMLResponse:
        page = front.events.newest(_place(before), name or None)
        return front.render(
            "events.html",
            front.frame(),
            events=page,
            name=name,
            names=front.events.names(),
            older=f"{page[-1].block}-{page[-1].log_index}" if len(page) == PAGE_EVENTS else None,
        )

    return router


def path_of(text: str) -> str:
    """Where the explorer shows what was typed. Raises InvalidInput."""
    if is_hash(text):
        return f"/explorer/tx/{text.lower()}"
    if is_address(text):
        return f"/explorer/address/{text.lower()}"
    return f"/explorer/block/{read_number('search', text)}"


def _place(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = _PLACE.fullmatch(text)
    if found is None:
        raise InvalidInput("before", text, "a place is a block and a position in it, for example 120-3")
    return int(found.group(1)), int(found.group(2))
