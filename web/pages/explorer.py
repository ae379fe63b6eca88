"""The explorer of the chain that the registry stands on: EIP-3091 paths, decoded names, plain sentences."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from registry.domain.seals import SealKind
from registry.errors import CarbonixError, InvalidInput, NotFound
from web.events import PAGE_EVENTS
from web.front import Front
from web.reading import is_address, is_hash, read_address, read_hash
from web.transactions import look_at_transaction

LONGEST_NUMBER = 19
Text = Annotated[str, Path(max_length=200)]


def explorer_router(front: Front) -> APIRouter:
    """`/explorer` and below."""
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

    @router.get("/tx/{transaction}")
    def transaction(transaction: Text) -> HTMLResponse:
        found = look_at_transaction(read_hash("transaction", transaction), front.registry.chain, front.events)
        return front.render("transaction.html", front.frame(), found=found)

    @router.get("/block/{block}")
    def block(block: Text) -> HTMLResponse:
        found = front.events.block_by_hash(block.lower()) if is_hash(block) else front.events.block(_number(block))
        if found is None:
            raise NotFound("block that we followed,", block, name="BlockUnknown")
        frame = front.frame()
        newest = frame.tip.number if frame.tip else found.number
        events = front.events.of_block(found.number)
        return front.render(
            "block.html",
            frame,
            block=found,
            events=events,
            transactions=_transactions(front, found.number),
            newest=newest,
        )

    @router.get("/address/{address}")
    def address(address: Text) -> HTMLResponse:
        frame, found = front.frame(), read_address("address", address)
        ledger = frame.ledger
        return front.render(
            "address.html",
            frame,
            address=found,
            held={batch: kg for (batch, holder), kg in sorted(ledger.holdings.items()) if holder == found},
            certificates=[c for c in ledger.certificates.values() if found in (c.beneficiary, c.retiree)],
            contract=next((c for c in front.registry.deployment.contracts.values() if c.address == found), None),
            events=front.events.of_address(found),
        )

    @router.get("/token/{address}")
    def token(address: Text) -> RedirectResponse:
        return RedirectResponse(f"/explorer/address/{read_address('address', address)}", 307)

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
    return f"/explorer/block/{_number(text)}"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER):
        raise InvalidInput("search", text, "give a block number, a transaction hash or an address")
    return int(text)


def _place(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    block, _, position = text.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < LONGEST_NUMBER for part in (block, position)):
        raise InvalidInput("before", text, "a place is a block and a position in it, for example 120-3")
    return int(block), int(position)


def _transactions(front: Front, number: int) -> list[str]:
    """All transactions of a block from the node; from the events alone while the node does not answer."""
    try:
        return front.registry.chain.transactions_in(number)
    except CarbonixError:
        return list(dict.fromkeys(event.transaction for event in front.events.of_block(number)))
