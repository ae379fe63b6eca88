"""Facts about errors: a page for whoever reads pages, a problem for whoever writes programs, whoever says no."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web.html_page import Page
from tests.web.told import Told
from web.headers import MAX_BODY_BYTES

pytestmark = pytest.mark.chain

TOO_LONG = {"Content-Length": str(MAX_BODY_BYTES + 1)}
FOREIGN = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
# Address, method, what else is sent, status, what the page is called in Vietnamese.
FAILURES = {
    "nowhere": ("/nowhere", "GET", {}, 404, "Không tìm thấy"),
    "another method": ("/c/1", "DELETE", {}, 405, "Địa chỉ này nhận loại yêu cầu khác"),
    "too much": ("/verify", "POST", TOO_LONG, 413, "Nội dung đã gửi quá lớn"),
    "no number": ("/projects/x", "GET", {}, 422, "Không thể nhận nội dung đã gửi"),
    "a null byte": ("/verify?q=%00", "GET", {}, 422, "Không thể nhận nội dung đã gửi"),
    "another site": ("/verify", "POST", FOREIGN, 403, "Yêu cầu này đến từ một trang khác"),
}


@pytest.mark.parametrize("case", FAILURES.values(), ids=FAILURES.keys())
def test_an_error_is_a_page_for_people(browser: TestClient, case: tuple[str, str, dict[str, str], int, str]) -> None:
    """Must say in the reader's language what happened, whichever part of the service says no."""
    path, method, headers, status, heading = case
    answer = browser.request(method, path, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "Accept" in answer.headers["vary"]
    assert Page(answer.text).complaints() == []
    assert heading in Page(browser.request(method, f"/vi{path}", headers=headers).text).words()


@pytest.mark.parametrize("case", FAILURES.values(), ids=FAILURES.keys())
def test_an_error_is_a_problem_for_programs(
    browser: TestClient, case: tuple[str, str, dict[str, str], int, str]
) -> None:
    """Must answer the same requests with RFC 9457 where no page was asked for, and say that the answers differ."""
    path, method, headers, status, _ = case
    answer = browser.request(method, path, headers=headers | {"Accept": "*/*"})
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_an_error_that_nobody_foresaw_is_told_as_well(told: Told, accept: str) -> None:
    """Must answer 500 as page and as problem, without a word of the fault, under the same headers as every answer."""
    with told.client() as client:
        app = client.app
        assert isinstance(app, FastAPI)
        app.add_api_route("/broken", _broken)
        answer = client.get("/broken", headers={"Accept": accept})
    assert answer.status_code == 500
    assert "a word of the fault" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    if accept == "*/*":
        assert answer.json()["code"] == "InternalServerError"
    else:
        assert Page(answer.text).complaints() == []


def _broken() -> None:
    raise RuntimeError("a word of the fault")
