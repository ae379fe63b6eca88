"""Hashes orders and reads their signer fast: one fixed layout of 21 words, and the curve asked directly.

It gives the same 32 bytes as registry.adapters.typed_data, eth-account and the contract; tests hold all four together.
"""

from __future__ import annotations

from collections.abc import Sequence

from eth_utils.crypto import keccak

from marketplace.adapters.order_words import words_of
from marketplace.adapters.signature_pool import FEWEST, Check, SignaturePool
from marketplace.adapters.signature_worker import SIGNATURE_BYTES, Checked
from registry.adapters.recovery import recover
from registry.adapters.typed_data import EXCHANGE_NAME, ORDER_TYPE, domain_separator
from registry.domain.orders import Order
from registry.errors import Refused

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
        return keccak(self._prefix + keccak(_TYPE_HASH + words_of(order)))

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

    def check_body(self, sent: bytes) -> list[Checked] | None:
        """The orders of a body with their digests and verdicts; see `SignaturePool.check_body`."""
        return self._pool.check_body(sent)

    def close(self) -> None:
        """Ends the processes that check."""
        self._pool.close()


def _packed(orders: Sequence[tuple[Order, bytes]]) -> list[bytes]:
    """The orders as other processes read them; none where they are few, or a signature is not of a key."""
    if len(orders) < FEWEST or any(len(signature) != SIGNATURE_BYTES for _, signature in orders):
        return []
    return [words_of(order) + signature + bytes.fromhex(order.maker[2:]) for order, signature in orders]
