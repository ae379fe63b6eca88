"""Facts about the doors of risk: scores with their movements, alerts, months and claims, each company its own."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from typer.testing import CliRunner

from passport.adapters.factor_files import default_factors
from passport.adapters.offset_tables import OffsetAlarmRow
from passport.adapters.risk_tables import ClaimRow
from passport.adapters.supply_tables import PartnerRow, ShipmentRow
from passport.domain.factor_changes import Activity
from passport.usecases import (
    find_alerts,
    find_falls,
    find_spikes,
    judge_claims,
    score_product,
    score_risk,
)
from registry.domain.roles import Role
from tests.passport.products import leg
from tests.passport.risk.conftest import TENANT, Desk
from web.cli import app

VERBS = (find_alerts, find_falls, find_spikes, judge_claims, score_product, score_risk)
RISK = "/api/v1/risk"
ALERTS = "/api/v1/risk/alerts"
EVIDENCE = "0x" + "ab" * 32


def partner(identity: str, **facts: Any) -> PartnerRow:
    given = {"name": identity, "country": "TH", "trust_score": "90", "kyc_status": "verified"}
    return PartnerRow(tenant=TENANT, id=identity, **given | facts)


def carried(partner_id: str, count: int, product_id: str | None = None) -> list[ShipmentRow]:
    return [
        ShipmentRow(tenant=TENANT, id=f"{partner_id}-{number}", partner_id=partner_id, product_id=product_id, late=True)
        for number in range(count)
    ]


def value_of(answer: dict[str, Any], name: str) -> str | None:
    return next(score["value"] for score in answer["scores"] if score["name"] == name)


def moved(answer: dict[str, Any], name: str) -> dict[str, str]:
    score = next(score for score in answer["scores"] if score["name"] == name)
    return {one["id"]: one["points"] for one in score["movements"]}


def alerts(desk: Desk, kind: str, tenant: str = TENANT) -> list[dict[str, str]]:
    return [one for one in desk.get(ALERTS, tenant=tenant)["alerts"] if one["kind"] == kind]


def test_every_verb_says_what_it_promises() -> None:
    """Must open each verb's file with one sentence."""
    assert all(verb.__doc__ and verb.__doc__.strip().endswith(".") for verb in VERBS)


def test_the_scores_of_a_company_are_explained(desk: Desk) -> None:
    """Must give each score with every source that moved it, and the same figure to the chief executive, bare."""
    desk.register("clean", "1")
    desk.register("dirty", "80")
    desk.register("flown", "1", shipments=[leg(mode="air", distance_km=Decimal(1000))])  # 1 + 30.1 kg, 96 % scope 3
    desk.add(partner("good", violations=0), partner("late", trust_score="25", violations=2), *carried("late", 3))
    answer = desk.get(RISK, Role.RISK)
    # CRS: one product of three at 10,000; ERS: only the late partner has shipments: 10 + 0 + 10 = 20 points, grade D.
    assert (value_of(answer, "CRS"), value_of(answer, "ERS"), value_of(answer, "BRI")) == ("33.33", "100.00", "46.67")
    assert moved(answer, "BRI") == {"late": "20.00", "dirty": "16.67", "flown": "10.00"}
    assert moved(answer, "ERS") == {"late": "100.00"}
    assert answer["brandProtection"] == "53.33"
    bare = desk.get("/api/v1/risk/brand-protection", Role.CEO)
    assert (bare["brandProtection"], bare["weights"]) == ("53.33", answer["weights"])


def test_a_product_is_explained_down_to_its_shipments(desk: Desk) -> None:
    """Must split the share of scope 3 over the legs by what they emit, and hear only partners of this product."""
    legs = [leg(shipment_id="far", mode="air", distance_km=Decimal(900)), leg(shipment_id="near", mode="air")]
    desk.register("flown", "1", shipments=legs)
    desk.add(partner("c", trust_score="100", violations=3), partner("d", trust_score="0", violations=3))
    desk.add(*carried("c", 1, "flown"), *carried("d", 1))
    answer = desk.get("/api/v1/risk/products/flown", Role.RISK)
    assert moved(answer, "CRS") == {"far": "90.00", "near": "10.00"}
    assert moved(answer, "ERS") == {"c": "50.00"}
    desk.get("/api/v1/risk/products/flown", tenant="rival", expect=404)
    desk.get("/api/v1/risk/products/nothing", expect=404)


def test_nothing_known_is_no_score(desk: Desk) -> None:
    """Must answer null with the reason, and count what could not be computed."""
    answer = desk.get(RISK)
    assert [score["value"] for score in answer["scores"]] == [None, None, None]
    assert answer["scores"][0]["reason"] == "no product or partner can be heard yet"
    assert desk.get("/api/v1/risk/brand-protection", Role.CEO)["brandProtection"] is None


def test_risk_is_for_those_who_may(embedded: Desk) -> None:
    """Must refuse roles without the permission, by its name, and everybody without a token."""
    for path in (RISK, ALERTS, f"{RISK}/anomalies", f"{RISK}/products/x", "/api/v1/claims"):
        for role in (Role.SCM_OPS, Role.CEO, Role.PROCUREMENT):
            assert embedded.get(path, role, expect=403)["permission"] == "risk:read"
        assert embedded.client.get(path).status_code == 401


def test_a_doubled_footprint_is_a_spike(desk: Desk) -> None:
    """Must find the month that rose out of seven quiet ones, state the false-alarm rate, and nothing for others."""
    for month in range(1, 9):
        desk.clock.month(month)
        desk.register("tea", "20" if month == 8 else f"10.0{month % 3}")
        desk.register("milk", "3")
        kept = desk.call("POST", "/api/v1/risk/months", Role.SCM_OPS)
        assert kept == {"month": f"2026-0{month}", "products": 2}
    (spike,) = desk.get("/api/v1/risk/anomalies", Role.RISK)["alerts"]
    assert (spike["kind"], spike["subject"], spike["month"]) == ("emission_spike", "tea", "2026-08")
    assert "20.000 kg in 2026-08 after a median of 10.010 kg over 7 months" in spike["sentence"]
    assert "1 % of months that scatter normally, and never in more than 12.5 %" in spike["sentence"]
    assert alerts(desk, "emission_spike", tenant="rival") == []


def test_a_month_is_kept_once_and_its_newest_figure_counts(desk: Desk) -> None:
    """Must replace this month's figure, leave months that are over, and keep what was declared."""
    desk.clock.month(1)
    desk.register("tea", "10")
    desk.call("POST", "/api/v1/risk/months")
    desk.clock.month(2)
    desk.register("tea", "5")
    desk.call("POST", "/api/v1/risk/months")
    path = "/api/v1/risk/products/tea/months"
    desk.put(f"{path}/2026-02/cause", {"cause": "a heat pump", "evidence": EVIDENCE}, expect=204)
    desk.register("tea", "6")
    desk.call("POST", "/api/v1/risk/months")
    months = desk.get(path)
    assert [(one["month"], one["totalKg"], one["change"]) for one in months] == [
        ("2026-01", "10.000", "first month"),
        ("2026-02", "6.000", "recorded values"),
    ]
    assert (months[1]["cause"], months[1]["evidence"]) == ("a heat pump", EVIDENCE)
    desk.get(path, tenant="rival", expect=404)
    assert desk.put(f"{path}/2026-03/cause", {"cause": "x"}, expect=404)["code"] == "MonthNotKept"
    assert desk.put(f"{path}/2026-3/cause", {"cause": "x"}, expect=422)["field"] == "month"


def test_a_fall_is_found_until_its_cause_is_proved(desk: Desk) -> None:
    """Must report a fall whose data were removed, also after a bare sentence, and be quiet once there is evidence."""
    desk.clock.month(1)
    desk.register("tea", "1", shipments=[leg(mode="air", distance_km=Decimal(1000))])
    desk.call("POST", "/api/v1/risk/months")
    desk.clock.month(2)
    desk.register("tea", "1")
    desk.call("POST", "/api/v1/risk/months")
    (fall,) = alerts(desk, "fall_without_a_cause")
    assert fall["sentence"] == (
        "fell from 31.100 to 1.000 kg (-96.78 %) without a declared cause and its evidence;"
        " what changed: shipments or storage events are no longer recorded"
    )
    path = "/api/v1/risk/products/tea/months/2026-02/cause"
    desk.put(path, {"cause": "we stopped flying"}, expect=204)
    assert alerts(desk, "fall_without_a_cause")
    desk.put(path, {"cause": "we stopped flying", "evidence": EVIDENCE}, expect=204)
    assert not alerts(desk, "fall_without_a_cause")


def test_own_figures_far_below_the_factor_need_a_certificate(desk: Desk) -> None:
    """Must report 1.24 kg in place of 2.5, not 1.25, and accept a certificate that is valid today."""
    desk.register("low", "1.24")
    desk.register("half", "1.25")
    (found,) = alerts(desk, "own_figure_far_below_factor")
    assert found["subject"] == "low"
    assert "own 1.240 kg stand in place of the factor of 2.500 kg" in found["sentence"]
    sent = {"subjectKind": "product", "subjectId": "low", "scheme": "Organic", "number": "1"}
    expired = sent | {"validFrom": "2025-01-01", "validUntil": "2026-11-21"}
    desk.put("/api/v1/sustainability-certificates/c", expired, expect=204)
    assert alerts(desk, "own_figure_far_below_factor")
    desk.put("/api/v1/sustainability-certificates/c", expired | {"validUntil": "2026-11-22"}, expect=204)
    assert not alerts(desk, "own_figure_far_below_factor")


def test_lowered_factors_are_reported() -> None:
    """Must compare a company's own set with the default one, factor by factor."""
    base = default_factors()
    own = replace(base, name="default-2025+roastery.1", transport={**base.transport, "air": Decimal("0.301")})
    (found,) = find_alerts.find_lowered_factors(own, base, 1000)
    assert (found.subject, found.sentence) == (
        "transport air",
        "default-2025+roastery.1 has 0.301 in place of 0.602 (-50 %)",
    )
    assert find_alerts.find_lowered_factors(base, base, 1000) == []


def test_a_factor_lowered_by_two_people_is_still_an_alert(desk: Desk) -> None:
    """Must report the agreed change for as long as it holds, to its company alone."""
    desk.change_factor(Activity.TRANSPORT, "air", "0.301")
    (found,) = alerts(desk, "factor_lowered")
    assert (found["subject"], "0.301 in place of 0.602 (-50 %)" in found["sentence"]) == ("transport air", True)
    assert alerts(desk, "factor_lowered", tenant="rival") == []


def test_offset_fraud_is_told_to_the_later_company_alone(desk: Desk) -> None:
    """Must show the alarm to whom it was raised for, without the other company, and to nobody else."""
    alarm = OffsetAlarmRow(
        tenant=TENANT,
        nullifier=EVIDENCE,
        rule="certificate",
        first_tenant="rival",
        first_offset="secret",
        at=1,
        last_at=2,
        attempts=3,
        actor="ann",
        sent="{}",
    )
    desk.add(alarm)
    (found,) = alerts(desk, "offset_certificate_used_twice")
    assert found["sentence"] == "a certificate that was used before was offered 3 times"
    assert "rival" not in str(found)
    assert alerts(desk, "offset_certificate_used_twice", tenant="rival") == []


def test_a_sealed_passport_below_the_records_is_reported(desk: Desk) -> None:
    """Must notice that the public still reads 9 kg where 10 are recorded, and be quiet at 9.001 (below 10 %)."""
    desk.register("tea", "9")
    desk.seal("tea")
    assert not alerts(desk, "published_figure_below_records")
    desk.register("tea", "10")
    (found,) = alerts(desk, "published_figure_below_records")
    assert found["sentence"] == "the sealed passport states 9.000 kg, 10.000 kg are recorded now"
    assert alerts(desk, "published_figure_below_records", tenant="rival") == []
    desk.register("tea", "9.999")
    assert not alerts(desk, "published_figure_below_records")


def test_every_company_s_month_is_kept_by_one_command(desk: Desk) -> None:
    """Must keep the month of each company that has products, and say of how many."""
    desk.register("tea", "9")
    desk.register("milk", "3")
    desk.register("beer", "4", tenant="rival")
    assert desk.rooms.risk.keep_every_month() == {"rival": 1, TENANT: 2}
    assert [one["month"] for one in desk.get(f"{RISK}/products/beer/months", tenant="rival")] == ["2026-11"]


def test_the_command_keeps_the_month(embedded: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must print each company with its products, as text and as JSON."""
    registry = embedded.rooms.registry
    monkeypatch.setattr("passport.risk_cli.running_registry", lambda _settings, _node: nullcontext(registry))
    embedded.register("tea", "9")
    run = CliRunner()
    assert run.invoke(app, ["risk", "keep-month"]).stdout == f"{TENANT}: 1 product\n"
    assert json.loads(run.invoke(app, ["risk", "keep-month", "--json"]).stdout) == {TENANT: 1}


def test_the_passport_shows_the_certificates_of_its_product(desk: Desk) -> None:
    """Must list scheme, number and standing in the footprint call, and change no figure by it."""
    desk.register("tea", "9")
    path = "/api/scm/carbon/footprint/tea"
    before = desk.get(path)
    sent = {"subjectKind": "product", "subjectId": "tea", "scheme": "Organic", "number": "O-7"}
    sent |= {"validFrom": "2027-01-01", "validUntil": "2027-12-31"}
    desk.put("/api/v1/sustainability-certificates/o", sent, expect=204)
    after = desk.get(path)
    (held,) = after.pop("certificates")
    assert (held["scheme"], held["number"], held["standing"]) == ("Organic", "O-7", "not yet valid")
    assert before.pop("certificates") == []
    assert after == before


def test_claims_are_held_against_records(desk: Desk) -> None:
    """Must list each claim with its standing, and raise an alert for what does not hold."""
    desk.register("tea", "10")
    claims = {
        "a": {"productId": "tea", "kind": "footprint_at_most", "amount": "10"},
        "b": {"productId": "tea", "kind": "footprint_at_most", "amount": "9.999"},
        "c": {"productId": "tea", "kind": "offset_based"},
        "d": {"productId": "tea", "kind": "reduction", "amount": "5", "sinceMonth": "2026-01"},
    }
    for identity, claim in claims.items():
        desk.put(f"/api/v1/claims/{identity}", claim, expect=204)
    listed = desk.get("/api/v1/claims")
    assert [one["standing"] for one in listed] == ["supported", "contradicted", "contradicted", "no evidence"]
    assert len(alerts(desk, "claim_against_evidence")) == 3
    assert desk.get("/api/v1/claims", tenant="rival") == []
    assert [one["id"] for one in desk.get("/api/v1/claims?after=a&limit=2")] == ["b", "c"]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"productId": "nothing", "kind": "offset_based"}, 404, None),
        ({"productId": "tea", "kind": "best_in_class"}, 422, "kind"),
        ({"productId": "tea", "kind": "footprint_at_most"}, 422, "amount"),
        ({"productId": "tea", "kind": "footprint_at_most", "amount": "-1"}, 422, "amount"),
        ({"productId": "tea", "kind": "reduction", "amount": "1", "sinceMonth": "January"}, 422, "since_month"),
        ({"productId": "tea", "kind": "offset_based", "text": "green"}, 422, "text"),
    ],
)
def test_a_claim_outside_its_rules_is_refused(
    embedded: Desk, body: dict[str, str], status: int, field: str | None
) -> None:
    """Must name the field and keep nothing."""
    embedded.register("tea", "10")
    refusal = embedded.put("/api/v1/claims/x", body, expect=status)
    assert refusal.get("field") == field
    assert embedded.get("/api/v1/claims") == []


def test_certificates_belong_to_what_the_company_has(desk: Desk) -> None:
    """Must take one of a product or partner of the company, show how it stands today, and move no score."""
    desk.register("tea", "10")
    desk.add(partner("p"))
    before = desk.get(RISK)
    sent = {"scheme": "Fairtrade", "number": "F-1", "validFrom": "2026-01-01", "validUntil": "2026-12-31"}
    path = "/api/v1/sustainability-certificates"
    desk.put(f"{path}/t", sent | {"subjectKind": "product", "subjectId": "tea"}, Role.SCM_OPS, expect=204)
    desk.put(f"{path}/p", sent | {"subjectKind": "partner", "subjectId": "p", "validUntil": "2026-02-01"}, expect=204)
    assert [(one["id"], one["standing"]) for one in desk.get(path)] == [("p", "expired"), ("t", "valid")]
    assert desk.get(RISK) == before
    for kind in ("product", "partner"):
        desk.put(f"{path}/x", sent | {"subjectKind": kind, "subjectId": "nothing"}, expect=404)
    desk.put(f"{path}/x", sent | {"subjectKind": "product", "subjectId": "tea"}, tenant="rival", expect=404)
    late = sent | {"subjectKind": "product", "subjectId": "tea", "validUntil": "2025-12-31"}
    assert desk.put(f"{path}/x", late, expect=422)["field"] == "valid_until"
    assert desk.get(path, tenant="rival") == []


def test_no_claim_is_too_late_in_the_alphabet(embedded: Desk) -> None:
    """Must hold every claim against the records, however many were made before it."""
    embedded.register("p0", "3")
    made = {"made_by": "ann", "made_at": 1}
    common: dict[str, Any] = {"tenant": TENANT, "product_id": "p0", "since_month": "", "certificate_id": "", **made}
    true = [ClaimRow(id=f"a{number:03}", kind="footprint_at_most", amount="5", **common) for number in range(201)]
    embedded.add(*true, ClaimRow(id="z", kind="offset_based", amount="", **common))
    (alert,) = embedded.get(ALERTS, Role.RISK)["alerts"]
    assert (alert["kind"], "bought credits" in alert["sentence"]) == ("claim_against_evidence", True)
