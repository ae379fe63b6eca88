"""Lays an order out as the 21 words that its EIP-712 hash is made of: what is packed for other processes, too."""

from __future__ import annotations

from registry.domain.orders import Order

WORDS_BYTES = 21 * 32
_NUMBER = "%064x"
_ADDRESS = "0" * 24 + "%s"
_COUNTRY = "%s" + "0" * 60
_HASH = "%s"
# EIP-712 encodeData: each field of the order is one word, in the order of the struct.
_WORDS = (_ADDRESS * 3) + (_NUMBER * 3) + _COUNTRY + (_NUMBER * 3) + _ADDRESS + (_NUMBER * 9) + _HASH


def words_of(order: Order) -> bytes:
    """The words, one after the other. Raises ValueError for a value that needs more than its word."""
    words = bytes.fromhex(
        _WORDS
        % (
            order.maker[2:],
            order.taker[2:],
            order.recipient[2:],
            order.batch,
            order.kind,
            order.standard,
            order.country[2:],
            order.vintage_from,
            order.vintage_to,
            order.labels,
            order.payment[2:],
            order.side,
            order.credits,
            order.price,
            order.expiry,
            order.epoch,
            order.max_fee_bps,
            order.flags,
            order.min_fill,
            order.salt,
            order.memo[2:],
        )
    )
    if len(words) != WORDS_BYTES:
        raise ValueError(f"an order of {len(words)} bytes, its words make {WORDS_BYTES}")
    return words
