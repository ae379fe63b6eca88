"""One thing of the chain on a page: a transaction, a block, an address; EIP-3091 paths, decoded names, sentences."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from registry.errors import CarbonixError, NotFound
from web.asking import asked
from web.front import Front
from web.pages.explorer import event_sheet
from web.reading import is_hash, read_address, read_hash, read_number
from web.transactions import look_at_transaction

Text = Annotated[str, Path(max_length=200)]


def explored_router(front: Front) -> APIRouter:
    """`/explorer/tx`, `/explorer/block`, `/explorer/address`, `/explorer/token`."""
    router = APIRouter(prefix="/explorer", default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/tx/{transaction}")
    def transaction(transaction: Text) -> Response:
        found = look_at_transaction(read_hash("transaction", transaction), front.registry.chain, front.events)
        return front.answer("transaction.html", front.frame(), event_sheet("transaction", found.events), found=found)

    @router.get("/block/{block}")
    def block(block: Text) -> Response:
        found = (
            front.events.block_by_hash(read_hash("block", block))
            if is_hash(block)
            else front.events.block(read_number("block", block))
        )
        if found is None:
            raise NotFound("block that we followed,", block, name="BlockUnknown")
        frame = front.frame()
        newest = frame.tip.number if frame.tip else found.number
        events = front.events.of_block(found.number)
        return front.answer(
            "block.html",
            frame,
            event_sheet(f"block-{found.number}", events),
            block=found,
            events=events,
            transactions=_transactions(front, found.number),
            newest=newest,
            earlier=front.events.block(found.number - 1),
        )

    @router.get("/address/{address}")
    def address(address: Text) -> Response:
        frame, found = front.frame(), read_address("address", address)
        ledger, events = frame.ledger, front.events.of_address(found)
        return front.answer(
            "address.html",
            frame,
            event_sheet("address", events),
            address=found,
            held={batch: kg for (batch, holder), kg in sorted(ledger.holdings.items()) if holder == found},
            certificates=[c for c in ledger.certificates.values() if found in (c.beneficiary, c.retiree)],
            contract=next((c for c in front.registry.deployment.contracts.values() if c.address == found), None),
            events=events,
        )

    @router.get("/token/{address}")
    def token(address: Text) -> RedirectResponse:
        return RedirectResponse(asked().at(f"/explorer/address/{read_address('address', address)}"), 307)

    return router


def _transactions(front: Front, number: int) -> list[str]:
    """All transactions of a block from the node; from the events alone while the node does not answer."""
    try:
        return front.registry.chain.transactions_in(number)
    except CarbonixError:
        return list(dict.fromkeys(event.transaction for event in front.events.of_block(number)))
