"""Facts about bad input at the doors of risk and of the public side: one problem each, on both engines, no 500."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.roles import Role
from tests.passport.risk.conftest import TENANT, Desk

EVERY_ROLE = frozenset(Role) - {Role.VERIFIER, Role.COMPLIANCE, Role.AUDITOR}
CERTIFICATE = '{"subjectKind": "product", "subjectId": "tea", "number": "1", "scheme": %s, "validFrom": %s, %s}'
UNTIL = '"validUntil": "2026-12-31"'
CASES: list[tuple[str, str, str | None, tuple[int, ...]]] = [
    ("GET", "/p/%00/qr.svg", None, (404, 422)),
    ("GET", "/01/%00", None, (422,)),
    ("GET", "/01/9506000134352/10/%00", None, (422,)),
    ("GET", "/01/9506000134352?linkType=%00", None, (404,)),
    ("GET", "/01/" + "9" * 500, None, (422,)),
    ("GET", "/api/v1/risk/products/%00", None, (404, 422)),
    ("GET", "/api/v1/risk/products/%00/months", None, (404, 422)),
    ("GET", "/api/v1/risk/products/%F0%9F%8C%B1", None, (404,)),
    ("GET", "/api/v1/claims?after=%00", None, (422,)),
    ("GET", "/api/v1/claims?limit=0", None, (422,)),
    ("GET", "/api/v1/claims?limit=1000000000000000000000", None, (422,)),
    ("GET", "/api/v1/platform/alerts?after=%00", None, (422,)),
    ("GET", "/api/v1/sustainability-certificates?after=%00", None, (422,)),
    ("PUT", "/api/v1/products/%00/gtin", '{"gtin": "9506000134352"}', (404, 422)),
    ("PUT", "/api/v1/products/tea/gtin", '{"gtin": 9506000134352}', (422,)),
    ("PUT", "/api/v1/products/tea/gtin", '{"gtin": "９506000134352"}', (422,)),
    ("PUT", "/api/v1/disclosure", '{"level": null}', (422,)),
    ("PUT", "/api/v1/risk/products/tea/months/2026-01/cause", '{"cause": "a\\u0000"}', (422,)),
    ("PUT", "/api/v1/risk/products/tea/months/2026-01/cause", '{"cause": "a", "evidence": "0xzz"}', (422,)),
    ("PUT", "/api/v1/claims/a", '{"productId": "tea", "kind": "footprint_at_most", "amount": "NaN"}', (422,)),
    ("PUT", "/api/v1/claims/a", '{"productId": "tea", "kind": "footprint_at_most", "amount": "1E-30"}', (422,)),
    ("PUT", "/api/v1/claims/a", '{"productId": "tea", "kind": "certified", "certificateId": "\\u0000"}', (422,)),
    ("PUT", "/api/v1/claims/%00", '{"productId": "tea", "kind": "offset_based"}', (422,)),
    ("PUT", "/api/v1/claims/a", "[" * 5_000, (400, 422)),  # by the depth that the process allows at the moment
    ("PUT", "/api/v1/sustainability-certificates/a", CERTIFICATE % ('"a\\u0000"', '"2026-01-01"', UNTIL), (422,)),
    ("PUT", "/api/v1/sustainability-certificates/a", CERTIFICATE % ('"a\\ud800"', '"2026-01-01"', UNTIL), (422,)),
    ("PUT", "/api/v1/sustainability-certificates/a", CERTIFICATE % ('"=cmd()"', '"2026-01-01"', UNTIL), (422,)),
    ("PUT", "/api/v1/sustainability-certificates/a", CERTIFICATE % ('"a"', "1e30", UNTIL), (422,)),
    ("PUT", "/api/v1/sustainability-certificates/a", CERTIFICATE % ('"a"', '"2026-02-30"', UNTIL), (422,)),
]


@pytest.fixture
def token(desk: Desk) -> dict[str, str]:
    registry = desk.rooms.registry
    text = registry.tokens.issue_token("ann", TENANT, EVERY_ROLE, desk.clock.now())
    return {"Authorization": f"Bearer {text}", "Content-Type": "application/json"}


def test_whatever_is_sent_gets_one_problem(desk: Desk, token: dict[str, str]) -> None:
    """Must refuse each by a problem with its code, break at none, and keep nothing of any."""
    desk.register("tea", "10")
    for method, path, body, expected in CASES:
        answer: Any = desk.client.request(method, path, content=body, headers=token)
        assert answer.status_code in expected, (method, path, body, answer.text)
        assert answer.headers["content-type"] == "application/problem+json", (method, path)
        assert answer.json()["code"], (method, path)
    for path in ("/api/v1/claims", "/api/v1/sustainability-certificates"):
        assert desk.client.get(path, headers=token).json() == []
