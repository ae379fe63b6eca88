from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CreditBalanceOut")


@_attrs_define
class CreditBalanceOut:
    """Kilograms of one batch.

    Attributes:
        batch (str):
        held_kg (str):
        frozen_kg (str):
        promised_kg (str):
    """

    batch: str
    held_kg: str
    frozen_kg: str
    promised_kg: str

    def to_dict(self) -> dict[str, Any]:
        batch = self.batch

        held_kg = self.held_kg

        frozen_kg = self.frozen_kg

        promised_kg = self.promised_kg

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "batch": batch,
                "heldKg": held_kg,
                "frozenKg": frozen_kg,
                "promisedKg": promised_kg,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        batch = d.pop("batch")

        held_kg = d.pop("heldKg")

        frozen_kg = d.pop("frozenKg")

        promised_kg = d.pop("promisedKg")

        credit_balance_out = cls(
            batch=batch,
            held_kg=held_kg,
            frozen_kg=frozen_kg,
            promised_kg=promised_kg,
        )

        return credit_balance_out
