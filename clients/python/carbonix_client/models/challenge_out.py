from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ChallengeOut")


@_attrs_define
class ChallengeOut:
    """The EIP-4361 message to sign by personal_sign (EIP-191); times in Unix seconds.

    Attributes:
        message (str):
        nonce (str):
        statement (str):
        expires_at (int):
    """

    message: str
    nonce: str
    statement: str
    expires_at: int

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        nonce = self.nonce

        statement = self.statement

        expires_at = self.expires_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "message": message,
                "nonce": nonce,
                "statement": statement,
                "expiresAt": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message = d.pop("message")

        nonce = d.pop("nonce")

        statement = d.pop("statement")

        expires_at = d.pop("expiresAt")

        challenge_out = cls(
            message=message,
            nonce=nonce,
            statement=statement,
            expires_at=expires_at,
        )

        return challenge_out
