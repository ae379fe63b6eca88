"""The service says how it is, stays up when the chain goes, and guards what needs an account."""

from __future__ import annotations

import sys

import pytest
from fastapi.testclient import TestClient

from registry.domain.roles import Role
from registry.errors import DatabaseUnavailable
from tests.web.html_page import Page
from tests.web.told import Told
from web.app import create_app

pytestmark = pytest.mark.chain

FOOTPRINT = "/api/scm/carbon/footprint/premium-coffee-500g"


def test_a_ready_service_says_at_which_block(browser: TestClient, told: Told) -> None:
    """Must answer health, readiness with the newest block, and its version with the deployment's."""
    tip = told.registry.events.tip()
    assert tip is not None
    assert browser.get("/healthz").json() == {"status": "ok"}
    assert browser.get("/readyz").json() == {"status": "ready", "block": str(tip.number)}
    version = browser.get("/version").json()
    assert version["chainId"] == "31337"
    assert version["deployment"] == told.registry.deployment.id


@pytest.mark.parametrize("path", ["/", "/c/1", "/p/premium-coffee-500g", "/explorer", "/explorer/seals"])
def test_pages_stay_up_without_the_chain(told: Told, path: str) -> None:
    """Must show the last state with its block and say that the chain does not answer."""
    with told.without_chain() as client:
        answer = client.get(path, headers={"Accept": "text/html"})
    page = Page(answer.text)
    tip = told.registry.events.tip()
    assert tip is not None
    assert answer.status_code == 200
    assert "The chain does not answer." in page.words()
    assert "end it and run make serve again" in page.words()
    assert f"As of block {tip.number}," in page.words()
    assert page.complaints() == []


def test_a_transaction_is_shown_from_its_events_without_the_chain(told: Told) -> None:
    """Must fall back to the followed events."""
    with told.without_chain() as client:
        words = Page(client.get(f"/explorer/tx/{told.certificate.transaction}").text).words()
    assert "retired 2,500 kg" in words


def test_readiness_fails_with_the_reason_and_heals(told: Told) -> None:
    """Must answer 503 while the chain is away, and be ready again after the follower reached it."""
    with told.without_chain() as client:
        follower = client.app.state.front.follower  # type: ignore[attr-defined]
        first = follower.trouble
        follower.step()
        assert follower.trouble.since == first.since
        problem = client.get("/readyz")
    assert (problem.status_code, problem.json()["code"]) == (503, "ChainUnavailable")
    healed = create_app(told.registry, follow=False).state.front.follower
    healed.trouble = first
    healed.step()
    assert healed.trouble is None


def test_the_running_service_follows_by_itself(told: Told) -> None:
    """Must start the follower with the application and end it with it."""
    app = create_app(told.registry)
    with TestClient(app) as client:
        assert client.get("/readyz").status_code == 200
    assert app.state.front.follower.trouble is None


def test_a_footprint_needs_an_account_of_the_company(browser: TestClient, told: Told) -> None:
    """Must answer 401 without a token and 404 for another company's product."""
    accept = {"Accept": "application/json"}
    assert browser.get(FOOTPRINT).json()["code"] == "NotAuthenticated"
    assert browser.get(FOOTPRINT).status_code == 401
    stranger = browser.get(FOOTPRINT, headers=accept | told.token(Role.NET_EMITTER, tenant="stranger"))
    assert (stranger.status_code, stranger.json()["code"]) == (404, "ProductUnknown")


def test_a_footprint_has_the_shape_of_the_specification(browser: TestClient, told: Told) -> None:
    """Must answer JSON numbers under the spec's keys."""
    answer = browser.get(FOOTPRINT, headers=told.token()).json()
    assert answer["total_footprint_kgCO2e"] == 31.007
    assert [scope["type"] for scope in answer["scopes"]] == ["scope_1", "scope_2", "scope_3"]
    assert answer["scope_breakdown"] == {"scope_1_pct": 8, "scope_2_pct": 8, "scope_3_pct": 84}
    assert answer["equivalent"] == {"trees_needed": 1.4, "driving_km": 161.5, "smartphone_charges": 3876}


@pytest.mark.parametrize("batch", ["1", "0" * 63 + "1"])
def test_a_wallet_reads_a_batch_by_its_erc_1155_id(browser: TestClient, batch: str) -> None:
    """Must serve the metadata under the decimal number and under 64 hex digits."""
    answer = browser.get(f"/api/v1/batches/{batch}.json").json()
    assert answer["decimals"] == 3
    assert answer["properties"]["issuedKg"] == "16000"
    assert "native credits" in answer["description"]
    assert answer["properties"]["notice"].startswith("Demonstration:")


def test_an_unknown_batch_is_a_problem(browser: TestClient) -> None:
    """Must refuse by the contract's own name, and say what an id looks like."""
    assert browser.get("/api/v1/batches/9.json").json()["code"] == "BatchUnknown"
    assert browser.get("/api/v1/batches/nine.json").json()["code"] == "InvalidInput"


def test_the_proof_downloads_as_it_was_written(browser: TestClient, told: Told) -> None:
    """Must serve the bundle byte for byte."""
    assert browser.get("/api/v1/certificates/1/proof").content == told.bundle


def test_a_library_cannot_raise_the_recursion_limit(told: Told) -> None:
    """Must keep Python's recursion limit below the C stack: deep JSON from outside would end the process."""
    sys.setrecursionlimit(100_000)
    create_app(told.registry, follow=False)
    assert sys.getrecursionlimit() == 1_000


@pytest.mark.parametrize(("path", "accept"), [("/", "text/html"), ("/readyz", "*/*"), ("/api/v1/trades", "*/*")])
def test_without_the_database_every_answer_has_a_sentence(
    told: Told, path: str, accept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must answer 503 by name, on a page too, and come back with the database."""

    def away() -> None:
        raise DatabaseUnavailable("connection refused")

    with told.client() as client:
        monkeypatch.setattr(told.registry.events, "tip", away)
        monkeypatch.setattr("marketplace.adapters.market_data_reads.MarketDataReads.trades", lambda *_: away())
        answer = client.get(path, headers={"Accept": accept})
        monkeypatch.undo()
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "cannot be used: connection refused" in answer.text
        assert "No block was followed yet" not in answer.text
        assert client.get(path).status_code == 200


def test_the_openapi_document_speaks_of_problems_and_tokens(browser: TestClient) -> None:
    """Must describe every refusal as a problem document, and name the calls that need a token."""
    document = browser.get("/openapi.json").json()
    calls = [call for path in document["paths"].values() for call in path.values()]
    guarded = {call["operationId"] for call in calls if "security" in call}
    assert guarded >= {"sendReadings", "createOrder", "cancelOrder", "settleMatches"}
    of_companies = [call for path, found in document["paths"].items() for call in found.values() if "/scm/" in path]
    assert {call["operationId"] for call in of_companies} - guarded == set()
    assert all(list(call["responses"]["default"]["content"]) == ["application/problem+json"] for call in calls)
    assert "HTTPValidationError" not in str(document["paths"])
