"""Facts about the local signer: it signs what eth-account signs, and recovers only what is well formed."""

from __future__ import annotations

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from hypothesis import given
from hypothesis import strategies as st

from registry.adapters.recovery import HALF_ORDER, recover
from registry.adapters.signer import LocalSigner, dev_signer, text_digest
from registry.errors import Refused

ORDER = 2 * HALF_ORDER + 1
digests = st.binary(min_size=32, max_size=32)
keys = st.integers(min_value=1, max_value=ORDER - 1).map(lambda number: number.to_bytes(32, "big"))


def test_development_accounts_are_the_well_known_ones() -> None:
    """Must derive the accounts that every development chain funds."""
    assert dev_signer(0).address == "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
    assert dev_signer(9).address == "0xa0ee7a142d267c1f36714e4a8f75612f20a79720"


@given(key=keys, digest=digests)
def test_a_signature_recovers_to_its_signer_with_low_s(key: bytes, digest: bytes) -> None:
    """Must recover every signature to its key, with s in the lower half."""
    signer = LocalSigner(key)
    signature = signer.sign_digest(digest)
    assert recover(digest, signature) == signer.address
    assert int.from_bytes(signature[32:64], "big") <= HALF_ORDER


def test_a_text_is_signed_as_eth_account_signs_it() -> None:
    """Must produce the personal_sign signature that any wallet can check."""
    text = "ลายเซ็น\nsecond line"
    signature = dev_signer(3).sign_text(text)
    assert Account.recover_message(encode_defunct(text=text), signature=signature).lower() == dev_signer(3).address
    assert recover(text_digest(text), signature) == dev_signer(3).address


def test_the_key_does_not_show_in_the_text_form() -> None:
    """Must keep the key out of logs: the text form names the address only."""
    assert repr(dev_signer(1)) == f"LocalSigner({dev_signer(1).address})"


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (lambda s: s[:64], "65 bytes"),
        (lambda s: s + b"\0", "65 bytes"),
        (lambda s: s[:64] + b"\0", "27 or 28"),
        (lambda s: s[:32] + (ORDER - int.from_bytes(s[32:64], "big")).to_bytes(32, "big") + s[64:], "upper half"),
        (lambda s: bytes(64) + s[64:], "no key"),
    ],
)
def test_a_malformed_signature_is_refused_by_name(damage: object, rule: str) -> None:
    """Must refuse wrong length, wrong v, high s and no point, by InvalidSignature with the rule."""
    assert callable(damage)
    digest = b"\x07" * 32
    with pytest.raises(Refused) as refusal:
        recover(digest, damage(dev_signer(0).sign_digest(digest)))
    assert refusal.value.name == "InvalidSignature"
    assert rule in refusal.value.facts["rule"]
