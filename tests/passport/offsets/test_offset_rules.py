"""Facts about a single offset: what may be recorded, and when two certificates are one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passport.adapters.offset_providers import provider_key, provider_keys
from passport.domain.offset_records import Progress, Waiting, standing
from passport.domain.offsets import (
    NOTICE,
    TYPES,
    Offset,
    OffsetState,
    certificate_key,
    name_key,
    plain,
    read_offset,
    record_of,
)
from registry.domain.approvals import ApprovalState
from registry.errors import InvalidInput
from tests.vectors.foreign_serials import real_verra_blocks

SENT: dict[str, Any] = {
    "offset_amount": Decimal("12.5"),
    "offset_type": "VER",
    "certificate_id": "VER-2024-0017",
    "provider": "Gold Standard",
    "cost": Decimal("187.50"),
    "year": 2026,
}


def offered(**changed: Any) -> Offset:
    return read_offset(**(SENT | changed))


def said(offset: Offset) -> dict[str, str]:
    return record_of(
        offset, tenant="acme", at=1_700_000_000, nullifier="0x" + "11" * 32, salt="00" * 16, chain_id=1, contract="0x00"
    )


def test_the_record_says_everything_as_text_and_names_no_person() -> None:
    """Must state amount, unit, grams, cost, currency, registry, project, vintage and serials; absent is not stated."""
    record = said(offered(currency="THB", vintage=2024, serial_range="1-12", offset_amount=Decimal(12)))
    assert all(isinstance(value, str) for value in record.values())
    kept = {"offsetAmount": "12", "unit": "tCO2e", "grams": "12000000", "cost": "187.5", "currency": "THB"}
    assert kept.items() <= record.items()
    assert {
        "vintage": "2024",
        "serialRange": "1-12",
        "registry": "not stated",
        "notice": NOTICE,
    }.items() <= record.items()
    assert not {"proposer", "recordedBy", "subject"} & set(record)


@pytest.mark.parametrize(("amount", "unit", "grams"), [("12.5", "tCO2e", 12_500_000), ("0.001", "kgCO2e", 1)])
def test_an_amount_is_whole_grams(amount: str, unit: str, grams: int) -> None:
    """Must convert by the unit exactly."""
    assert offered(offset_amount=Decimal(amount), unit=unit).grams == grams


@pytest.mark.parametrize(
    ("field", "value", "blamed"),
    [
        ("offset_amount", Decimal(0), "offset_amount"),
        ("offset_amount", Decimal(-1), "offset_amount"),
        ("offset_amount", Decimal("0.0000001"), "offset_amount"),
        ("offset_amount", Decimal("1e10"), "offset_amount"),
        ("offset_amount", Decimal("1e999999"), "offset_amount"),
        ("offset_amount", Decimal("1e-999999"), "offset_amount"),
        ("offset_amount", Decimal("1.0000000000000000000000000000000001"), "offset_amount"),
        ("offset_amount", Decimal("NaN"), "offset_amount"),
        ("cost", Decimal(-1), "cost"),
        ("cost", Decimal("0.00001"), "cost"),
        ("cost", Decimal("Infinity"), "cost"),
        ("offset_type", "REC", "offset_type"),
        ("unit", "t", "unit"),
        ("currency", "baht", "currency"),
        ("certificate_id", "", "certificate_id"),
        ("certificate_id", "V\u0415R-1", "certificate_id"),  # a Cyrillic letter that looks like E
        ("certificate_id", "VER\n1", "certificate_id"),
        ("certificate_id", "1" * 121, "certificate_id"),
        ("provider", " ", "provider"),
        ("provider", "a\u202eb", "provider"),
        ("vintage", 2027, "vintage"),
        ("vintage", 1989, "vintage"),
        ("serial_range", "9-3", "serial_range"),
        ("serial_range", "0-3", "serial_range"),
        ("serial_range", "1-99999999999999999999", "serial_range"),
        ("serial_range", "from 1 to 3", "serial_range"),
        ("serial_range", "1-13", "offset_amount"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_field(field: str, value: object, blamed: str) -> None:
    """Must name field, value and rule, whatever the number or the text is."""
    with pytest.raises(InvalidInput) as refusal:
        offered(**{field: value})
    assert refusal.value.facts["field"] == blamed


@pytest.mark.parametrize(
    "other", ["ver 2024 17", "VER2024-17", "Ver_2024/0017", " VER-2024-00017 ", "ＶＥＲ-2024-0017"]
)
def test_one_certificate_in_other_spellings_is_one(other: str) -> None:
    """Must see through case, separators, leading zeros and wide letters."""
    assert certificate_key(other) == certificate_key("VER-2024-0017")


@pytest.mark.parametrize(
    ("one", "other"), [("1-23", "12-3"), ("VER-1", "VER-10"), ("VER-1", "CER-1"), ("A-1-2", "A-12")]
)
def test_two_certificates_stay_two(one: str, other: str) -> None:
    """Must not take two numbers for one: a separator between digits says something."""
    assert certificate_key(one) != certificate_key(other)


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,20}[A-Za-z0-9]", fullmatch=True))
def test_a_key_is_its_own_key(text: str) -> None:
    """Must give a key that does not change any more, whatever the certificate's number is."""
    assert certificate_key(certificate_key(text)) == certificate_key(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Verra", "verra registry"), ("VCS", "Verified Carbon Standard"), ("TGO", "T-VER"), ("gold  standard", "GS4GG")],
)
def test_an_issuer_is_known_under_its_other_names(one: str, other: str) -> None:
    """Must find one key for the names of one issuer, and keep two issuers apart."""
    assert provider_key(one) == provider_key(other)
    assert len(set(provider_keys().values())) > 5
    assert provider_key("A Forest Owner") == name_key("A Forest Owner")


def test_names_of_every_script_have_a_key() -> None:
    """Must keep Thai vowels and Vietnamese marks: without them two names would be one."""
    assert name_key("ป่าไม้") != name_key("ปาไม")
    assert name_key("Rừng Việt") == name_key("RỪNG  VIỆT")
    assert name_key("Rừng") != name_key("Rung")


def test_real_serials_of_verra_hold_their_quantities() -> None:
    """Must read each serial of the real registry rows as its quantity in tonnes, and refuse any other amount."""
    for block in real_verra_blocks():
        sent: dict[str, Any] = {"offset_type": "VCU", "serial_range": block.serial, "certificate_id": "A1"}
        serials = offered(offset_amount=Decimal(block.quantity), **sent).serials
        assert serials is not None
        assert serials.last - serials.first + 1 == block.quantity
        with pytest.raises(InvalidInput):
            offered(offset_amount=Decimal(block.quantity + 1), **sent)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, (OffsetState.PENDING, Waiting.APPROVAL)),
        ({"approval": ApprovalState.APPROVED}, (OffsetState.PENDING, Waiting.NULLIFIER)),
        ({"approval": ApprovalState.APPROVED, "nullified": True}, (OffsetState.PENDING, Waiting.SEAL)),
        (
            {"approval": ApprovalState.APPROVED, "nullified": True, "root": "0x", "seal_id": 1},
            (OffsetState.PENDING, Waiting.CONFIRMATIONS),
        ),
        (
            {"approval": ApprovalState.APPROVED, "nullified": True, "root": "0x", "seal_id": 1, "anchored_at": 5},
            (OffsetState.ANCHORED, Waiting.NOTHING),
        ),
        ({"approval": ApprovalState.REJECTED}, (OffsetState.REJECTED, Waiting.NOTHING)),
        ({"approval": ApprovalState.EXPIRED}, (OffsetState.EXPIRED, Waiting.NOTHING)),
        ({"approval": ApprovalState.APPROVED, "refused": True}, (OffsetState.REFUSED, Waiting.NOTHING)),
    ],
)
def test_a_state_names_what_is_pending(changed: dict[str, Any], expected: tuple[OffsetState, Waiting]) -> None:
    """Must be anchored only when the seal was found final, and say until then what is waited for."""
    start = Progress(
        refused=False, approval=ApprovalState.PENDING, nullified=False, root=None, seal_id=None, anchored_at=None
    )
    facts = {name: getattr(start, name) for name in Progress.__slots__}
    assert standing(Progress(**(facts | changed))) == expected


def test_types_and_decimals_read_back() -> None:
    """Must take every listed type in any case, and print decimals without zeros at their end."""
    for kind in TYPES:
        assert offered(offset_type=kind.lower()).offset_type == kind
    assert [plain(Decimal(text)) for text in ("1E+3", "1.500", "0.0", "100")] == ["1000", "1.5", "0", "100"]
