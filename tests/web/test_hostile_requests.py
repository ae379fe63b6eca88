"""Whatever is sent, the service answers with a problem or a page, keeps nothing of it, and stays up."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from registry.domain.roles import Role
from tests.web.told import Told
from web.headers import MAX_BODY_BYTES

pytestmark = pytest.mark.chain

POSTS = ("/api/v1/readings", "/api/v1/orders", f"/api/v1/orders/0x{'ab' * 32}/cancellation")
BODIES = {
    "brackets": b"[" * 100_000,
    "half a character": b'"\\ud800"',
    "half a character as a key": b'{"\\ud800": 1}',
    "a huge number": b"9" * 100_000,
    "not UTF-8": b"\xff\xfe\x00",
    "nothing": b"",
    "a null byte": b'"\\u0000"',
    "infinity": b"1e999",
}


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_hostile_json_is_a_problem(browser: TestClient, told: Told, path: str, body: bytes) -> None:
    """Must refuse each body with a problem document and never with an error of the server."""
    headers = told.token(Role.OPERATOR, Role.COMPANY_ADMIN) | {"Content-Type": "application/json"}
    answer = browser.post(path, content=body, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code


def test_a_body_beyond_the_limit_is_a_problem(browser: TestClient) -> None:
    """Must refuse by the announced length, before anything is read."""
    answer = browser.post("/api/v1/orders", content=b"", headers={"Content-Length": str(MAX_BODY_BYTES + 1)})
    assert (answer.status_code, answer.json()["code"]) == (413, "RequestEntityTooLarge")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("after", ["-1", str(2**63), "9" * 5_000, "x"])
def test_a_page_of_trades_begins_at_a_number(browser: TestClient, after: str) -> None:
    """Must refuse what no database numbers a trade with."""
    answer = browser.get("/api/v1/trades", params={"after": after})
    assert (answer.status_code, answer.json()["code"]) == (422, "InvalidInput")


@pytest.mark.parametrize("path", ["/", "/healthz", "/c/1", "/verify", "/docs", "/api/v1/certificates/1"])
def test_head_is_get_without_the_body(browser: TestClient, path: str) -> None:
    """Must answer HEAD with the status and the length of GET, and send nothing."""
    plain = {"Accept-Encoding": "identity"}  # each answer has a nonce of its own, which packs to another length
    head, get = browser.head(path, headers=plain), browser.get(path, headers=plain)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_method_that_is_not_taken_names_those_that_are(browser: TestClient, accept: str) -> None:
    """Must answer 405 with the Allow header, on a page and as a problem."""
    answer = browser.delete("/c/1", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
