"""Facts about the doors of approvals and of the audit log."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.approvals import ApprovalKind
from registry.domain.roles import Role
from tests.registry.governance.doors import NOW, Ground

REQUEST = {"project": "1", "reportHash": "0x" + "a" * 64, "kilograms": "1000", "note": "first period"}
APPROVALS = "/api/v1/approvals"


def asked(ground: Ground, **changed: Any) -> dict[str, Any]:
    body = {"kind": "issuance_request", "payload": REQUEST | changed}
    status, approval = ground.call("POST", APPROVALS, "sol", Role.NET_ABSORBER, json=body)
    assert status == 201, approval
    document: dict[str, Any] = approval
    return document


def said(ground: Ground, approval: dict[str, Any], who: str, *roles: Role, **changed: Any) -> tuple[int, Any]:
    body = {"approved": True, "payloadHash": approval["payloadHash"], "reason": ""} | changed
    return ground.call("POST", f"{APPROVALS}/{approval['id']}/decision", who, *roles, json=body)


def test_an_issuance_needs_two_people(ground: Ground) -> None:
    """Must let one ask and another decide, refuse the one who asked, and refuse a second decision."""
    waiting = asked(ground)
    assert (waiting["state"], waiting["payload"], waiting["proposedAt"]) == ("pending", REQUEST, str(NOW))
    status, problem = said(ground, waiting, "sol", Role.COMPANY_ADMIN)
    assert (status, problem["code"]) == (409, "SelfApproval")
    status, decided = said(ground, waiting, "ben", Role.COMPLIANCE)
    assert (status, decided["state"], decided["decider"]) == (200, "approved", "ben")
    assert said(ground, waiting, "cas", Role.COMPLIANCE)[1]["code"] == "ApprovalDecided"
    told = ground.call("GET", "/api/v1/audit-log", "kim", Role.AUDITOR)[1]
    assert [entry["action"] for entry in told] == ["approval.proposed", "approval.approved"]


def test_a_late_decision_is_refused_and_shown_as_expired(ground: Ground) -> None:
    """Must show a proposal that nobody decided in time as expired, and refuse to decide it."""
    waiting = asked(ground)
    ground.clock.time = int(waiting["expiresAt"])
    assert ground.call("GET", f"{APPROVALS}/{waiting['id']}", "ben", Role.COMPLIANCE)[1]["state"] == "expired"
    assert said(ground, waiting, "ben", Role.COMPLIANCE)[1]["code"] == "ApprovalExpired"


def test_another_company_meets_nothing(ground: Ground) -> None:
    """Must answer 404 for another company's approval and show it in no list and no log."""
    waiting = asked(ground)
    for path in (f"{APPROVALS}/{waiting['id']}", f"{APPROVALS}?after={waiting['id']}"):
        assert ground.call("GET", path, "eve", *Role, tenant="mill")[0] == 404
    body = {"approved": True, "payloadHash": waiting["payloadHash"]}
    assert (
        ground.call("POST", f"{APPROVALS}/{waiting['id']}/decision", "eve", *Role, tenant="mill", json=body)[0] == 404
    )
    assert ground.call("GET", APPROVALS, "eve", *Role, tenant="mill") == (200, [])
    assert ground.call("GET", "/api/v1/audit-log", "eve", *Role, tenant="mill") == (200, [])


def test_pages_name_the_next_one(embedded_ground: Ground) -> None:
    """Must walk the list by its Link header, with its filters, each approval once."""
    known = [asked(embedded_ground, note=str(number))["id"] for number in range(3)]
    token = embedded_ground.tokens.issue_token("ben", "roastery", frozenset({Role.COMPLIANCE}), NOW)
    seen: list[str] = []
    path = f"{APPROVALS}?limit=2&state=pending"
    while path:
        answer = embedded_ground.client.get(path, headers={"Authorization": f"Bearer {token}"})
        seen += [approval["id"] for approval in answer.json()]
        path = answer.links.get("next", {}).get("url", "")
    assert (sorted(seen), len(seen)) == (sorted(known), 3)
    log = embedded_ground.client.get("/api/v1/audit-log?limit=2", headers={"Authorization": f"Bearer {token}"})
    assert log.links["next"]["url"] == f"/api/v1/audit-log?limit=2&after={log.json()[-1]['seq']}"


def test_who_asks_sees_their_kind_only(embedded_ground: Ground) -> None:
    """Must show an absorber the issuance requests and nothing of offsets."""
    offset = embedded_ground.approvals.open(
        kind=ApprovalKind.OFFSET, tenant="roastery", proposer="ann", payload={"cost": "12"}, at=NOW
    )
    waiting = asked(embedded_ground)
    seen = embedded_ground.call("GET", APPROVALS, "sol", Role.NET_ABSORBER)[1]
    assert [approval["id"] for approval in seen] == [waiting["id"]]
    assert embedded_ground.call("GET", f"{APPROVALS}/{offset.id}", "sol", Role.NET_ABSORBER)[0] == 404
    assert embedded_ground.call("GET", f"{APPROVALS}/{offset.id}", "kim", Role.AUDITOR)[0] == 200


@pytest.mark.parametrize("kind", ["offset", "report_release", "factor_override", "king"])
def test_other_kinds_have_doors_of_their_own(embedded_ground: Ground, kind: str) -> None:
    """Must refuse to propose here what is checked elsewhere: a payload that nobody read is never approved."""
    body = {"kind": kind, "payload": REQUEST}
    assert embedded_ground.call("POST", APPROVALS, "ann", *Role, json=body)[0] == 422


@pytest.mark.parametrize(
    "payload",
    [{"kilograms": "0"}, {"kilograms": 5}, {"reportHash": "0x1"}, {"project": "x"}, {"note": "x" * 1001}, {"more": 1}],
)
def test_a_request_outside_its_rules_is_refused(embedded_ground: Ground, payload: dict[str, object]) -> None:
    """Must refuse each field outside its rule, and keep nothing."""
    body = {"kind": "issuance_request", "payload": REQUEST | payload}
    status, problem = embedded_ground.call("POST", APPROVALS, "sol", Role.NET_ABSORBER, json=body)
    assert (status, problem["code"]) == (422, "InvalidInput")
    assert embedded_ground.approvals.of_tenant("roastery") == []
