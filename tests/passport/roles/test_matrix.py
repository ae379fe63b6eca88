"""The role matrix, cell by cell, as docs/spec/16-governance.md prints it, put to the running service."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from registry.adapters.embedded_chain import REPOSITORY
from registry.domain.roles import MATRIX, Permission, Role
from tests.passport.roles.calls import Call
from tests.passport.roles.company import PARTNERS, PRODUCT, Company

pytestmark = pytest.mark.chain

COLUMNS = {
    "SCM Ops": Role.SCM_OPS,
    "Risk": Role.RISK,
    "Compliance": Role.COMPLIANCE,
    "Company Admin": Role.COMPANY_ADMIN,
    "Super Admin": Role.SUPER_ADMIN,
    "CEO": Role.CEO,
    "Verifier": Role.VERIFIER,
    "Auditor": Role.AUDITOR,
    "Procurement": Role.PROCUREMENT,
    "Sustainability": Role.SUSTAINABILITY,
}
SPECIFIED = 6  # columns of the product's specification; the others are ours
PASSPORT = f"/api/scm/carbon/footprint/{PRODUCT}"
AGGREGATE = "/api/scm/carbon/footprint"
CERTIFICATE = {"offset_amount": 10, "offset_type": "VER", "provider": "Verra", "cost": 120}


def rows() -> list[list[str]]:
    """The table of the chapter, its head first."""
    text = (REPOSITORY / "docs" / "spec" / "16-governance.md").read_text()
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    start = next(at for at, line in enumerate(lines) if line.startswith("| action |"))
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start : start + 10]]
    return [row for row in table if not re.fullmatch(r"-+", row[0])]


def cells() -> list[Any]:
    head, *actions = rows()
    return [
        pytest.param(action, COLUMNS[name], word, id=f"{action}-{name}")
        for action, *words in actions
        for name, word in zip(head[1:], words, strict=True)
    ]


def opened(answer: Any) -> bool:
    """True for an answer, False for a refusal that names the permission; nothing else is either."""
    if answer.status_code == 403:
        assert answer.json()["code"] == "NotAuthorised"
        return False
    assert answer.is_success, answer.text
    return True


def product_passport(company: Company, role: Role) -> str:
    if opened(company.call("GET", PASSPORT, role)):
        return "yes"
    return "aggregated" if opened(company.call("GET", AGGREGATE, role)) else "no"


def scope_breakdown(company: Company, role: Role) -> str:
    shown = opened(company.call("GET", "/api/scm/carbon/scope", role))
    single = company.call("GET", PASSPORT, role)
    assert ("scope_breakdown" in single.text) == shown
    assert "scope_1" not in company.call("GET", AGGREGATE, role).text
    return "yes" if shown else "no"


def transport_breakdown(company: Company, role: Role) -> str:
    shown = opened(company.call("GET", "/api/v1/shipments", role))
    passport = company.call("GET", PASSPORT, role)
    document = company.call("GET", "/api/v1/products/premium-coffee-500g", role)
    assert ("transport_breakdown" in passport.text) == shown
    assert ("held-shipment" in passport.text) == ("leg-1" in document.text) == shown
    assert opened(company.call("GET", f"/api/v1/footprints/{PRODUCT}/explanation", role)) == shown
    return "yes" if shown else "no"


def leaderboard(company: Company, role: Role) -> str:
    answer = company.call("GET", "/api/scm/carbon/leaderboard", role)
    if not opened(answer):
        assert not opened(company.call("GET", "/api/v1/partners", role))
        return "no"
    listed = [row["partner_id"] for row in answer.json()["leaderboard"]]
    if len(listed) == len(PARTNERS):
        return "yes"
    assert not opened(company.call("GET", "/api/v1/partners/compare", role, params={"ids": ",".join(PARTNERS[:2])}))
    assert not opened(company.call("GET", f"/api/v1/partners/{PARTNERS[0]}", role))
    return f"top {len(listed)}"


def offset(company: Company, role: Role) -> str:
    sent = CERTIFICATE | {"certificate_id": f"VCS-{role}"}
    headers = {"Idempotency-Key": f"cell-{role}"}
    return "yes" if opened(company.call("POST", "/api/scm/carbon/offset", role, json=sent, headers=headers)) else "no"


def factors(company: Company, role: Role) -> str:
    changes = [{"activity": "transport", "name": "rail", "value": "0.02", "source": "a contract"}]
    return "yes" if opened(company.call("PUT", "/api/v1/factors", role, json={"factors": changes})) else "no"


def report(company: Company, role: Role) -> str:
    return "yes" if opened(company.call("GET", "/api/scm/carbon/report", role)) else "no"


def benchmark(company: Company, role: Role) -> str:
    released = opened(company.call("POST", "/api/v1/benchmark/releases", role))
    doors = ("/api/v1/benchmark", "/api/v1/benchmark/heat-map", "/api/v1/benchmark/index", "/api/v1/platform/alerts")
    opens = {released, *(opened(company.call("GET", door, role)) for door in doors)}
    assert len(opens) == 1
    return "yes" if opens.pop() else "no"


def kpi(company: Company, role: Role) -> str:
    shown = opened(company.call("GET", "/api/v1/kpi", role))
    for path in ("/api/scm/carbon/scope", AGGREGATE):
        answer = company.call("GET", path, role)
        assert answer.status_code == 403 or ("grade" in answer.json()) == shown
    return "yes" if shown else "no"


DOORS: dict[str, tuple[str, Callable[[Company, Role], str]]] = {
    "view product passport": ("getFootprint", product_passport),
    "view scope breakdown": ("getScope", scope_breakdown),
    "view transport breakdown": ("listShipments", transport_breakdown),
    "view ESG leaderboard": ("getLeaderboard", leaderboard),
    "submit carbon offset": ("/api/scm/carbon/offset", offset),
    "configure emission factors": ("proposeFactors", factors),
    "export GRI report": ("/api/scm/carbon/report", report),
    "cross-tenant benchmark": ("getHeatMap", benchmark),
    "view ESG grade KPI": ("getKpi", kpi),
}


def test_the_table_is_whole() -> None:
    """Must print all nine actions for the six roles of the specification and for each of ours."""
    head, *actions = rows()
    assert head[1 : 1 + SPECIFIED] == ["SCM Ops", "Risk", "Compliance", "Company Admin", "Super Admin", "CEO"]
    assert [row[0] for row in actions] == list(DOORS)
    assert len(cells()) == 9 * len(COLUMNS)


def test_the_permissions_are_printed_as_they_are() -> None:
    """Must list every permission with exactly its roles."""
    text = (REPOSITORY / "docs" / "spec" / "16-governance.md").read_text()
    printed = dict(re.findall(r"^\| `(\w+:\w+)` \| ([a-z_, ]*) \|$", text, re.MULTILINE))
    assert printed == {one.value: ", ".join(sorted(MATRIX[one])) for one in Permission}


@pytest.mark.parametrize(("action", "role", "word"), cells())
def test_each_cell_is_what_the_service_does(
    company: Company, calls: list[Call], action: str, role: Role, word: str
) -> None:
    """Must show and refuse exactly what the cell says."""
    door, observe = DOORS[action]
    assert any(door in (call.operation, call.path) for call in calls)
    seen = observe(company, role)
    if word == "read only":
        assert seen == "yes"
        for call in calls:
            if "supply:write" in (call.permissions or ()):
                assert not opened(company.call(call.method, call.at("held-shipment"), role)), call.operation
        return
    assert seen == word


def test_a_person_without_any_role_opens_no_action(company: Company, calls: list[Call]) -> None:
    """Must deny by default."""
    for call in calls:
        if call.permissions:
            assert not opened(company.call(call.method, call.at(PRODUCT))), call.operation
