"""Facts about versions: every model that a figure can rest on is named with the hash of its numbers."""

from __future__ import annotations

import pytest

from passport.adapters.factor_files import default_factors
from passport.adapters.risk_files import risk_weights
from registry.domain.roles import Role
from tests.passport.roles.company import Company

pytestmark = pytest.mark.chain


def test_models_are_listed_with_their_hashes(company: Company) -> None:
    """Must name each methodology and the weights of risk, and after an approval the company's own factors too."""
    changes = [{"activity": "transport", "name": "sea", "value": "0.02", "source": "the carrier's statement"}]
    proposed = company.write("PUT", "/api/v1/factors", Role.SUPER_ADMIN, json={"factors": changes})
    said = {"approved": True, "payloadHash": proposed["payloadHash"]}
    company.write("POST", f"/api/v1/approvals/{proposed['id']}/decision", Role.COMPLIANCE, json=said)
    models = {one["name"]: one for one in company.call("GET", "/api/v1/models", Role.AUDITOR).json()}
    assert models["owner-default-2025"]["hash"] == default_factors().content_hash
    assert models["iso14083-defra-2025/ar5"]["recordedAt"] is None
    assert models[risk_weights().name]["hash"] == risk_weights().content_hash
    assert models["factors"]["approval"] == proposed["id"]
    passport = company.call("GET", "/api/scm/carbon/footprint/held-product", Role.RISK).json()
    assert passport["factor_set_hash"] == models["factors"]["hash"]
    newest = company.call("GET", "/api/v1/factors", Role.RISK).json()
    assert (newest["name"], newest["hash"]) == (passport["factor_set"], passport["factor_set_hash"])
    old = "/api/scm/carbon/footprint/held-product?factor_set=default-2025"
    assert company.call("GET", old, Role.RISK).json()["factor_set"] == "default-2025"
    assert [one["version"] for one in company.call("GET", "/api/v1/factors/versions", Role.RISK).json()] == ["0", "1"]
