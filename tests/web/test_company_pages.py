"""Facts about a company's pages: each figure for whom the matrix opens it, reports by two people, silent groups."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from registry.domain.roles import Role
from tests.passport.products import product_with
from tests.web.html_page import Page
from tests.web.told import TENANT, Told

pytestmark = pytest.mark.chain

NOBODY = "no-products"
NETTED = re.compile(r"carbon[- ]neutral|climate[- ]neutral|net footprint", re.IGNORECASE)


class Reader:
    """Whoever asks for pages, signed in by name and role."""

    def __init__(self, client: TestClient, told: Told) -> None:
        self.client, self.told = client, told

    def headers(self, role: Role, tenant: str = TENANT) -> dict[str, str]:
        """A token of somebody who is called as their role is."""
        registry = self.told.registry
        text = registry.tokens.issue_token(f"the {role}", tenant, frozenset({role}), registry.clock.now())
        return {"Authorization": f"Bearer {text}"}

    def page(self, path: str, role: Role, *, tenant: str = TENANT, expect: int = 200) -> str:
        """The page's text; its form is sound whatever it says."""
        answer = self.client.get(path, headers=self.headers(role, tenant))
        assert answer.status_code == expect, answer.text
        assert Page(answer.text).complaints() == []
        assert not NETTED.search(answer.text)
        return answer.text

    def words(self, path: str, role: Role, *, tenant: str = TENANT, expect: int = 200) -> str:
        return Page(self.page(path, role, tenant=tenant, expect=expect)).words()

    def data(self, path: str, role: Role) -> dict[str, Any]:
        """The same page as JSON."""
        sign = "&" if "?" in path else "?"
        answer = self.client.get(f"{path}{sign}format=json", headers=self.headers(role))
        found: dict[str, Any] = answer.json()
        return found

    def send(self, path: str, role: Role, expect: int = 303, **form: str) -> Response:
        """A form, as a browser sends it."""
        answer = self.client.post(path, data=form, headers=self.headers(role))
        assert answer.status_code == expect, answer.text
        return answer


@pytest.fixture(scope="module")
def reader(told: Told, browser: TestClient) -> Reader:
    """Pages over the told state, with two partners and a third of whom nothing is known."""
    reader = Reader(browser, told)
    punctual = {"trust_score": 90, "violations": 0, "total_shipments": 100, "late_shipments": 4, "country": "TH"}
    late = {"trust_score": 50, "violations": 2, "total_shipments": 10, "late_shipments": 5, "country": "VN"}
    for name, facts in {"Punctual": punctual, "Late": late, "Unknown": {}}.items():
        body = {"id": name.lower(), "name": name, "kyc_status": "verified", **facts}
        path = f"/api/v1/partners/{name.lower()}"
        answer = browser.put(path, json=body, headers=reader.headers(Role.COMPANY_ADMIN))
        assert answer.status_code < 300, answer.text
    return reader


@pytest.mark.parametrize("path", ["/dashboard", "/executive", "/executive/board.pdf", "/compliance", "/benchmark"])
def test_a_stranger_is_told_to_sign_in(browser: TestClient, path: str) -> None:
    """Must answer 401 with a way to sign in and back, and no figure."""
    answer = browser.get(path)
    assert answer.status_code == 401
    assert "/sign-in?next=" in answer.text
    assert "31.007" not in answer.text


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("/dashboard", Role.OPERATOR),
        ("/executive", Role.COMPANY_ADMIN),
        ("/compliance", Role.CEO),
        ("/benchmark", Role.COMPLIANCE),
    ],
)
def test_a_role_that_may_not_is_told_which_may(reader: Reader, path: str, role: Role) -> None:
    """Must answer 403 and name the roles that open the page."""
    assert "This page needs:" in reader.words(path, role, expect=403)


def test_a_dashboard_shows_the_figures_of_the_company(reader: Reader) -> None:
    """Must show total, products, target, scopes with percents, products and the codes of GRI to who may export."""
    words = reader.words("/dashboard", Role.COMPLIANCE)
    assert "31.007 kgCO2e" in words
    assert "17.054 kgCO2e" in words
    assert "Scope 3: transport 25.957 kg, 84 %" in words
    assert "305-1 Scope 1, gross 0.002500 tCO2e" in words
    assert "The overall grade stands on the executive's page alone" in words
    facts = {row["code"]: row["value"] for row in reader.data("/dashboard", Role.COMPLIANCE)["rows"]}
    assert (facts["total"], facts["scope 1"], "grade" in facts) == ("31.007", "2.500", False)


def test_each_part_stands_there_for_whom_the_matrix_opens_it(reader: Reader) -> None:
    """Must name the roles in place of what is closed: scopes to the executive, partners and reports to an emitter."""
    emitter, executive = (reader.words("/dashboard", role) for role in (Role.NET_EMITTER, Role.CEO))
    assert "Punctual" not in emitter
    assert "305-1" not in emitter
    assert "25.957 kg" not in executive
    assert "premium-coffee" not in executive
    assert "Your role sees the first five." in executive
    assert "ESG grade estimated C" in executive
    assert "Your role does not open this part; these do: auditor, ceo, company_admin" in emitter


def test_partners_are_ranked_filtered_and_compared(reader: Reader) -> None:
    """Must show score, grade, reliability, violations, why there is no score, and the best of each component."""
    words = reader.words("/dashboard", Role.RISK)
    assert "Punctual TH 94.8 A 96 % 0" in words
    assert "no shipments are recorded, so nothing is known of its punctuality" in words
    assert "Late" not in reader.words("/dashboard?grade=A", Role.RISK)
    beside = reader.words("/dashboard?partner=punctual&partner=late", Role.RISK)
    assert "Score, at most 100 94.8 (best) 45.0" in beside
    stranger = Page(reader.page("/dashboard?partner=punctual&partner=nobody", Role.RISK))
    assert "nobody" in stranger.words()
    assert "31.007 kgCO2e" in stranger.words()
    assert "grade is 'Z': must be one of A, B, C, D" in reader.words("/dashboard?grade=Z", Role.RISK)


def test_a_company_without_products_reads_what_to_do(reader: Reader) -> None:
    """Must show no figure of another company, and say in words what is missing."""
    words = reader.words("/dashboard", Role.COMPANY_ADMIN, tenant=NOBODY)
    assert "No products yet" in words
    assert "31.007" not in words
    words = reader.words("/executive", Role.CEO, tenant=NOBODY)
    assert "No product was assessed yet" in words
    assert "no report was ordered yet" in reader.words("/compliance", Role.COMPANY_ADMIN, tenant=NOBODY).lower()


def test_an_executive_sees_seven_figures_and_no_shipment(reader: Reader) -> None:
    """Must show the grade, the target, offset proof apart and the brand; no product, no leg; the same as data."""
    text = reader.page("/executive", Role.CEO)
    assert text.count('class="figure"') == 7
    assert not re.search(r"premium-coffee|leg-1|DHL", text)
    rows = {row["figure"]: row["value"] for row in reader.data("/executive", Role.CEO)["rows"]}
    assert (rows["grade"], rows["total"], rows["offsets"]) == ("C", "31.007", "0.000")


def test_a_board_s_file_is_the_same_file_again(reader: Reader) -> None:
    """Must print the same bytes for the same figures, in the language that is asked for."""
    answers = [
        reader.client.get(f"/executive/board.pdf?language={one}", headers=reader.headers(Role.CEO))
        for one in ("th", "th", "vi")
    ]
    first, again, other = (sha256(answer.content).hexdigest() for answer in answers)
    assert first == again != other
    assert answers[0].headers["content-type"] == "application/pdf"
    assert reader.client.get("/executive/board.pdf?language=de", headers=reader.headers(Role.CEO)).status_code == 422


def test_a_report_is_released_by_two_people_and_sealed(reader: Reader) -> None:
    """Must keep an order that was refused, let nobody decide about their own, and lead each file to its seal."""
    refused = reader.send(
        "/compliance", Role.COMPLIANCE, 422, framework="gri", language="th", period="20x", organisation="Ann & Co"
    )
    assert 'value="Ann &amp; Co"' in refused.text
    assert 'value="20x"' in refused.text
    year = "2026"
    ordered = reader.send("/compliance", Role.COMPLIANCE, framework="gri", language="en", period=year)
    path = ordered.headers["location"]
    assert "somebody else decides" in reader.words(path, Role.COMPLIANCE)
    payload = _hidden(reader.page(path, Role.COMPANY_ADMIN), "payload_hash")
    own = reader.send(path, Role.COMPLIANCE, 409, decision="approve", payload_hash=payload)
    assert "Nothing was changed" in own.text
    other = reader.send(path, Role.COMPANY_ADMIN, 409, decision="approve", payload_hash="0x" + "00" * 32)
    assert "Nothing was changed" in other.text
    kept = reader.send(path, Role.COMPANY_ADMIN, 422, decision="perhaps", payload_hash=payload, reason="I wonder")
    assert 'value="I wonder"' in kept.text
    reader.send(path, Role.COMPANY_ADMIN, decision="approve", payload_hash=payload)
    report = path.partition("report=")[2]
    reader.told.rooms.reports.seal(report, TENANT, "tester", reader.told.characters.sealer)
    words = reader.words(path, Role.COMPLIANCE)
    assert "State sealed" in words
    assert "Check the seal of the PDF file" in words
    assert f'href="/api/v1/reports/{report}/xlsx"' in reader.page("/compliance", Role.COMPLIANCE)
    assert f'href="/api/v1/reports/{report}/xlsx"' not in reader.page("/compliance", Role.COMPANY_ADMIN)
    assert reader.client.get(path, headers=reader.headers(Role.COMPANY_ADMIN, "other")).status_code == 404


def test_editions_are_switched_by_the_address(reader: Reader) -> None:
    """Must show the codes of the chosen edition with what is left out, whether it is in force, and refuse another."""
    now, next_one = (reader.words(f"/compliance{ask}", Role.COMPLIANCE) for ask in ("", "?edition=gri-102-2025"))
    assert "305-5" in now
    assert "Left out (Information unavailable/incomplete): " in now
    assert "not yet effective" in next_one
    assert "102-10" in next_one
    assert reader.client.get("/compliance?edition=gri-1", headers=reader.headers(Role.COMPLIANCE)).status_code == 422
    rows = reader.data("/compliance?framework=iso-14064", Role.COMPLIANCE)["rows"]
    assert {row["edition"] for row in rows} == {"2018"}


def test_two_reports_stand_side_by_side(reader: Reader) -> None:
    """Must show each figure of both and the exact change."""
    ids = [
        reader.send("/compliance", Role.COMPLIANCE, framework="targets", language=one, period="2026")
        .headers["location"]
        .partition("report=")[2]
        for one in ("en", "vi")
    ]
    words = reader.words(f"/compliance?earlier={ids[0]}&later={ids[1]}", Role.COMPLIANCE)
    assert "0.031007 0.031007 +0.000000" in words


def test_a_benchmark_keeps_silent_about_the_few(reader: Reader, told: Told) -> None:
    """Must show a group of five with its size and neither figure nor count of a lonely one, also to the public."""
    assert "No month was published yet" in Page(reader.client.get("/index").text).words()
    assert "No month was released yet" in reader.words("/benchmark", Role.SUPER_ADMIN)
    for number in range(5):
        made = product_with(product_id=f"soap-{number}", name="Soap", category="Healthcare")
        told.rooms.register(made, f"maker-{number}")
    reader.send("/benchmark", Role.SUPER_ADMIN)
    words = reader.words("/benchmark", Role.SUPER_ADMIN)
    assert "Pharma 5 5.000 5.000 0.000 0.000" in words
    assert "FMCG keeps silent: fewer than 5 companies" in words
    assert "Pharma 100 %" in words
    public = Page(reader.client.get("/index").text)
    assert public.complaints() == []
    assert "Pharma 100.0 A+" in public.words()
    assert "FMCG keeps silent: fewer than 5 companies" in public.words()
    assert "5.000" not in public.words()
    rows = {row["group"]: row for row in reader.client.get("/index?format=json").json()["rows"]}
    assert (rows["Pharma"]["index"], rows["FMCG"]["index"]) == ("100.0", None)


def _hidden(text: str, name: str) -> str:
    return next(field["value"] for field in Page(text).all("input") if field.get("name") == name)
