from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.certificate_out_statement import CertificateOutStatement
    from ..models.place_out import PlaceOut


T = TypeVar("T", bound="CertificateOut")


@_attrs_define
class CertificateOut:
    """A retirement: its statement, what came after it, and where it is sealed (null until it is).

    Attributes:
        statement (CertificateOutStatement):
        notice (str):
        corrections (list[str]):
        allotted_kg (str):
        sealed (None | PlaceOut):
    """

    statement: CertificateOutStatement
    notice: str
    corrections: list[str]
    allotted_kg: str
    sealed: None | PlaceOut

    def to_dict(self) -> dict[str, Any]:
        from ..models.place_out import PlaceOut  # noqa: PLC0415

        statement = self.statement.to_dict()

        notice = self.notice

        corrections = self.corrections

        allotted_kg = self.allotted_kg

        sealed: dict[str, Any] | None
        if isinstance(self.sealed, PlaceOut):
            sealed = self.sealed.to_dict()
        else:
            sealed = self.sealed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "statement": statement,
                "notice": notice,
                "corrections": corrections,
                "allottedKg": allotted_kg,
                "sealed": sealed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.certificate_out_statement import CertificateOutStatement  # noqa: PLC0415
        from ..models.place_out import PlaceOut  # noqa: PLC0415

        d = dict(src_dict)
        statement = CertificateOutStatement.from_dict(d.pop("statement"))

        notice = d.pop("notice")

        corrections = cast(list[str], d.pop("corrections"))

        allotted_kg = d.pop("allottedKg")

        def _parse_sealed(data: object) -> None | PlaceOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                sealed_type_0 = PlaceOut.from_dict(data)

                return sealed_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PlaceOut, data)

        sealed = _parse_sealed(d.pop("sealed"))

        certificate_out = cls(
            statement=statement,
            notice=notice,
            corrections=corrections,
            allotted_kg=allotted_kg,
            sealed=sealed,
        )

        return certificate_out
