from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="SessionOut")


@_attrs_define
class SessionOut:
    """A bearer token and who it speaks for.

    Attributes:
        token (str):
        subject (str):
        tenant (str):
        roles (list[str]):
        expires_at (int):
    """

    token: str
    subject: str
    tenant: str
    roles: list[str]
    expires_at: int

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        subject = self.subject

        tenant = self.tenant

        roles = self.roles

        expires_at = self.expires_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "token": token,
                "subject": subject,
                "tenant": tenant,
                "roles": roles,
                "expiresAt": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        token = d.pop("token")

        subject = d.pop("subject")

        tenant = d.pop("tenant")

        roles = cast(list[str], d.pop("roles"))

        expires_at = d.pop("expiresAt")

        session_out = cls(
            token=token,
            subject=subject,
            tenant=tenant,
            roles=roles,
            expires_at=expires_at,
        )

        return session_out
