"""Facts about the instructions in the salt: what a maker signed comes out again, and nothing unknown comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.orders import NONCE_LIMIT, Instructions, SelfTrade, TimeInForce, instructions_of, salt_of
from registry.errors import InvalidInput, OrderInstructions

KNOWN = [
    Instructions(tif, mode, market)
    for tif in TimeInForce
    for mode in SelfTrade
    for market in (False, True)
    if not market or tif in (TimeInForce.IOC, TimeInForce.FOK)
]


@given(st.integers(0, NONCE_LIMIT - 1), st.sampled_from(KNOWN))
def test_instructions_survive_the_salt(nonce: int, instructions: Instructions) -> None:
    """Must come out as they went in, beside every nonce, in 256 bits."""
    salt = salt_of(nonce, instructions)
    assert (instructions_of(salt), salt >> 16) == (instructions, nonce)
    assert salt < 1 << 256


def test_the_bits_are_where_the_specification_says() -> None:
    """Must be readable by hand: nonce 1, post-only, decrement is 0x1001b; market ioc is 0x10021."""
    assert salt_of(1, Instructions(TimeInForce.POST, SelfTrade.DECREMENT)) == 0x1001B
    assert salt_of(1, Instructions(TimeInForce.IOC, market=True)) == 0x10021


@given(st.integers(0, 2**16 - 1))
def test_every_ending_is_known_or_refused(bits: int) -> None:
    """Must read exactly the endings that `salt_of` writes, and name the bits of every other one."""
    written = {salt_of(0, instructions) for instructions in KNOWN}
    if bits in written:
        assert salt_of(0, instructions_of(bits)) == bits
        return
    with pytest.raises(OrderInstructions) as refused:
        instructions_of(1 << 16 | bits)
    assert refused.value.facts["bits"] == str(bits)


@pytest.mark.parametrize("nonce", [-1, NONCE_LIMIT])
def test_a_nonce_has_240_bits(nonce: int) -> None:
    """Must refuse a nonce that would spill into the instructions or out of the word."""
    with pytest.raises(InvalidInput, match="nonce"):
        salt_of(nonce)
