"""Methodologies are versioned values: what they add up, where their factors stand, and what they refuse."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from passport.adapters.factor_files import DATA, default_factors
from passport.adapters.freight_rows import TANK_TO_WHEEL, WELL_TO_WHEEL, Variant, freight_methodologies, methodology_of
from passport.adapters.input_hash import input_hash
from passport.adapters.methodologies import all_methodologies, methodology_named
from passport.api.schemas import FootprintOut
from passport.domain.gwp import GwpSet, one_gwp_set, restated_kg
from passport.domain.statement import assess, statement_of, total_of
from passport.errors import FootprintMethodUnknown, GwpMixed, ModeUnknown
from registry.adapters.canonical_json import canonical
from tests.passport.intake.real_data import DATA as REAL_DATA
from tests.passport.products import coffee, leg, product_with

ROWS = json.loads((DATA / "iso14083-defra-2025.json").read_text())
COFFEE_INPUTS = "0x5c0363d025a02e3b94745a58e902f158db714798219e0867a25d603b9a9782f0"
COFFEE_LEAF = "b321ffa7cf0c8fe345ebb784ba49977df86ace72ccf8dad0e72c3982d1f8317d"


def sealed_bytes(identity: str) -> bytes:
    assessed = assess(coffee(), methodology_named(identity))
    hashed = input_hash(assessed)
    return canonical(statement_of(assessed, chain_id=31337, contract="0x" + "1" * 40, input_hash=hashed))


def test_the_owners_leaf_keeps_its_bytes() -> None:
    """Must recompute to the bytes that were sealed before there was a second methodology."""
    assert input_hash(assess(coffee(), default_factors())) == COFFEE_INPUTS
    assert sha256(sealed_bytes("owner-default-2025")).hexdigest() == COFFEE_LEAF


@pytest.mark.parametrize("identity", list(all_methodologies()))
def test_a_result_names_everything_that_it_was_computed_by(identity: str) -> None:
    """Must carry methodology, version, boundary, factor set with its hash, potentials and inputs, and repeat itself."""
    method = methodology_named(identity)
    shown = FootprintOut.of(assess(coffee(), method))
    assert (shown.methodology, shown.methodology_version) == (identity, method.version)
    assert (shown.factor_set, shown.factor_set_hash) == (method.factors.name, method.factors.content_hash)
    assert (shown.gwp_set, shown.boundary) == (method.gwp_set.value, method.boundary.said)
    assert shown.input_hash == input_hash(assess(coffee(), method))
    assert {known.basis for known in shown.inputs} == {"measured", "estimated"}
    assert sealed_bytes(identity) == sealed_bytes(identity)


def test_no_two_methodologies_share_a_hash() -> None:
    """Must tell every result apart by its inputs' hash: the same product, another factor set."""
    hashes = {input_hash(assess(coffee(), method)) for method in all_methodologies().values()}
    assert len(hashes) == len(all_methodologies())


def test_a_stage_outside_of_the_boundary_has_no_figure() -> None:
    """Must print none instead of zero, give no grade, and say the boundary in the leaf."""
    shown = FootprintOut.of(assess(coffee(), methodology_named("iso14083-defra-2025")))
    made, stored, moved = shown.scopes
    assert (made.value, stored.value, moved.value, shown.grade) == (None, None, 41.574, None)
    assert shown.total_footprint_kgCO2e == 41.574
    assert json.loads(sealed_bytes("iso14083-defra-2025"))["boundary"].startswith("transport, well-to-wheel")
    assert "boundary" not in json.loads(sealed_bytes("owner-default-2025"))


def test_radiative_forcing_changes_flights_and_nothing_else() -> None:
    """Must differ from the standard's variant in the factors of flights only, upwards."""
    without, forced = (methodology_named(f"iso14083-defra-2025/{name}").factors for name in ("ar5", "ar5+rf"))
    changed = {mode for mode in without.transport if without.transport[mode] != forced.transport[mode]}
    assert changed == {"air", "air short haul", "air long haul"}
    assert all(forced.transport[mode] > without.transport[mode] for mode in changed)


def test_well_to_wheel_is_the_vehicle_and_its_fuel() -> None:
    """Must be the sum of the two rows that the specification names, for each kind of freight that it names."""
    named = {
        "air short haul": ("0.75539", "0.20515"),
        "air long haul": ("0.53130", "0.13516"),
        "road": ("0.10163", "0.02359"),
        "road articulated": ("0.078", "0.01823"),
        "road refrigerated": ("0.11894", "0.02769"),
        "rail": ("0.02779", "0.00691"),
        "sea container": ("0.01612", "0.00365"),
    }
    factors = methodology_named("iso14083-defra-2025/ar5").factors
    for mode, (vehicle, fuel) in named.items():
        assert factors.transport[mode] == Decimal(vehicle) + Decimal(fuel)
        assert "row 27_" in factors.transport_source(mode)
        assert "row 28_" in factors.transport_source(mode)


def test_every_committed_row_is_that_of_the_publication() -> None:
    """Must hold id, number and words of each row as the flat file has them."""
    file = REAL_DATA / "defra" / "defra_2025_scope_3.csv"
    if not file.exists():
        pytest.skip("the publication's flat file is not here")
    published = _published(file)
    for base, row in ROWS["rows"].items():
        for place, part in enumerate(("total", "CO2", "CH4", "N2O"), start=1):
            found = published.get(f"{base}_{place}")
            assert (part in row) == (found is not None)
            assert found is None or (Decimal(row[part]), row["activity"]) == found


def _published(file: Path) -> dict[str, tuple[Decimal, str]]:
    words = ("Level 1", "Level 2", "Level 3", "Level 4", "Column Text")
    with file.open(newline="") as lines:
        return {
            row["ID"]: (
                Decimal(row["GHG Conversion Factor 2025"]),
                ", ".join(row[word] for word in words if row[word]),
            )
            for row in csv.DictReader(lines)
            if row["UOM"] == "tonne.km" and row["GHG Conversion Factor 2025"]
        }


def test_gases_add_up_to_the_published_total() -> None:
    """Must hold for every row with gases up to the last published digit: parts and total were rounded apart."""
    for row in ROWS["rows"].values():
        if "CO2" in row:
            total = sum(Decimal(row[gas]) for gas in ("CO2", "CH4", "N2O"))
            assert abs(total - Decimal(row["total"])) <= Decimal("0.00001")


def test_restating_moves_each_gas_by_its_potentials() -> None:
    """Must divide a gas by its old potential and multiply it by the new one; the same set changes nothing."""
    parts = {"CH4": Decimal("0.28"), "N2O": Decimal("2.65")}
    ar5, ar6 = ({gas: Decimal(text) for gas, text in ROWS["gwp"][name].items()} for name in ("AR5", "AR6"))
    assert restated_kg(Decimal("3.93"), parts, ar5, ar5, 7) == Decimal("3.93")
    assert restated_kg(Decimal("3.93"), parts, ar5, ar6, 7) == 1 + Decimal("0.298") + Decimal("2.73")


def test_rows_without_gases_cannot_be_restated() -> None:
    """Must refuse AR6 well-to-wheel by name, from the list and from the rows themselves."""
    with pytest.raises(GwpMixed, match="AR5, AR6"):
        methodology_named("iso14083-defra-2025/ar6")
    with pytest.raises(GwpMixed, match="28_913_3155_14"):
        methodology_of(ROWS, Variant("x", "x", GwpSet.AR6, WELL_TO_WHEEL))


def test_the_same_boundary_has_both_sets_of_potentials() -> None:
    """Must offer the vehicles' own emissions under AR5 and under AR6, which is more."""
    ar5, ar6 = (methodology_named(f"freight-ttw-defra-2025/{name}") for name in ("ar5", "ar6"))
    assert (ar5.gwp_set, ar6.gwp_set, ar5.boundary, ar6.boundary) == (
        GwpSet.AR5,
        GwpSet.AR6,
        TANK_TO_WHEEL,
        TANK_TO_WHEEL,
    )
    assert all(ar6.factors.transport[mode] > factor for mode, factor in ar5.factors.transport.items())


def test_kilograms_under_two_sets_of_potentials_have_no_sum() -> None:
    """Must refuse GwpMixed, name the sets, and add up what shares one."""
    owners, freight = (assess(coffee(), all_methodologies()[name]) for name in list(all_methodologies())[:2])
    with pytest.raises(GwpMixed) as refusal:
        total_of([owners, freight])
    assert refusal.value.facts["value"] == "AR5, not stated"
    assert total_of([owners, owners]) == 2 * owners.footprint.total_kg
    assert total_of([]) == Fraction(0)
    assert one_gwp_set([GwpSet.AR6, GwpSet.AR6]) is GwpSet.AR6


def test_a_standard_asks_for_each_leg_of_a_multimodal_way() -> None:
    """Must refuse a mode that the publication has no row for, and an identity that nobody knows."""
    with pytest.raises(ModeUnknown):
        assess(product_with(leg(mode="multimodal")), methodology_named("iso14083-defra-2025/ar5"))
    with pytest.raises(FootprintMethodUnknown, match="owner-default-2025"):
        methodology_named("iso14083-defra-2019")


def test_the_owners_label_stands_on_no_other_factors() -> None:
    """Must keep the owner's words for the owner's set."""
    assert all(not method.factors.owner_label for method in freight_methodologies())
