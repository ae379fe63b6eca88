"""A certificate's page shows what the holder of its details chose, and forgets names that nobody wants shown."""

from __future__ import annotations

import pytest
from sqlmodel import select

from registry.adapters.audit_log import AuditLog
from registry.adapters.database import Database
from registry.adapters.visibility_store import VisibilityRow, VisibilityTable
from registry.domain.details import details_hash
from registry.domain.projection import Projection
from registry.domain.records import Certificate
from registry.domain.visibility import Shown, Visibility, read_details, read_visibility
from registry.errors import InvalidInput, NotFound
from registry.usecases.choose_visibility import choose_visibility

DETAILS = {"beneficiary": "ร้านกาแฟ"}
SALT = "5a" * 16
NOW = 1_700_000_000
BENEFICIARY, RETIREE, STRANGER = ("0x" + byte * 20 for byte in ("11", "12", "13"))
OWN = frozenset({BENEFICIARY})


def certificate(*corrections: str) -> Certificate:
    committed = details_hash(DETAILS, SALT)
    transaction = "0x" + "22" * 32
    return Certificate(7, 1, BENEFICIARY, RETIREE, 0, 750, 1, 1, committed, 0, corrections, transaction, 41)


def ledger(one: Certificate) -> Projection:
    made = Projection()
    made.certificates[7] = one
    return made


@pytest.fixture
def table(database: Database) -> VisibilityTable:
    return VisibilityTable(database, AuditLog(database))


def choose(table: VisibilityTable, level: Visibility, details: dict[str, str] = DETAILS, salt: str = SALT) -> Shown:
    facts = ledger(certificate())
    return choose_visibility(7, level, details, salt, wallets=OWN, ledger=facts, store=table, now=NOW)


def test_nothing_chosen_shows_serials_and_no_name(table: VisibilityTable) -> None:
    """Must show what the chain shows anyway, and no more."""
    assert table.of(7) == Shown(Visibility.SERIALS)


def test_a_public_certificate_shows_names_with_their_proof(table: VisibilityTable) -> None:
    """Must keep details and salt, so that every reader can hash them again."""
    assert choose(table, Visibility.PUBLIC) == table.of(7) == Shown(Visibility.PUBLIC, DETAILS, SALT)
    assert details_hash(table.of(7).details, table.of(7).salt) == certificate().details_hash


@pytest.mark.parametrize("level", [Visibility.PRIVATE, Visibility.SERIALS])
def test_names_are_forgotten_with_the_next_choice(
    table: VisibilityTable, database: Database, level: Visibility
) -> None:
    """Must hold neither names nor salt of a certificate that is not public."""
    choose(table, Visibility.PUBLIC)
    choose(table, level)
    assert table.of(7) == Shown(level)
    with database.reading() as session:
        (row,) = session.exec(select(VisibilityRow))
    assert "กาแฟ" not in row.details
    assert row.salt == ""


@pytest.mark.parametrize(("details", "salt"), [({"beneficiary": "Somebody else"}, SALT), (DETAILS, "5b" * 16)])
def test_a_stranger_chooses_nothing(table: VisibilityTable, details: dict[str, str], salt: str) -> None:
    """Must refuse details or a salt that do not open the commitment, and change nothing."""
    choose(table, Visibility.PRIVATE)
    with pytest.raises(InvalidInput, match="committed to"):
        choose(table, Visibility.PUBLIC, details, salt)
    assert table.of(7) == Shown(Visibility.PRIVATE)


@pytest.mark.parametrize("wallets", [frozenset(), frozenset({STRANGER})], ids=["nobody", "a stranger"])
def test_who_read_the_names_cannot_choose(table: VisibilityTable, wallets: frozenset[str]) -> None:
    """Must ask for the wallet of the certificate: a public one tells everybody its details and its salt."""
    choose(table, Visibility.PUBLIC)
    facts = ledger(certificate())
    with pytest.raises(InvalidInput, match="sign in with the wallet"):
        choose_visibility(7, Visibility.PRIVATE, DETAILS, SALT, wallets=wallets, ledger=facts, store=table, now=NOW)
    assert table.of(7).level is Visibility.PUBLIC
    own = frozenset({STRANGER, RETIREE})
    assert choose_visibility(7, Visibility.PRIVATE, DETAILS, SALT, wallets=own, ledger=facts, store=table, now=NOW)


def test_corrected_details_take_the_place_of_the_first(table: VisibilityTable) -> None:
    """Must ask for what the newest correction hides, once there is one."""
    corrected = ledger(certificate(details_hash({"beneficiary": "New"}, SALT)))
    with pytest.raises(InvalidInput):
        choose_visibility(7, Visibility.PUBLIC, DETAILS, SALT, wallets=OWN, ledger=corrected, store=table, now=NOW)
    new = {"beneficiary": "New"}
    assert (
        choose_visibility(7, Visibility.PUBLIC, new, SALT, wallets=OWN, ledger=corrected, store=table, now=NOW).details
        == new
    )


def test_a_certificate_that_is_not_there_has_no_page(table: VisibilityTable) -> None:
    """Must say CertificateUnknown."""
    with pytest.raises(NotFound) as missing:
        choose_visibility(7, Visibility.PUBLIC, DETAILS, SALT, wallets=OWN, ledger=Projection(), store=table, now=NOW)
    assert missing.value.name == "CertificateUnknown"


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', "{", "[" * 1_500, "x" * 3_000])
def test_details_that_are_no_texts_are_refused(text: str) -> None:
    """Must name the field and the form that is expected."""
    with pytest.raises(InvalidInput, match="details"):
        read_details(text)


def test_a_level_that_does_not_exist_is_refused() -> None:
    """Must name the three that do."""
    with pytest.raises(InvalidInput, match="private, serials, public"):
        read_visibility("secret")
