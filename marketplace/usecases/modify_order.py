"""Changes how many credits an order seeks, at its maker's word; the order goes to the back of its price."""

from __future__ import annotations

from marketplace.domain.backing import demand_of
from marketplace.domain.commands import Modify
from marketplace.domain.journal import Entry
from marketplace.domain.maker_words import modification_text
from marketplace.errors import OrderUnknown
from marketplace.usecases.cancel_order import MakerWord, maker_of, require_accepted, require_fresh_word
from marketplace.usecases.check_order import reserve_backing
from marketplace.usecases.place_order import Entrance, Placed
from registry.errors import Refused


def modify_order(
    order_hash: str, credits: int, word: MakerWord, valid_until_s: int | None, *, entrance: Entrance
) -> Placed:
    """The order with its new rest and what it traded at once. It never seeks more than was signed.

    Raises OrderUnknown, InvalidSignature, MakerWordExpired, the refusals of backing, and the engine's own.
    """
    chain, desk = entrance.chain, entrance.desk
    maker, key = maker_of(order_hash, desk), None
    if maker not in word.wallets or word.signature is not None:
        text = modification_text(chain.chain_id, chain.address, order_hash, credits, valid_until_s or 0)
        key = require_fresh_word(word, maker, order_hash, text, valid_until_s or 0, chain)
    _require_backed(order_hash, credits, entrance)
    try:
        command = Modify(order_hash, credits, chain.view().time_s)
        outcome = desk.submit(Entry(command, client_order_id=key, account=word.account)).result()
    finally:
        entrance.backing.release(order_hash)
    require_accepted(outcome)
    return Placed.of(order_hash, outcome)


def _require_backed(order_hash: str, credits: int, entrance: Entrance) -> None:
    with entrance.desk.book() as engine:
        place = engine.place_of(order_hash)
    if place is None:
        raise OrderUnknown(order=order_hash)
    demand, chain, backing = demand_of(place, credits), entrance.chain, entrance.backing
    try:
        reserve_backing(demand, chain.view(), chain=chain, backing=backing, instead_of=order_hash)
    except Refused:
        view = chain.renewed()
        backing.refresh(view.last_batch_no())
        reserve_backing(demand, view, chain=chain, backing=backing, instead_of=order_hash)
