"""The store of inspections on both engines: one per company and claim, closed for good, counted by company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from oracle.adapters.class_store import ClassTable
from oracle.adapters.inspection_store import InspectionTable
from oracle.domain.field_refusals import InspectionSigned, InspectionUnknown
from oracle.domain.inspection import Answer, Inspection, Said, Signed, require_spread
from oracle.domain.photo import KnownPhoto, Photo, Taken
from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.errors import Refused
from tests.oracle.field.places import OWNER

OWNER_ADDRESS, VERIFIER = "0x" + "0b" * 20, "0x" + "0a" * 20
FIRST = Inspection(
    id="1" * 32,
    tenant="checkers",
    report_hash="0x" + "11" * 32,
    project=2**128 - 1,
    owner=OWNER_ADDRESS,
    verifier=VERIFIER,
    organisation="0x" + "22" * 32,
    methodology="CarboniX Forestry after T-VER-S-METH-13-01, v1",
    opened_by="ann",
    opened_at=1_700_000_000,
)
SIGNED = Signed(b'{"type":"carbonix/inspection/1"}', "0x01", "0x02", 1_700_000_100)
PHOTO = Photo("0x" + "33" * 32, FIRST.id, "checkers", Taken(-1, 2, 3, "00ff00ff00ff00ff"), None, VERIFIER, "0x04")


@pytest.fixture
def table(database: Database) -> InspectionTable:
    return InspectionTable(database, AuditLog(database))


def agree(_seen: object) -> None:
    """Lets everything pass."""


def test_an_inspection_is_one_per_company_and_claim(table: InspectionTable) -> None:
    """Must return the first one to whoever opens it again, without asking the rules again."""
    assert table.open(FIRST, agree) == FIRST

    def refuse(_counted: Mapping[str, int]) -> None:
        raise Refused("asked again")

    assert table.open(replace(FIRST, opened_by="bob"), refuse) == FIRST
    assert table.find("checkers", FIRST.id) == FIRST
    assert table.page("checkers", "", 10) == [FIRST]
    assert table.page("rivals", "", 10) == []
    with pytest.raises(InspectionUnknown):
        table.find("rivals", FIRST.id)


def test_what_a_rule_refuses_is_not_opened(table: InspectionTable) -> None:
    """Must keep nothing of an inspection that a rule refused, nor tell of it."""

    def refuse(counted: Mapping[str, int]) -> None:
        assert counted == {}
        raise Refused("not you")

    with pytest.raises(Refused):
        table.open(FIRST, refuse)
    assert table.page("checkers", "", 10) == []
    assert AuditLog(table._database).entries("checkers") == []


def test_answers_and_photos_are_kept_until_it_is_signed(table: InspectionTable) -> None:
    """Must replace answers, show every photo to the next one's check, and close with the signature."""
    table.open(FIRST, agree)
    table.answer(FIRST, [Answer("gaps", Said.NO, "one unexplained")], "ann", 1)
    table.answer(FIRST, [Answer("gaps", Said.YES, "")], "ann", 2)
    assert table.answers(FIRST.id) == {"gaps": Answer("gaps", Said.YES, "")}
    table.add_photo(PHOTO, b"bytes", "ann", 3, agree)
    seen: list[KnownPhoto] = []

    def look(known: Iterable[KnownPhoto]) -> None:
        seen.extend(known)
        raise Refused("known")

    with pytest.raises(Refused):
        table.add_photo(replace(PHOTO, sha256="0x" + "44" * 32), b"other", "ann", 4, look)
    assert seen == [KnownPhoto(PHOTO.sha256, "checkers", PHOTO.taken.picture_hash)]
    assert table.photos(FIRST.id) == [PHOTO]
    assert table.photo_content("checkers", FIRST.id, PHOTO.sha256) == b"bytes"
    with pytest.raises(InspectionUnknown):
        table.photo_content("rivals", FIRST.id, PHOTO.sha256)
    table.sign(FIRST, SIGNED, "ann", agree)
    assert table.find("checkers", FIRST.id).signed == SIGNED
    with pytest.raises(InspectionSigned):
        table.answer(FIRST, [Answer("gaps", Said.NO, "late")], "ann", 5)
    with pytest.raises(InspectionSigned):
        table.add_photo(replace(PHOTO, sha256="0x55"), b"late", "ann", 5, agree)
    with pytest.raises(InspectionSigned):
        table.sign(FIRST, SIGNED, "ann", agree)
    assert table.answers(FIRST.id) == {"gaps": Answer("gaps", Said.YES, "")}
    actions = [entry.action for entry in AuditLog(table._database).entries("checkers")]
    assert actions == [
        "inspection.opened",
        "inspection.answered",
        "inspection.answered",
        "inspection.photo",
        "inspection.signed",
    ]


def test_signed_inspections_are_counted_by_company_of_one_owner(table: InspectionTable) -> None:
    """Must count what was signed, not what was opened, and refuse the fifth of one company under the owner's claims."""

    def spread(counted: Mapping[str, int]) -> None:
        require_spread("checkers", OWNER_ADDRESS, counted)

    for number in range(4):
        one = replace(FIRST, id=f"{number:032x}", report_hash=f"0x{number:064x}")
        table.open(one, spread)
        table.sign(one, SIGNED, "ann", spread)
    other = replace(FIRST, id="f" * 32, owner="0x" + "0c" * 20, report_hash="0x" + "66" * 32)
    table.open(other, spread)
    assert table.signed_of_owner(OWNER_ADDRESS) == {"checkers": 4}
    assert table.signed_of_owner(other.owner) == {}
    with pytest.raises(Refused) as refused:
        table.open(FIRST, spread)
    assert refused.value.name == "VerifierConcentrated"


def test_classes_stand_beside_each_other(database: Database) -> None:
    """Must keep every computed class of a company, oldest first, with the hash of its series."""
    table = ClassTable(database, AuditLog(database))
    numbers = [table.keep({"class": name}, b"series", 10, OWNER, 20) for name in ("absorber", "neutral")]
    page = table.page(OWNER.tenant, 0, 10)
    assert [(number, document["class"]) for number, _, document in page] == [
        (numbers[0], "absorber"),
        (numbers[1], "neutral"),
    ]
    assert len({series for _, series, _ in page}) == 1
    assert table.page(OWNER.tenant, numbers[0], 10) == page[1:]
    assert table.page("rivals", 0, 10) == []
