"""The public picture of a book as the engine holds it at this moment: where the live feed begins."""

from __future__ import annotations

from marketplace.domain.commands import ANY_BATCH, Market, Rested
from marketplace.domain.engine import Engine
from marketplace.domain.picture import Picture
from registry.domain.orders import Side


def picture_of(engine: Engine, sequence: int, time_ms: int) -> Picture:
    """The picture after record `sequence` without the tape: last trades are told to it, then it is sealed."""
    picture = Picture(sequence, time_ms)
    for market, book in engine.books.items():
        if book.halt_reason is not None:
            picture.halted.add(market)
        for side, levels in ((Side.Buy, book.bids), (Side.Sell, book.asks)):
            for order in levels.living():
                if order.order not in engine.attribute_bids:
                    private = order.terms is not None and order.terms.taker is not None
                    rested = Rested(order.order, market, side, order.remaining, order.price_minor, private)
                    picture.rest(rested)
    for bid in engine.attribute_bids.values():
        markets = tuple(level.side.book.market for level in bid.joined if level.side is not None)
        private = bid.terms is not None and bid.terms.taker is not None
        payment = bid.place.payment if bid.place is not None else ""
        market = Market(ANY_BATCH, payment)
        picture.rest(Rested(bid.order, market, Side.Buy, bid.remaining, bid.price_minor, private, markets))
    if engine.halt_reason is not None:
        picture.halted.add(None)
    return picture
