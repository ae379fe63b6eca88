"""What crosses the doors of sign-in: messages as they were signed, addresses lower-case 0x hex."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from registry.api.schema import Schema
from registry.domain.sign_in import LONGEST_MESSAGE
from registry.domain.wallets import Purpose
from registry.usecases.sign_in import SignedText

LONGEST_SIGNATURE = 4_096  # hex digits: a wallet's signature (ERC-1271) may hold several


def _even(text: str) -> str:
    if len(text) % 2:
        raise ValueError("must have an even number of hex digits")
    return text


AddressText = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]{40}$"), AfterValidator(str.lower)]
SignatureText = Annotated[str, Field(pattern=r"^0x[0-9a-fA-F]*$", max_length=LONGEST_SIGNATURE), AfterValidator(_even)]


class ChallengeIn(Schema):
    """Who will sign, and for what; `target` is the wallet or destination that a change is about, else the signer."""

    address: AddressText
    purpose: Purpose = Purpose.SIGN_IN
    target: AddressText | None = None


class ChallengeOut(Schema):
    """The EIP-4361 message to sign by personal_sign (EIP-191); times in Unix seconds."""

    message: str
    nonce: str
    statement: str
    expires_at: int


class SignedIn(Schema):
    """A message and its signature, 0x hex."""

    message: Annotated[str, Field(max_length=LONGEST_MESSAGE)]
    signature: SignatureText

    def signed(self) -> SignedText:
        """The pair as a value."""
        return SignedText(self.message, bytes.fromhex(self.signature[2:]))


class LinkIn(SignedIn):
    """The new wallet's own signature, and the consent of one that is linked already."""

    address: AddressText
    consent: SignedIn | None = None


class SessionOut(Schema):
    """A bearer token and who it speaks for."""

    token: str
    subject: str
    tenant: str
    roles: list[str]
    expires_at: int


class WalletsOut(Schema):
    """An account's wallets, and the recipients that its orders may name; none listed means any."""

    wallets: list[str]
    destinations: list[str]
