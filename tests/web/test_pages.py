"""Pages show the running system, say how each figure is known and at which block, and load nothing from elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path
from typing import TypeGuard

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute

from tests.browser.pages import NO_PAGES, PAGES
from tests.passport.products import leg, product_with
from tests.web.html_page import Page
from tests.web.told import STORY, TENANT, Told
from web.app import create_app
from web.front import HERE
from web.pages.product_facts import ALLOTTED_HEADING
from web.story_file import read_story

pytestmark = pytest.mark.chain

PATHS = (
    "/",
    "/verify",
    "/verify?q=1",
    "/verify?q=nonsense",
    "/c/1",
    "/p/premium-coffee-500g",
    "/explorer",
    "/explorer/seals",
    "/explorer/events",
    "/explorer/events?name=Sealed",
    "/docs",
    "/nowhere",
)
FORBIDDEN = re.compile(
    r"carbon[- ]neutral|climate[- ]neutral|offset", re.IGNORECASE
)  # words that a passport must not say


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_well_formed(browser: TestClient, path: str) -> None:
    """Must have one h1, a language, a title, labels, closed tags, and nothing inline or from outside."""
    answer = browser.get(path)
    assert answer.headers["content-type"].startswith("text/html")
    assert Page(answer.text).complaints() == []


@pytest.mark.parametrize("path", [*PATHS, "/healthz", "/static/carbonix.css", "/api/v1/seals/1", "/explorer/token/x"])
def test_every_answer_carries_the_security_headers(browser: TestClient, path: str) -> None:
    """Must forbid foreign and inline scripts, framing, sniffing and referrers, on errors too."""
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'nonce-[\w-]{20,}';", policy)
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_front_page_shows_the_live_figures(browser: TestClient, told: Told) -> None:
    """Must show credits, certificates, seals and the last block, each figure with its badge."""
    page = Page(browser.get("/").text)
    words = page.words()
    tip = told.registry.events.tip()
    assert tip is not None
    assert "Credits issued 16 tCO2e 16,000 kg in 1 batch verified" in words
    assert "Credits held 13.5 tCO2e" in words
    assert "Credits retired 2.5 tCO2e" in words
    assert "Certificates 1 of retirement 31 kg beside products" in words
    assert f"As of block {tip.number}," in words
    figures = [attributes for _, attributes in page.tags if attributes.get("class") == "figure"]
    badges = [a for _, a in page.tags if a.get("class", "").startswith("badge badge-")]
    assert len(badges) >= len(figures) == 6


def test_the_front_page_links_to_every_page(browser: TestClient) -> None:
    """Must lead to verification, explorer, seals, the API, and each certificate and passport."""
    linked = {a.get("href") for a in Page(browser.get("/").text).all("a")}
    assert {"/verify", "/explorer", "/explorer/seals", "/docs", "/c/1", "/p/premium-coffee-500g"} <= linked


def test_the_front_page_tells_the_story_with_its_notice(browser: TestClient) -> None:
    """Must show each chapter, figure and transaction of the story file, and the notice above them."""
    text = browser.get("/").text
    words = Page(text).words()
    assert words.index(str(STORY["notice"])) < words.index("Readings were read.")
    assert "net energy, kWh 29,834.002 measured" in words
    assert f'href="/explorer/tx/0x{"ab" * 32}"' in text


@pytest.mark.parametrize("content", ["{", "[]", '{"notice": 1, "chapters": 2}', '{"notice": "", "chapters": [{}]}'])
def test_a_damaged_story_is_no_story(tmp_path: Path, content: str) -> None:
    """Must show the live figures alone if the story file cannot be read."""
    (tmp_path / "story.json").write_text(content)
    assert read_story(tmp_path / "story.json") is None
    assert read_story(tmp_path / "none.json") is None


@pytest.mark.parametrize("path", ["/", "/c/1", "/p/premium-coffee-500g", "/explorer"])
def test_pages_with_demonstration_figures_say_so(browser: TestClient, path: str) -> None:
    """Must show the demonstration notice wherever a figure of the demonstration stands."""
    words = Page(browser.get(path).text).words()
    assert "the readings of two inverters are real and were metered elsewhere" in words
    assert "secondary source" in words


def test_a_certificate_page_says_what_was_retired_and_from_where(browser: TestClient, told: Told) -> None:
    """Must show mass, serials, project, methodology, the three layers, the batch's balance and the seal."""
    words = Page(browser.get("/c/1").text).words()
    assert "2.5 tCO2e retired for ever" in words
    assert "DEMO-TH-101-2016-1-3" in words
    assert "Roof of the demonstration" in words
    assert all(f"Signed for the {layer} layer" in words for layer in ("sensor", "model", "expert"))
    assert "issued 16,000 kg = held 13,500 kg + retired 2,500 kg + cancelled 0 kg" in words
    assert f"Seal {told.sealed.seal_id} holds this statement as a leaf" in words
    assert "31 kg: Premium Coffee 500g" in words


def test_a_product_page_shows_the_gross_footprint(browser: TestClient) -> None:
    """Must show the gross total, the grade on its scale, each stage in text, equivalents and the seal."""
    page = Page(browser.get("/p/premium-coffee-500g").text)
    words = page.words()
    assert "31.007 kgCO2e per unit, gross estimated" in words
    assert "not a measured one" in words
    assert [a for tag, a in page.tags if tag == "li" and a.get("aria-current") == "true"] != []
    assert "Transport value chain, scope 3 25.957 kg, 84 %" in words
    assert "161.5 km by car" in words
    assert "1.4 trees for a year" in words
    assert "3,876 smartphone charges" in words
    assert "This passport is sealed on chain" in words


def test_credits_stand_beside_a_footprint_and_are_not_subtracted(browser: TestClient) -> None:
    """Must head the allotted credits so that nothing is netted, and never print a difference or a forbidden claim."""
    words = Page(browser.get("/p/premium-coffee-500g").text).words()
    assert f"{ALLOTTED_HEADING} 31 kg verified" in words
    assert words.index("31.007") < words.index(ALLOTTED_HEADING)
    assert "0.007" not in words.replace("31.007", "")
    assert not FORBIDDEN.search(words)


def test_a_product_page_is_light_and_needs_no_script(browser: TestClient) -> None:
    """Must stay below 30 kB as written, carry no script, and bring its style in the same answer, under its nonce."""
    answer = browser.get("/p/premium-coffee-500g")
    page, policy = Page(answer.text), answer.headers["content-security-policy"]
    nonce = page.all("style")[0]["nonce"]
    assert page.all("script") == []
    assert [link for link in page.all("link") if link["rel"] == "stylesheet"] == []
    assert f"style-src 'self' 'nonce-{nonce}';" in policy
    assert "style-src 'self';" in browser.get("/").headers["content-security-policy"]
    assert "@import" not in answer.text
    assert len(answer.content) + (HERE / "static" / "mark.svg").stat().st_size < 30_000


def test_a_market_chooses_the_scale_and_the_address_keeps_it(browser: TestClient) -> None:
    """Must put the same kilograms on a scale with letters or without, as the market's own rule has it."""
    path = "/p/premium-coffee-500g"
    owner, union = Page(browser.get(path).text).words(), Page(browser.get(f"{path}?market=eu").text).words()
    assert "Grade C" in owner
    assert "rest on no official scheme" in owner
    assert "Grade" not in union
    assert "Directive (EU) 2024/825" in union
    assert browser.get(f"{path}?market=mars").status_code == 422


def test_a_product_page_tells_the_way_without_carrier_or_number(told: Told, browser: TestClient) -> None:
    """Must show stays and legs by kind while the records are those of the seal, and say so where they are not."""
    words = Page(browser.get("/p/premium-coffee-500g").text).words()
    assert "Stored: cold storage 6 days 2.550 kg Carried: air 850 km 25.585 kg Carried: road 120 km 0.372 kg" in words
    assert "of 9 inputs measured" in words
    assert "DHL" not in words
    assert "leg-1" not in words
    told.rooms.register(product_with(product_id="moved", name="Moved"), TENANT)
    told.rooms.seal("moved", told.characters.sealer)
    told.rooms.register(product_with(leg(), product_id="moved", name="Moved"), TENANT)
    assert "have changed since" in Page(browser.get("/p/moved").text).words()
    told.rooms.seal("moved", told.characters.sealer)
    versions = browser.get("/p/moved?format=json").json()["versions"]
    assert [one["totalKg"] for one in versions] == ["2.810", "2.500"]


def test_a_company_decides_what_its_page_shows(told: Told, browser: TestClient) -> None:
    """Must leave no figure on any page at the level of grades, and no trace of the product where it is hidden."""
    path, headers = "/p/premium-coffee-500g", told.token()

    def set_level(level: str) -> None:
        assert browser.put("/api/v1/disclosure", json={"level": level}, headers=headers).status_code == 200

    set_level("grade")
    shown, home = Page(browser.get(path).text), browser.get("/").text
    assert "Grade C" in shown.words()
    assert "sealed on chain" in shown.words()
    assert not re.search(r"31\.007|25\.957|161\.5|31007|totalGrams", browser.get(path).text + home)
    assert told.passport.subject not in browser.get(path).text  # the leaf's own bytes hold the total
    assert not re.search(r"31\.007|25\.957|161\.5", browser.get(f"{path}?format=json").text)
    assert "shows no kilograms, and this market shows no letter" in Page(browser.get(f"{path}?market=eu").text).words()
    set_level("hidden")
    hidden = browser.get(path)
    assert (hidden.status_code, "Premium Coffee" in hidden.text + browser.get("/").text) == (404, False)
    assert "Premium Coffee" not in browser.get("/c/1").text
    set_level("grade_and_total")
    assert "31.007" in browser.get(path).text


def test_programs_read_the_product_page_as_data(browser: TestClient) -> None:
    """Must answer JSON-LD to whoever asks for it, and the page to whoever asks for both with the page first."""
    path = "/p/premium-coffee-500g"
    data = browser.get(path, headers={"Accept": "application/ld+json"})
    assert data.headers["content-type"] == "application/ld+json"
    shown = {one["schema:propertyID"]: one["schema:value"] for one in data.json()["schema:additionalProperty"]}
    assert (shown["carbonFootprint"], shown["carbonFootprintGrade"]) == ("31.007", "C")
    plain = browser.get(path, headers={"Accept": "application/json"})
    assert plain.json() == browser.get(f"{path}?format=json").json()
    assert (plain.json()["totalKg"], plain.json()["creditsBeside"]["kg"]) == ("31.007", "31")
    assert "scope 3,transport,,,,25.957,84" in browser.get(f"{path}?format=csv").text
    both = browser.get(path, headers={"Accept": "text/html, application/ld+json"})
    assert both.headers["content-type"].startswith("text/html")
    assert "Accept" in both.headers["vary"].split(", ")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json;q=0.1, text/html", "text/html"),
        ("text/html;q=0.2, application/ld+json;q=0.9", "application/ld+json"),
        ("application/ld+json;q=0, */*", "text/html"),
        ("application/json, text/plain, */*", "application/json"),
        ("*/*", "text/html"),
        ("image/png", "text/html"),
    ],
)
def test_the_weights_of_what_is_accepted_count(browser: TestClient, accept: str, kind: str) -> None:
    """Must give the kind with the highest weight (RFC 9110, 12.5.1), of equal ones the first, else the page."""
    answer = browser.get("/p/premium-coffee-500g", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert "Accept" in answer.headers["vary"].split(", ")


def test_figures_that_a_company_keeps_are_not_sealed_as_public_evidence(told: Told, browser: TestClient) -> None:
    """Must seal the passport of a company that shows grades alone without an address from which it can be fetched."""
    told.rooms.register(product_with(product_id="quiet", name="Quiet"), "quiet")
    browser.put("/api/v1/disclosure", json={"level": "grade"}, headers=told.token(tenant="quiet"))
    sealed = told.rooms.seal("quiet", told.characters.sealer)
    told.registry.follow()
    assert told.registry.projection().seals[sealed.seal_id].uri == "urn:carbonix:unpublished"
    assert sealed.statement["grade"] in browser.get("/p/quiet").text


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/c/99", 404, "there is no certificate 99"),
        ("/c/one", 422, "a certificate is named by its number"),
        ("/p/unknown", 404, "there is no sealed passport of product unknown"),
        ("/explorer/block/999999", 404, "there is no block"),
        ("/explorer/tx/0x12", 422, "must be 32 bytes as hex"),
        (f"/explorer/tx/0x{'00' * 32}", 404, "there is no transaction"),
        ("/explorer/address/me", 422, "must be an address"),
        ("/explorer/events?before=yesterday", 422, "a place is a block and a position in it"),
        ("/nowhere", 404, "There is no page here."),
    ],
)
def test_errors_are_sentences_for_people_and_problems_for_programs(
    browser: TestClient, path: str, status: int, sentence: str
) -> None:
    """Must answer the same error as a page with a sentence and as an RFC 9457 document, by what is accepted."""
    page, problem = browser.get(path), browser.get(path, headers={"Accept": "application/json"})
    assert (page.status_code, problem.status_code) == (status, status)
    assert sentence.lower() in Page(page.text).words().lower()
    assert problem.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= problem.json().keys()


def test_a_public_explorer_is_linked_where_one_is_configured(told: Told) -> None:
    """Must link transactions, blocks and addresses to the configured public explorer, by the paths of EIP-3091."""
    settings = replace(told.registry.settings, explorer_url="https://explorer.example")
    app = create_app(replace(told.registry, settings=settings), follow=False)
    with TestClient(app) as client:
        shown = (f"block/{told.certificate.block}", f"address/{told.certificate.retiree}")
        pages = {path: client.get(f"/explorer/{path}").text for path in shown}
        text = client.get("/c/1").text
    assert f'href="https://explorer.example/tx/{told.certificate.transaction}"' in text
    assert all(f'href="https://explorer.example/{path}"' in page for path, page in pages.items())


def test_text_from_outside_cannot_become_markup(browser: TestClient) -> None:
    """Must escape whatever was typed."""
    answer = browser.post("/verify", data={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_bodies_beyond_the_limit_are_refused_unread(browser: TestClient) -> None:
    """Must answer 413 by the announced length, and by the counted one where none is announced."""
    announced = browser.post("/verify", content=b"", headers={"Content-Length": "13000000"})
    multipart = {"Content-Type": "multipart/form-data; boundary=b"}
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    streamed = browser.post("/verify", content=chain([part], repeat(b"x" * 1_000_000, 13)), headers=multipart)
    assert (announced.status_code, streamed.status_code) == (413, 413)
    assert "larger than 12,000,000 bytes" in announced.text


def test_the_reference_lists_every_call(browser: TestClient) -> None:
    """Must name each operation of the OpenAPI document."""
    document = json.loads(browser.get("/openapi.json").text)
    words = Page(browser.get("/docs").text).words()
    for path, operations in document["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path}" in words


def test_every_page_is_in_the_list_that_the_browser_tries(told: Told) -> None:
    """Must try each path that answers a reader with a page, and except nothing that is not there."""
    app = create_app(told.registry, follow=False)
    routers = [included.original_router for included in app.routes if hasattr(included, "original_router")]
    pages = {route.path: route.path_regex for router in routers for route in router.routes if is_for_readers(route)}
    tried = {path for path, form in pages.items() if any(form.fullmatch(shown.example) for shown in PAGES)}
    assert len(pages) > len(NO_PAGES)
    assert set(pages) - tried == set(NO_PAGES)


def is_for_readers(route: BaseRoute) -> TypeGuard[APIRoute]:
    """True for what is looked at and no call of the API."""
    return isinstance(route, APIRoute) and "GET" in route.methods and not route.include_in_schema


@pytest.mark.parametrize("path", ["/c/1", "/p/premium-coffee-500g", "/market", "/explorer", "/projects", "/index"])
def test_data_of_a_demonstration_say_so(browser: TestClient, path: str) -> None:
    """Must carry the notice that stands on each page in its JSON as well: data travel without their page."""
    assert browser.get(f"{path}?format=json").json()["notice"].startswith("Demonstration")
