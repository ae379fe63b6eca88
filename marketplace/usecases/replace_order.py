"""Replaces an order by a newly signed one of the same maker: both happen, or neither."""

from __future__ import annotations

from marketplace.domain.maker_words import cancellation_text
from marketplace.usecases.cancel_order import MakerWord, maker_of, require_word
from marketplace.usecases.place_order import Entrance, Placed, Sender, enter_order
from registry.domain.orders import Order


def replace_order(
    order_hash: str, order: Order, signature: str, word: MakerWord, sender: Sender, *, entrance: Entrance
) -> Placed:
    """The new order; the old one left for ever. `word` is the maker's over the old one's cancellation text.

    Raises as `cancel_order` and `place_order` do; then the old order stays.
    """
    chain = entrance.chain
    maker = maker_of(order_hash, entrance.desk)
    require_word(word, maker, order_hash, cancellation_text(chain.chain_id, chain.address, order_hash), chain)
    return enter_order(order, signature, sender, entrance=entrance, replaced=order_hash).first()
