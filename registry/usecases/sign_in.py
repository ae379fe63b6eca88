"""Signs a wallet in: its signature over a fresh EIP-4361 message of this service becomes a principal, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from registry.domain.roles import Principal
from registry.domain.sign_in import SignInMessage, read_message, require_ours, require_timely
from registry.domain.wallets import SIGN_IN, principal_of
from registry.errors import SignInRefused
from registry.ports import WalletBook

SignedBy = Callable[[str, str, bytes], bool]  # address, text (EIP-191), signature


@dataclass(frozen=True, slots=True)
class SignedText:
    """A message as it was signed, and the signature over it."""

    text: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Door:
    """What a message must be for, and who judges signatures; `checksummed` writes an address as EIP-55 does."""

    domains: tuple[str, ...]
    chain_id: int
    now: int
    signed_by: SignedBy
    checksummed: Callable[[str], str]


def sign_in(signed: SignedText, *, door: Door, wallets: WalletBook) -> Principal:
    """Who signs in; the message's nonce is spent.

    Raises InvalidInput for a text that is no EIP-4361 message, SignInRefused.
    """
    message = hear(signed, SIGN_IN, door)
    wallets.spend(message, door.now)
    address = message.address.lower()
    return principal_of(address, wallets.owner(address))


def hear(signed: SignedText, statement: str, door: Door) -> SignInMessage:
    """The message, if it says the statement to us, now, and its address signed it. The nonce is not spent yet."""
    message = read_message(signed.text)
    require_ours(message, door.domains, door.chain_id)
    require_timely(message, door.now)
    if message.address != door.checksummed(message.address):
        raise SignInRefused("address", message.address, f"must be written {door.checksummed(message.address)}")
    if message.statement != statement:
        raise SignInRefused("statement", message.statement or "", f"must be {statement!r}")
    if not door.signed_by(message.address.lower(), signed.text, signed.signature):
        raise SignInRefused("address", message.address, "did not sign it")
    return message
