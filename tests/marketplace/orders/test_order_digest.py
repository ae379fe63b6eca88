"""Facts about the fast encoder: the same 32 bytes as eth-account and as the slow one, and the right signer."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.adapters.order_digest import OrderDigests
from registry.adapters.recovery import HALF_ORDER
from registry.adapters.signer import dev_signer
from registry.adapters.typed_data import EXCHANGE_NAME, ORDER_TYPE, VERSION, order_digest
from registry.domain.orders import Order, Side
from registry.domain.struct import to_struct

EXCHANGE = "0x" + "c7" * 20
CHAIN = 31_337
CURVE_ORDER = 2 * HALF_ORDER + 1
addresses = st.binary(min_size=20, max_size=20).map(lambda data: "0x" + data.hex())
orders = st.builds(
    Order,
    maker=addresses,
    taker=addresses,
    recipient=addresses,
    batch=st.integers(0, 2**256 - 1),
    kind=st.integers(0, 2**8 - 1),
    standard=st.integers(0, 2**8 - 1),
    country=st.binary(min_size=2, max_size=2).map(lambda data: "0x" + data.hex()),
    vintage_from=st.integers(0, 2**16 - 1),
    vintage_to=st.integers(0, 2**16 - 1),
    labels=st.integers(0, 2**32 - 1),
    payment=addresses,
    side=st.sampled_from(Side),
    credits=st.integers(0, 2**64 - 1),
    price=st.integers(0, 2**128 - 1),
    expiry=st.integers(0, 2**64 - 1),
    epoch=st.integers(0, 2**64 - 1),
    max_fee_bps=st.integers(0, 2**16 - 1),
    flags=st.integers(0, 2**8 - 1),
    min_fill=st.integers(0, 2**64 - 1),
    salt=st.integers(0, 2**256 - 1),
    memo=st.binary(min_size=32, max_size=32).map(lambda data: "0x" + data.hex()),
)


def typed(order: Order) -> dict[str, Any]:
    """The order as wallets are given it (eth_signTypedData_v4)."""
    members = [part.split(" ") for part in ORDER_TYPE[len("Order(") : -1].split(",")]
    return {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            "Order": [{"type": kind, "name": name} for kind, name in members],
        },
        "primaryType": "Order",
        "domain": {"name": EXCHANGE_NAME, "version": VERSION, "chainId": CHAIN, "verifyingContract": EXCHANGE},
        "message": to_struct(order),
    }


@given(orders)
@settings(max_examples=100, deadline=None)
def test_three_encoders_agree_on_random_orders(order: Order) -> None:
    """Must hash as eth-account does over the typed data, and as the encoder of all messages."""
    signable = encode_typed_data(full_message=typed(order))
    theirs = keccak(b"\x19" + signable.version + signable.header + signable.body)
    assert OrderDigests(CHAIN, EXCHANGE).digest(order) == theirs == order_digest(CHAIN, EXCHANGE, order)


@given(orders)
@settings(max_examples=25, deadline=None)
def test_a_wallets_signature_is_its_makers(order: Order) -> None:
    """Must recognise what eth-account signed, and nobody else's key, no other order, no high s and no other v."""
    key = b"\x17" * 32
    account, digests = Account.from_key(key), OrderDigests(CHAIN, EXCHANGE)
    signed = Account.sign_typed_data(key, full_message=typed(order))
    digest, signature, maker = digests.digest(order), bytes(signed.signature), account.address.lower()
    assert digests.signed_by_key(digest, signature, maker)
    assert not digests.signed_by_key(digest, signature, dev_signer(1).address)
    assert not digests.signed_by_key(keccak(digest), signature, maker)
    high = (CURVE_ORDER - signed.s).to_bytes(32, "big")
    assert not digests.signed_by_key(digest, signature[:32] + high + bytes([55 - signature[64]]), maker)
    assert not digests.signed_by_key(digest, signature[:64] + bytes([signature[64] - 27]), maker)
    assert not digests.signed_by_key(digest, b"", maker)


@pytest.mark.parametrize("field", [field.name for field in fields(Order)])
def test_a_value_beyond_its_word_is_never_hashed(field: str) -> None:
    """Must refuse what would shift the words behind it, whatever the field."""
    order = _plain()
    value: object = "0x" + "ab" * 33 if isinstance(getattr(order, field), str) else 2**256
    object.__setattr__(order, field, value)
    with pytest.raises(ValueError, match=r"order|hex"):
        OrderDigests(CHAIN, EXCHANGE).digest(order)


def _plain() -> Order:
    zero = "0x" + "00" * 20
    return Order(
        maker=zero,
        taker=zero,
        recipient=zero,
        batch=1,
        payment=zero,
        side=Side.Buy,
        credits=1,
        price=1,
        expiry=1,
        epoch=0,
        max_fee_bps=45,
        flags=0,
        min_fill=0,
        salt=0,
        memo="0x" + "00" * 32,
    )
