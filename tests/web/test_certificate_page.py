"""A certificate's page and paper say what its holder lets them say, and carry the proof."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

from registry.domain.wallets import LONE_ROLES
from tests.web.html_page import Page
from tests.web.told import DETAILS, Told

pytestmark = pytest.mark.chain

SALT = "5a" * 16
PAPER = "/c/1/certificate.pdf"


def beneficiary(told: Told) -> dict[str, str]:
    """Headers of whom the certificate names, signed in with the wallet alone."""
    wallet, now = told.certificate.beneficiary, told.registry.clock.now()
    token = told.registry.tokens.issue_token(wallet, wallet, LONE_ROLES, now)
    return {"Authorization": f"Bearer {token}"}


def choose(browser: TestClient, told: Told, level: str) -> int:
    said = {"level": level, "details": json.dumps(DETAILS), "salt": SALT}
    return int(browser.post("/c/1/visibility", data=said, headers=beneficiary(told)).status_code)


def words(browser: TestClient, path: str = "/c/1") -> str:
    return Page(browser.get(path).text).words()


def test_the_holder_of_the_details_chooses_what_is_shown(browser: TestClient, told: Told) -> None:
    """Must show names for a public certificate only, and neither serials nor address for a private one."""
    name, serials = DETAILS["beneficiary"], "DEMO-TH-101-2016-1-3"
    assert serials in words(browser)
    assert name not in words(browser)
    assert choose(browser, told, "public") == 303
    assert name in words(browser)
    said = browser.get("/c/1?format=json").json()
    assert (said["visibility"], said["details"], said["salt"]) == ("public", DETAILS, SALT)
    assert choose(browser, told, "private") == 303
    assert name not in words(browser)
    page = browser.get("/c/1").text
    assert serials not in page
    assert told.certificate.beneficiary not in page
    assert serials not in browser.get("/c/1?format=csv").text
    assert choose(browser, told, "serials") == 303


def test_a_reader_of_the_names_cannot_hide_them(browser: TestClient, told: Told) -> None:
    """Must ask for the wallet: a public certificate tells everybody the details and the salt."""
    assert choose(browser, told, "public") == 303
    read = browser.get("/c/1?format=json").json()
    said = {"level": "private", "details": json.dumps(read["details"]), "salt": read["salt"]}
    refused = browser.post("/c/1/visibility", data=said)
    assert refused.status_code == 422
    assert "sign in with the wallet" in Page(refused.text).words()
    assert DETAILS["beneficiary"] in words(browser)
    assert choose(browser, told, "serials") == 303


def test_a_wrong_word_keeps_the_form_and_gets_a_sentence(browser: TestClient, told: Told) -> None:
    """Must refuse details that do not open the commitment, with everything that was typed still there."""
    said = {"level": "public", "details": '{"beneficiary":"Me"}', "salt": SALT}
    answer = browser.post("/c/1/visibility", data=said, headers=beneficiary(told))
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "committed to" in page.words()
    assert page.complaints() == []
    assert any(field.get("value") == SALT for field in page.all("input"))


def test_the_paper_carries_the_bundle_and_repeats_itself(browser: TestClient, told: Told) -> None:
    """Must be PDF/A-3 with the signed bundle inside, the same bytes each time, in each language of ours."""
    papers = {language: browser.get(f"{language}{PAPER}") for language in ("", "/th", "/vi")}
    for language, answer in papers.items():
        assert answer.headers["content-type"] == "application/pdf"
        assert browser.get(f"{language}{PAPER}").content == answer.content
        paper = PdfReader(BytesIO(answer.content))
        assert paper.attachments["certificate-1.json"] == [told.bundle]
        assert b"pdfaid:part" in answer.content.replace(b"<pdfaid", b"pdfaid")
        assert "DEMO-TH-101-2016-1-3" in paper.pages[0].extract_text()
    assert len({answer.content for answer in papers.values()}) == len(papers)


def test_the_paper_of_a_private_certificate_prints_no_beneficiary(browser: TestClient, told: Told) -> None:
    """Must print what the page shows, and say that the bundle inside says more."""
    choose(browser, told, "private")
    text = PdfReader(BytesIO(browser.get(PAPER).content)).pages[0].extract_text()
    choose(browser, told, "serials")
    assert "DEMO-TH" not in text
    assert told.certificate.beneficiary not in text
    assert "keeps serials and beneficiary off this page" in " ".join(text.split())


@pytest.mark.parametrize("path", ["/c/9/certificate.pdf", "/c/x/certificate.pdf", "/c/9"])
def test_no_paper_is_printed_for_what_is_not_there(browser: TestClient, path: str) -> None:
    """Must answer with a page that says so."""
    answer = browser.get(path)
    assert answer.status_code in (404, 422)
    assert Page(answer.text).complaints() == []
