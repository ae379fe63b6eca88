"""Facts about issuing: two people release exactly the files that were made, once, for their own company only."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from passport.adapters import report_files
from passport.adapters.report_pdf import report_pdf
from passport.api.report_routes import report_router
from passport.bootstrap import Passport, open_passport
from passport.usecases import build_report, propose_report, seal_report
from registry.adapters.canonical_json import canonical
from registry.adapters.chain import ChainGateway
from registry.adapters.database import Database
from registry.api.approvals import router as approvals_router
from registry.api.problems import install
from registry.bootstrap import assemble
from registry.config import load_settings
from registry.domain.approvals import ApprovalKind, ApprovalState
from registry.domain.roles import Role
from tests.passport.products import coffee

TENANT, OTHER = "roastery", "tannery"
ORDER = {"framework": "gri", "language": "en", "period": 2025, "organisation": "Example Foods"}
FORMATS = ("json", "csv", "xlsx", "pdf")
VERBS = (build_report, propose_report, seal_report)


class Desk:
    """The doors of reports and approvals over a database; everybody who asks is signed in."""

    def __init__(self, database: Database, home: Path) -> None:
        settings = load_settings({"CARBONIX_HOME": str(home), "CARBONIX_DATABASE_URL": database.url})
        registry = assemble(settings, cast(ChainGateway, SimpleNamespace(deployment=None, chain_id=31337)))
        self.rooms: Passport = open_passport(registry)
        app = FastAPI()
        app.state.registry = registry
        install(app)
        app.include_router(report_router(self.rooms))
        app.include_router(approvals_router)
        self.client = TestClient(app)
        self.rooms.register(coffee(), TENANT)

    def headers(self, role: Role, subject: str, tenant: str) -> dict[str, str]:
        registry = self.rooms.registry
        text = registry.tokens.issue_token(subject, tenant, frozenset({role}), registry.clock.now())
        return {"Authorization": f"Bearer {text}"}

    def ask(
        self,
        method: str,
        path: str,
        role: Role = Role.COMPLIANCE,
        *,
        subject: str = "",
        tenant: str = TENANT,
        **sent: Any,
    ) -> Any:
        return self.client.request(method, path, headers=self.headers(role, subject or role.value, tenant), **sent)

    def propose(self, **changes: Any) -> dict[str, Any]:
        answer = self.ask("POST", "/api/v1/reports", json=ORDER | changes)
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def decide(self, report: dict[str, Any], *, approved: bool = True, role: Role = Role.COMPANY_ADMIN) -> Any:
        approval = self.rooms.registry.approvals.find(TENANT, report["approval"])
        word = {"approved": approved, "payload_hash": approval.payload_hash, "reason": "looked at"}
        return self.ask("POST", f"/api/v1/approvals/{approval.id}/decision", role, json=word)

    def report(self, report: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"/api/v1/reports/{report['id']}/contents").json()
        return found


@pytest.fixture(autouse=True)
def printed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same document is the same PDF (a fact of test_pdf.py): here each is printed once for all tests."""
    monkeypatch.setattr(report_files, "report_pdf", lambda document: _printed(canonical(document)))


@cache
def _printed(document: bytes) -> bytes:
    return report_pdf(json.loads(document))


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A desk on each engine."""
    return Desk(database, tmp_path)


@pytest.fixture
def embedded(sqlite: Database, tmp_path: Path) -> Desk:
    """A desk on SQLite, for what no engine decides."""
    return Desk(sqlite, tmp_path)


def test_every_verb_says_what_it_promises() -> None:
    """Must open each verb's file with one sentence."""
    assert all(verb.__doc__ and verb.__doc__.strip().endswith(".") for verb in VERBS)


def test_a_report_is_released_by_two_people_and_then_fetched(desk: Desk) -> None:
    """Must keep every file back until a second person agreed, and give it then byte for byte as it was hashed."""
    report = desk.propose()
    assert report["state"] == "waiting"
    held = desk.ask("GET", f"/api/v1/reports/{report['id']}/pdf")
    assert (held.status_code, held.json()["code"]) == (409, "ReportNotReleased")
    assert desk.decide(report).status_code == 200
    assert desk.report(report)["state"] == "released"
    for kind in FORMATS:
        answer = desk.ask("GET", f"/api/v1/reports/{report['id']}/{kind}")
        assert answer.status_code == 200
        assert "0x" + sha256(answer.content).hexdigest() == report["files"][kind]
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert f".{kind}" in answer.headers["Content-Disposition"]
    known = {"If-None-Match": answer.headers["ETag"]}
    again = desk.client.get(
        f"/api/v1/reports/{report['id']}/pdf", headers=desk.headers(Role.COMPLIANCE, "x", TENANT) | known
    )
    assert (again.status_code, again.content) == (304, b"")


def test_the_figures_are_those_of_the_company(embedded: Desk) -> None:
    """Must report the coffee's 31.007 kg, stand on its own year first, and show it to who decides."""
    report = embedded.propose()
    shown = embedded.ask("GET", f"/api/v1/reports/{report['id']}/contents", Role.COMPANY_ADMIN).json()["document"]
    method = shown["method"]
    assert [method[f"scope{scope}Mg"] for scope in (1, 2, 3)] == ["2500000", "2550000", "25957000"]
    assert (method["baseYear"], method["baseTotalMg"]) == ("2025", "31007000")
    assert shown["organisation"] == "Example Foods"


def test_the_same_figures_are_one_report(embedded: Desk) -> None:
    """Must return the same id, files and approval for the same order, and another report for another figure."""
    first = embedded.propose()
    assert embedded.propose() == first
    embedded.rooms.register(replace(coffee(), product_id="more-coffee", origin=""), TENANT)
    assert embedded.propose()["id"] != first["id"]


def test_who_proposes_never_releases(embedded: Desk) -> None:
    """Must refuse the proposer's own word and keep the report waiting."""
    report = embedded.propose()
    answer = embedded.decide(report, role=Role.COMPLIANCE)
    assert (answer.status_code, answer.json()["code"]) == (409, "SelfApproval")
    assert embedded.report(report)["state"] == "waiting"


def test_a_report_that_was_turned_down_can_be_proposed_again(desk: Desk) -> None:
    """Must keep its files back, and open a new approval at the next proposal of the same report."""
    report = desk.propose()
    assert desk.decide(report, approved=False).status_code == 200
    assert desk.report(report)["state"] == "rejected"
    assert desk.ask("GET", f"/api/v1/reports/{report['id']}/csv").json()["code"] == "ReportNotReleased"
    again = desk.propose()
    assert (again["id"], again["state"]) == (report["id"], "waiting")
    assert again["approval"] != report["approval"]
    desk.decide(again)
    assert desk.report(again)["state"] == "released"


def test_an_approval_of_other_files_releases_nothing(embedded: Desk) -> None:
    """Must refuse ReportDiffers where somebody proposes the release of a report's id with files of their own."""
    report = embedded.propose()
    kept = embedded.rooms.reports.desk.find(report["id"], TENANT)
    approvals, now = embedded.rooms.registry.approvals, embedded.rooms.registry.clock.now()
    forged = json.loads(approvals.find(TENANT, kept.approval).payload)
    forged["files"]["pdf"] = "0x" + "00" * 32
    opened = approvals.open(kind=ApprovalKind.REPORT_RELEASE, tenant=TENANT, proposer="forger", payload=forged, at=now)
    refused = embedded.decide({"approval": opened.id})
    assert (refused.status_code, refused.json()["code"]) == (409, "ReportDiffers")
    assert approvals.find(TENANT, opened.id).at(now).state is ApprovalState.PENDING
    assert embedded.report(report)["state"] == "waiting"


def test_the_first_released_report_freezes_the_base_year(desk: Desk) -> None:
    """Must hold every later report to the year and the figures of the first, and show the change since then."""
    desk.decide(desk.propose())
    desk.rooms.register(replace(coffee(), product_id="more-coffee", origin=""), TENANT)
    later = desk.report(desk.propose(period=2026))["document"]["method"]
    assert (later["baseYear"], later["baseTotalMg"]) == ("2025", "31007000")
    assert later["scope3Mg"] == str(2 * 25_957_000)
    other = desk.ask("POST", "/api/v1/reports", json=ORDER | {"period": 2026, "base_year": 2026})
    assert (other.status_code, other.json()["code"]) == (409, "BaseYearFrozen")
    earlier = desk.ask("POST", "/api/v1/reports", json=ORDER | {"period": 2024})
    assert (earlier.status_code, earlier.json()["field"]) == (422, "period")


def test_two_first_reports_cannot_both_set_the_base_year(embedded: Desk) -> None:
    """Must refuse the second one's release: it stands on other figures than the frozen ones."""
    first = embedded.propose()
    embedded.rooms.register(replace(coffee(), product_id="more-coffee", origin=""), TENANT)
    second = embedded.propose()
    assert embedded.decide(first).status_code == 200
    refused = embedded.decide(second)
    assert (refused.status_code, refused.json()["code"]) == (409, "BaseYearFrozen")
    assert embedded.report(second)["state"] == "waiting"


def test_another_companys_report_does_not_exist(desk: Desk) -> None:
    """Must answer 404 for reading, fetching and sealing, and list nothing, for the same role elsewhere."""
    report = desk.propose()
    desk.decide(report)
    paths = [("GET", "/contents"), ("GET", "/pdf"), ("POST", "/seal")]
    for method, tail in paths:
        answer = desk.ask(method, f"/api/v1/reports/{report['id']}{tail}", tenant=OTHER)
        assert (answer.status_code, answer.json()["code"]) == (404, "CompanyReportUnknown")
    assert desk.ask("GET", "/api/v1/reports", tenant=OTHER).json() == []
    assert [one["id"] for one in desk.ask("GET", "/api/v1/reports").json()] == [report["id"]]
    assert desk.ask("GET", f"/api/v1/reports?after={report['id']}").json() == []
    assert desk.ask("GET", f"/api/v1/reports?after={report['id']}", tenant=OTHER).status_code == 404


EXPORTERS = {Role.COMPLIANCE, Role.SUPER_ADMIN}
DECIDERS = EXPORTERS | {Role.COMPANY_ADMIN}


def test_only_the_roles_of_the_matrix_export(embedded: Desk) -> None:
    """Must let compliance and super admin order and fetch, deciders read, and everybody else do neither."""
    report = embedded.propose()
    embedded.decide(report)
    path = f"/api/v1/reports/{report['id']}"
    for role in Role:
        fetched = embedded.ask("GET", f"{path}/csv", role).status_code
        ordered = embedded.ask("POST", "/api/v1/reports", role, json=ORDER).status_code
        assert (fetched, ordered) == ((200, 202) if role in EXPORTERS else (403, 403)), role
        for read in (f"{path}/contents", "/api/v1/reports", "/api/v1/reports/frameworks"):
            assert embedded.ask("GET", read, role).status_code == (200 if role in DECIDERS else 403), role


BAD_ORDERS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"framework": "astrology"}, "framework"),
    ({"language": "xx"}, "language"),
    ({"period": 1800}, "period"),
    ({"period": "2025"}, "period"),
    ({"period": 2099}, "period"),  # nobody reports a year that has not begun
    ({"base_year": 2024}, "base_year"),
    ({"organisation": "a\nb"}, "organisation"),
    ({"organisation": ""}, "organisation"),
    ({"surprise": 1}, "surprise"),
)


def test_a_bad_order_names_its_field(embedded: Desk) -> None:
    """Must answer one problem with the field for each fault, and keep no report."""
    for changes, field in BAD_ORDERS:
        answer = embedded.ask("POST", "/api/v1/reports", json=ORDER | changes)
        assert (answer.status_code, answer.json()["field"]) == (422, field), changes
    assert embedded.ask("GET", "/api/v1/reports").json() == []


def test_an_unreleased_report_is_not_sealed(embedded: Desk) -> None:
    """Must refuse before anything is sent to the chain."""
    report = embedded.propose()
    answer = embedded.ask("POST", f"/api/v1/reports/{report['id']}/seal")
    assert (answer.status_code, answer.json()["code"]) == (409, "ReportNotReleased")


def test_the_call_report_answers_the_codes_of_gri(embedded: Desk) -> None:
    """Must build the figures of this year under the codes of GRI without keeping anything."""
    document = embedded.rooms.reports.gri(TENANT)
    codes = [entry["code"] for standard in document["standards"] for entry in standard["disclosures"]]
    assert codes[:6] == ["305-1", "305-2", "305-3", "305-5", "308-1", "414-1"]
    assert embedded.rooms.reports.desk.of_tenant(TENANT) == []
