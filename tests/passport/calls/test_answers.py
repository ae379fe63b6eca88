"""Facts about the calls' answers: shape, roles, entity tags, and that a writer sees its write at once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from passport.adapters.factor_files import default_factors
from passport.adapters.generations import touch
from passport.adapters.product_store import ProductTable
from passport.adapters.supply_tables import PartnerRow, ShipmentRow
from passport.api.report_call import spoken
from passport.api.schemas import FootprintOut
from passport.api.visible import visible
from passport.domain.statement import assess
from registry.domain.roles import Permission, Principal, Role
from tests.passport.calls.conftest import TENANT, House, house_on
from tests.passport.products import coffee, product_with

FOOTPRINT = "/api/scm/carbon/footprint/premium-coffee-500g"
AGGREGATE = "/api/scm/carbon/footprint"
SCOPE = "/api/scm/carbon/scope"
BOARD = "/api/scm/carbon/leaderboard"
KPI = "/api/v1/kpi"
REPORT = "/api/scm/carbon/report"
COMPARE = "/api/v1/partners/compare?ids="
TEA = product_with(product_id="tea", name="Tea", supplier_kg=Decimal(2))


def partner(number: int, **facts: object) -> PartnerRow:
    given = {"name": f"Partner {number}", "country": "TH", "trust_score": "90", "kyc_status": "verified"}
    return PartnerRow(tenant=TENANT, id=f"p{number}", **given | facts)  # type: ignore[arg-type]


def store(house: House, *rows: PartnerRow | ShipmentRow) -> None:
    with house.database.transaction() as session:
        session.add_all(rows)
        touch(session, TENANT)


def shipments(partner_id: str, total: int, late: int) -> list[ShipmentRow]:
    return [
        ShipmentRow(tenant=TENANT, id=f"{partner_id}-{number}", partner_id=partner_id, late=number < late)
        for number in range(total)
    ]


def test_the_footprint_has_the_shape_of_the_specification(embedded: House) -> None:
    """Must answer the coffee as it was computed by hand."""
    embedded.rooms.register(coffee(), TENANT)
    answer = embedded.get(FOOTPRINT).json()
    assert (answer["total_footprint_kgCO2e"], answer["grade"]) == (31.007, "C")
    assert [scope["value"] for scope in answer["scopes"]] == [2.5, 2.55, 25.957]
    assert answer["scopes"][2]["transport_breakdown"][0]["emissions_kgCO2e"] == 25.585
    assert answer["scope_breakdown"] == {"scope_1_pct": 8, "scope_2_pct": 8, "scope_3_pct": 84}


def test_who_may_not_see_the_way_is_shown_no_shipment(embedded: House) -> None:
    """Must leave out each leg, and each input that names one, for roles without the transport breakdown."""
    embedded.rooms.register(coffee(), TENANT)
    seen = embedded.get(FOOTPRINT, Role.VERIFIER)
    assert "leg-1" not in seen.text
    assert "DHL" not in seen.text
    assert seen.json()["scopes"][2]["value"] == 25.957
    assert "leg-1" in embedded.get(FOOTPRINT, Role.SCM_OPS).text


def test_who_may_not_see_scopes_is_shown_the_total_alone() -> None:
    """Must leave the scope breakdown out where the matrix closes it, and keep the way where it does not."""
    whole = FootprintOut.of(assess(coffee(), default_factors())).model_dump(mode="json")
    buyer = cast(Principal, SimpleNamespace(may=lambda asked: asked is not Permission.READ_SCOPES))
    nobody = cast(Principal, SimpleNamespace(may=lambda asked: False))
    answer = visible(whole, buyer)
    assert answer["total_footprint_kgCO2e"] == 31.007
    assert "scope_breakdown" not in answer
    assert [sorted(scope) for scope in answer["scopes"]] == [["label", "transport_breakdown", "type"]]
    assert visible(whole, nobody)["scopes"] == []
    assert "leg-1" not in str(visible(whole, nobody))


def test_a_passport_is_computed_by_the_methodology_asked_for(embedded: House) -> None:
    """Must name methodology, factor set and potentials of the figure, and refuse two ways at once."""
    embedded.rooms.register(coffee(), TENANT)
    real = embedded.get(f"{FOOTPRINT}?methodology=iso14083-defra-2025").json()
    assert (real["methodology"], real["gwp_set"]) == ("iso14083-defra-2025/ar5", "AR5")
    assert real["total_footprint_kgCO2e"] != 31.007
    own = embedded.get(f"{FOOTPRINT}?methodology=owner-default-2025").json()
    assert own == embedded.get(FOOTPRINT).json() == embedded.get(f"{FOOTPRINT}?factor_set=default-2025").json()
    assert embedded.get(f"{FOOTPRINT}?methodology=magic").json()["code"] == "FootprintMethodUnknown"
    assert embedded.get(f"{FOOTPRINT}?methodology=magic&factor_set=x").json()["code"] == "InvalidInput"


def test_every_line_is_explained_to_who_may_see_the_way(embedded: House) -> None:
    """Must give formula, factor, source and kilograms of each line, and the difference to a second methodology."""
    embedded.rooms.register(coffee(), TENANT)
    path = "/api/v1/footprints/premium-coffee-500g/explanation"
    answer = embedded.get(f"{path}?compare_with=iso14083-defra-2025").json()
    assert [line["kg"] for line in answer["lines"]] == ["2.5", "2.55", "25.585", "0.372"]
    assert answer["lines"][2]["factor"]["value"] == "0.602"
    assert answer["comparison"] is not None
    for role in (Role.VERIFIER, Role.CEO):
        assert embedded.get(path, role).status_code == 403
    assert embedded.get(path, tenant="stranger").json()["code"] == "ProductUnknown"
    listed = [row["methodology"] for row in embedded.get("/api/v1/methodologies").json()]
    assert listed[0] == "owner-default-2025"
    assert len(listed) > 1


def test_list_footprints_names_what_could_not_be_computed(house: House) -> None:
    """Must list products page by page, by grade, and those without a footprint with their reason."""
    house.rooms.register(coffee(), TENANT)
    house.rooms.register(TEA, TENANT)
    ProductTable(house.database).put(product_with(product_id="odd", category="Spells"), TENANT)
    first = house.get("/api/v1/footprints?limit=2")
    assert [(row["product_id"], row["fault"] is None) for row in first.json()] == [
        ("odd", False),
        ("premium-coffee-500g", True),
    ]
    assert first.json()[0]["fault"].startswith("category is 'Spells'")
    following = first.headers["link"].partition(">")[0].removeprefix("<")
    assert [(row["product_id"], row["total_kg"]) for row in house.get(following).json()] == [("tea", "2.000")]
    assert [row["grade"] for row in house.get("/api/v1/footprints?grade=C").json()] == ["C"]
    assert [row["product_id"] for row in house.get("/api/v1/footprints?grade=none").json()] == ["odd"]
    assert house.get("/api/v1/footprints", tenant="stranger").json() == []
    assert house.get("/api/v1/footprints", Role.CEO).status_code == 403


def test_a_write_of_another_process_is_seen_at_once(house: House, tmp_path: Path) -> None:
    """Must read what another process over the same database wrote, although an answer is kept here."""
    assert house.get(SCOPE).json()["total_footprint_kgCO2e"] == 0
    other = house_on(house.database, tmp_path / "other")
    other.rooms.register(TEA, TENANT)
    assert house.get(SCOPE).json()["total_footprint_kgCO2e"] == 2
    other.database.close()


def test_the_chief_executive_sees_one_number(embedded: House) -> None:
    """Must refuse a single product and the scopes by the permission's name, and answer the aggregate and the KPIs."""
    embedded.rooms.register(coffee(), TENANT)
    for path, permission in ((FOOTPRINT, "passports:read"), (SCOPE, "scopes:read")):
        refusal = embedded.get(path, Role.CEO)
        assert (refusal.status_code, refusal.json()["permission"]) == (403, permission)
    aggregate = embedded.get(AGGREGATE, Role.CEO).json()
    assert (aggregate["total_footprint_kgCO2e"], aggregate["grade"]) == (31.007, "C")
    assert "premium-coffee" not in str(aggregate)
    assert "scope_" not in str(aggregate)
    kpi = embedded.get(KPI, Role.CEO).json()
    assert (kpi["esg_grade"], kpi["total_footprint_kg"]) == ("C", "31.007")
    assert kpi["targets_kg"] == {"target_2030": "17.054", "target_2050": "3.101"}
    assert embedded.get(KPI, Role.COMPANY_ADMIN).status_code == 403


def test_scopes_add_up_over_the_company(house: House) -> None:
    """Must answer the three scopes with percents that add up to 100, and what the sums rest on."""
    house.rooms.register(coffee(), TENANT)
    house.rooms.register(TEA, TENANT)
    answer = house.get(SCOPE).json()
    assert [scope["value"] for scope in answer["scopes"]] == [4.5, 2.55, 25.957]
    assert sum(answer["scope_breakdown"].values()) == 100
    assert answer["products_by_grade"] == {"A+": 1, "A": 0, "B": 0, "C": 1, "D": 0, "F": 0}
    assert answer["coverage"]["products_assessed"] == 2
    assert answer["gwp_set"] == "not stated"
    assert house.get(SCOPE, tenant="stranger").json()["total_footprint_kgCO2e"] == 0


def test_the_leaderboard_counts_what_was_shipped(house: House) -> None:
    """Must count late and total from the shipments, fall back to the partner's own figures, and say null else."""
    store(
        house,
        partner(1, total_shipments=2, late_shipments=2),
        partner(2, total_shipments=4, late_shipments=1, violations=1),
        partner(3),
        partner(4, trust_score=None, country=None),
        *shipments("p1", 25, 1),
        *shipments("p4", 1, 0),
    )
    answer = house.get(BOARD).json()
    assert answer["total_partners"] == 4
    assert [answer[f"{grade}_grade"] for grade in "abcd"] == [1, 1, 0, 0]
    first, second, third, fourth = answer["leaderboard"]
    assert first["metrics"] == {
        "trust_score": 90.0,
        "shipment_reliability": "96%",
        "sla_violations": 0,
        "kyc_status": "verified",
        "total_shipments": 25,
        "late_shipments": 1,
    }
    assert (first["partner_id"], first["esg_score"], first["grade"]) == ("p1", 94.8, "A")
    assert (second["partner_id"], second["esg_score"], second["grade"]) == ("p2", 78.5, "B")
    assert (third["partner_id"], third["esg_score"], third["grade"]) == ("p3", None, None)
    assert third["reason"].startswith("no shipments are recorded")
    assert (fourth["partner_id"], fourth["reason"]) == ("p4", "no trust score is recorded")
    assert house.get(BOARD, tenant="stranger").json()["leaderboard"] == []


def test_the_leaderboard_is_read_by_grade_and_page_by_page(embedded: House) -> None:
    """Must list one grade only, and lead on by Link until the last page."""
    rows = [partner(number, total_shipments=10, late_shipments=number) for number in range(1, 9)]
    store(embedded, *rows)
    assert [row["partner_id"] for row in embedded.get(f"{BOARD}?grade=B").json()["leaderboard"]] == ["p6", "p7", "p8"]
    assert embedded.get(f"{BOARD}?grade=E").json()["code"] == "InvalidInput"
    path, seen = f"{BOARD}?limit=3", []
    while path:
        answer = embedded.get(path)
        seen += [row["partner_id"] for row in answer.json()["leaderboard"]]
        path = answer.headers.get("link", "").partition(">")[0].removeprefix("<")
    assert seen == [f"p{number}" for number in range(1, 9)]
    missing = embedded.get(f"{BOARD}?after=nobody")
    assert (missing.status_code, missing.json()["code"]) == (404, "SupplyUnknown")


def test_the_chief_executive_sees_the_first_five(embedded: House) -> None:
    """Must show no sixth partner by any filter or page, and refuse the comparison."""
    store(embedded, *(partner(number, total_shipments=10, late_shipments=number) for number in range(1, 9)))
    board = embedded.get(BOARD, Role.CEO).json()
    assert (board["total_partners"], len(board["leaderboard"])) == (8, 5)
    assert embedded.get(f"{BOARD}?grade=B", Role.CEO).json()["leaderboard"] == []
    assert embedded.get(f"{BOARD}?after=p5", Role.CEO).json()["leaderboard"] == []
    assert embedded.get(f"{BOARD}?after=p6", Role.CEO).status_code == 404
    assert embedded.get(f"{COMPARE}p1,p2", Role.CEO).json()["permission"] == "partners:read"
    assert embedded.get(BOARD, Role.SCM_OPS).status_code == 403


def test_partners_stand_side_by_side(house: House) -> None:
    """Must show every component as text in the order asked for, name the best, and refuse what is missing."""
    store(
        house, partner(1, total_shipments=10, late_shipments=5), partner(2, trust_score="80.5"), *shipments("p2", 3, 1)
    )
    answer = house.get(f"{COMPARE}p2,p1").json()
    assert [row["partner_id"] for row in answer["partners"]] == ["p2", "p1"]
    assert [row["esg_score"] for row in answer["partners"]] == ["82.2", "81.0"]
    assert answer["partners"][0]["reliability_points"] == "20.000"
    assert answer["best"] == {
        "score": ["p2"],
        "trust_points": ["p1"],
        "reliability_points": ["p2"],
        "conduct_points": ["p2", "p1"],
    }
    assert house.get(f"{COMPARE}p1,p9").json()["code"] == "SupplyUnknown"
    assert house.get(f"{COMPARE}p1,p1").json()["code"] == "InvalidInput"
    assert house.get(f"{COMPARE}p1,p2", tenant="stranger").status_code == 404


def test_the_report_is_in_the_language_of_its_reader(embedded: House) -> None:
    """Must answer the GRI figures to who may export them, kept for 180 s, each language by itself."""
    embedded.rooms.register(coffee(), TENANT)
    english = embedded.get(REPORT, Role.COMPLIANCE)
    thai = embedded.get(REPORT, Role.COMPLIANCE, Accept_Language="th-TH, en;q=0.8")
    assert english.headers["cache-control"] == "private, max-age=180, no-cache"
    assert "31.007" in english.text
    assert english.json() == embedded.get(f"{REPORT}?language=en", Role.COMPLIANCE, Accept_Language="th").json()
    assert thai.text != english.text
    assert embedded.get(f"{REPORT}?language=xx", Role.COMPLIANCE).json()["code"] == "InvalidInput"
    assert embedded.get(REPORT, Role.COMPANY_ADMIN).json()["permission"] == "reports:export"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("th", "th"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("fr, th;q=0.5, vi;q=0.7", "vi"),
        ("th;q=0, en;q=0.1", "en"),
        ("*;q=x;;,,", "en"),
    ],
)
def test_the_language_is_the_one_that_the_header_prefers(header: str, language: str) -> None:
    """Must weigh languages as HTTP says, and fall back to the first one that there is."""
    assert spoken(header, ("en", "th", "vi")) == language


@pytest.mark.parametrize(("path", "age_s"), [(FOOTPRINT, 0), (AGGREGATE, 120), (SCOPE, 120), (BOARD, 120)])
def test_an_unchanged_answer_is_not_sent_again(embedded: House, path: str, age_s: int) -> None:
    """Must name the answer by its tag, vary by caller and language, and answer 304 to who holds it."""
    embedded.rooms.register(coffee(), TENANT)
    first = embedded.get(path)
    assert first.headers["cache-control"] == f"private, max-age={age_s}, no-cache"
    assert first.headers["vary"] == "Authorization, Accept-Language"
    tag = first.headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = embedded.get(path, If_None_Match=held)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert embedded.get(path, If_None_Match='"other"').content == first.content


def test_a_writer_sees_its_write_at_once(house: House) -> None:
    """Must answer anew after each write, by this process or another, however young the kept answer is."""
    house.rooms.register(TEA, TENANT)
    before = house.get(SCOPE)
    assert before.json()["total_footprint_kgCO2e"] == 2
    house.rooms.register(replace(TEA, supplier_kg=Decimal(3)), TENANT)
    after = house.get(SCOPE, If_None_Match=before.headers["etag"])
    assert (after.status_code, after.json()["total_footprint_kgCO2e"]) == (200, 3)
    assert house.get(BOARD).json()["total_partners"] == 0
    store(house, partner(1))
    assert house.get(BOARD).json()["total_partners"] == 1


def test_no_call_answers_without_a_token(embedded: House) -> None:
    """Must refuse whoever is not signed in."""
    for path in (FOOTPRINT, AGGREGATE, SCOPE, BOARD, KPI, f"{COMPARE}p1,p2"):
        assert embedded.client.get(path).json()["code"] == "NotAuthenticated"
