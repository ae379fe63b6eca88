"""Hashes orders and reads their signer fast: one fixed layout of 21 words, and the curve asked directly.

It gives the same 32 bytes as registry.adapters.typed_data, eth-account and the contract; tests hold all four together.
"""

from __future__ import annotations

from collections.abc import Sequence

from eth_utils.crypto import keccak

from marketplace.adapters.signature_pool import FEWEST, Check, SignaturePool
from marketplace.adapters.signature_worker import SIGNATURE_BYTES, WORDS_BYTES
from registry.adapters.recovery import recover
from registry.adapters.typed_data import EXCHANGE_NAME, ORDER_TYPE, domain_separator
from registry.domain.orders import Order
from registry.errors import Refused

_NUMBER = "%064x"
_ADDRESS = "0" * 24 + "%s"
_COUNTRY = "%s" + "0" * 60
_HASH = "%s"
# EIP-712 encodeData: each field of the order is one word, in the order of the struct.
_WORDS = (_ADDRESS * 3) + (_NUMBER * 3) + _COUNTRY + (_NUMBER * 3) + _ADDRESS + (_NUMBER * 9) + _HASH
_TYPE_HASH = keccak(text=ORDER_TYPE)


class OrderDigests:
    """Digests of one chain and one exchange."""

    def __init__(self, chain_id: int, exchange: str) -> None:
        self._prefix = b"\x19\x01" + domain_separator(EXCHANGE_NAME, chain_id, exchange)
        self._pool = SignaturePool(_TYPE_HASH, self._prefix)

    def digest(self, order: Order) -> bytes:
        """The order's EIP-712 digest: 32 bytes, its name on chain and off.

        The fields must be of their ranges, as the doors hold them; a value that needs more than its word is refused by
        ValueError.
        """
        return keccak(self._prefix + keccak(_TYPE_HASH + _encoded(order)))

    def signed_by_key(self, digest: bytes, signature: bytes, maker: str) -> bool:
        """True if the maker's own key signed the digest (65 bytes, low s); `maker` is lower-case hex."""
        try:
            return recover(digest, signature) == maker
        except Refused:
            return False

    def verdicts(self, orders: Sequence[tuple[Order, bytes]], beside: bool = True) -> list[tuple[bytes, bool]]:
        """For each order with a signature its digest, and whether the maker's own key signed it; the same answers.

        Many are checked by several processes at once, when one of them is free; where `beside` is false all are checked
        here, and nobody waits. Raises ValueError as `digest` does.
        """
        packed = _packed(orders) if beside else []
        if packed:
            return self._pool.verdicts(packed)
        digests = [self.digest(order) for order, _ in orders]
        told = zip(digests, orders, strict=True)
        return [(digest, self.signed_by_key(digest, signature, order.maker)) for digest, (order, signature) in told]

    def begin(self, orders: Sequence[tuple[Order, bytes]]) -> Check | None:
        """The same, to be asked for when it is done; None where nobody is free or the orders are few."""
        packed = _packed(orders)
        return self._pool.begin(packed) if packed else None

    def close(self) -> None:
        """Ends the processes that check."""
        self._pool.close()


def _packed(orders: Sequence[tuple[Order, bytes]]) -> list[bytes]:
    """The orders as other processes read them; none where they are few, or a signature is not of a key."""
    if len(orders) < FEWEST or any(len(signature) != SIGNATURE_BYTES for _, signature in orders):
        return []
    return [_encoded(order) + signature + bytes.fromhex(order.maker[2:]) for order, signature in orders]


def _encoded(order: Order) -> bytes:
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
