"""Judges signatures as the contracts do: the key is asked first, then the wallet by static call (ERC-1271)."""

from __future__ import annotations

from registry.adapters.abi import Entry, decode_answer, encode_call
from registry.adapters.chain import ChainGateway
from registry.adapters.recovery import recover
from registry.errors import Refused

IS_VALID_SIGNATURE = Entry(
    "isValidSignature",
    ({"name": "hash", "type": "bytes32"}, {"name": "signature", "type": "bytes"}),
    ({"name": "magic", "type": "bytes4"},),
)
ACCEPTED = "0x1626ba7e"  # ERC-1271: the selector of isValidSignature
WORD_DIGITS = 64


def signed_by(gateway: ChainGateway, block: int, signer: str, digest: bytes, signature: bytes) -> bool:
    """True if the signature is the signer's key's, or if the wallet at its address accepts it at this block."""
    try:
        if recover(digest, signature) == signer:
            return True
    except Refused:
        pass  # a wallet's signature may have any form
    return _wallet_accepts(gateway, block, signer, digest, signature)


def _wallet_accepts(gateway: ChainGateway, block: int, wallet: str, digest: bytes, signature: bytes) -> bool:
    data = encode_call(IS_VALID_SIGNATURE, ("0x" + digest.hex(), "0x" + signature.hex()))
    try:
        answer = gateway.request("eth_call", {"to": wallet, "data": "0x" + data.hex()}, hex(block))
    except Refused:
        return False
    if len(answer) < 2 + WORD_DIGITS:  # no code, or no word of an answer
        return False
    return bool(decode_answer(IS_VALID_SIGNATURE, bytes.fromhex(answer[2:])) == ACCEPTED)
