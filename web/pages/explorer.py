"""The explorer's lists: newest events, the contracts, every seal; and one box that leads to each thing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from registry.domain.events import ChainEvent
from registry.domain.seals import SealKind
from registry.errors import InvalidInput
from web.asking import asked
from web.events import PAGE_EVENTS
from web.front import Front
from web.reading import is_address, is_hash, read_number
from web.sheets import Sheet
from web.wording import sentence_of

EVENT_COLUMNS = ("block", "logIndex", "transaction", "contract", "event", "sentence", "arguments")
SEAL_COLUMNS = ("seal", "kind", "sequence", "leaves", "root", "transaction", "uri")
_PLACE = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")


def explorer_router(front: Front) -> APIRouter:
    """`/explorer`, `/explorer/seals`, `/explorer/events`."""
    router = APIRouter(prefix="/explorer", default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("")
    def overview(q: str = "") -> Response:
        if q.strip():
            return RedirectResponse(asked().at(path_of(q.strip())), 303)
        newest = front.events.newest()
        return front.answer(
            "explorer.html",
            front.frame(),
            event_sheet("explorer", newest),
            events=newest,
            contracts=front.registry.deployment.contracts,
            count=front.events.count(),
        )

    @router.get("/seals")
    def seals() -> Response:
        frame = front.frame()
        newest_first = sorted(frame.ledger.seals.values(), key=lambda seal: -seal.id)
        kinds = {int(kind): kind.word for kind in SealKind}
        rows = [
            (one.id, kinds[one.kind], one.sequence, one.size, one.root, one.transaction, one.uri)
            for one in newest_first
        ]
        return front.answer("seals.html", frame, Sheet("seals", SEAL_COLUMNS, rows), seals=newest_first, kinds=kinds)

    @router.get("/events")
    def events(before: str = "", name: Annotated[str, Query(max_length=64)] = "") -> Response:
        page = front.events.newest(_place(before), name or None)
        return front.answer(
            "events.html",
            front.frame(),
            event_sheet("events", page),
            events=page,
            name=name,
            names=front.events.names(),
            older=f"{page[-1].block}-{page[-1].log_index}" if len(page) == PAGE_EVENTS else None,
        )

    return router


def event_sheet(name: str, events: Sequence[ChainEvent]) -> Sheet:
    """Events as rows: where they stand, what they are called, what they say in a sentence and in their own words."""
    rows = [
        (one.block, one.log_index, one.transaction, one.contract, one.name, sentence_of(one), _written(one))
        for one in events
    ]
    return Sheet(name, EVENT_COLUMNS, rows)


def _written(event: ChainEvent) -> str:
    return json.dumps(event.arguments, default=str)


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
