"""Facts about /verify in a real browser: it checks by itself, sends no file away, and goes on without the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Request, expect

from registry.domain.verdict import STEPS
from tests.browser.reading import Windows
from tests.browser.stack import Stack

SEALED_CERTIFICATE = 2
LARGE_BYTES = 200_000_000
HASHING_TIMEOUT_MS = 60_000
CHECK_TIMEOUT_MS = 20_000
ALL_STEPS = [*STEPS[:2], "registry", *STEPS[2:]]
INSIDE = 8


def drop(page: Page, data: bytes, name: str = "certificate.json") -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "application/json", "buffer": data})
    expect(page.locator("#answer .verdict")).to_be_visible(timeout=CHECK_TIMEOUT_MS)
    expect(page.locator("#answer")).not_to_have_attribute("aria-busy", "true", timeout=CHECK_TIMEOUT_MS)


def outcomes(page: Page) -> dict[str, str]:
    """Each step's machine name and its outcome as the page shows it."""
    lines = page.locator("#answer .steps > li > p")
    told = [(line.locator("code").inner_text(), line.locator(".outcome").inner_text()) for line in lines.all()]
    return {name: word.lower() for name, word in told}


@pytest.fixture(scope="module")
def bundle(stack: Stack, chromium: object) -> bytes:
    """The proof bundle of a sealed certificate of the demonstration."""
    with urlopen(f"{stack.url}/api/v1/certificates/{SEALED_CERTIFICATE}/proof") as answer:
        read: bytes = answer.read()
    return read


@contextmanager
def server_switched_off(stack: Stack) -> Iterator[None]:
    stack.stop()
    try:
        yield
    finally:
        stack.start()


def test_a_number_is_checked_by_the_browser_itself(reader: Page) -> None:
    """Must fetch the bundle, walk every step here, keep the address shareable and offer the bundle and the command."""
    reader.goto("/verify")
    reader.get_by_label("Type or paste").fill(str(SEALED_CERTIFICATE))
    reader.get_by_role("button", name="Verify", exact=True).click()
    heading = reader.get_by_role("heading", name=f"Certificate {SEALED_CERTIFICATE}, checked in this browser")
    expect(heading).to_be_visible(timeout=CHECK_TIMEOUT_MS)
    assert outcomes(reader) == dict.fromkeys(ALL_STEPS, "pass")
    assert reader.url.endswith(f"/verify?q={SEALED_CERTIFICATE}")
    expect(reader.locator("#answer").get_by_role("link", name="Download the proof bundle")).to_be_visible()
    assert reader.locator("#command").inner_text().startswith(f"carbonix verify certificate-{SEALED_CERTIFICATE}.json")


def test_a_dropped_file_is_never_sent(reader: Page, bundle: bytes) -> None:
    """Must pass a bundle and look up a document by its hash alone: no request carries a byte of either."""
    sent: list[Request] = []
    reader.on("request", lambda request: sent.append(request))
    reader.goto("/verify")
    drop(reader, bundle)
    assert outcomes(reader) == dict.fromkeys(ALL_STEPS, "pass")
    drop(reader, b"a document of nobody", "letter.txt")
    expect(reader.locator("#answer")).to_contain_text("No document with exactly these bytes", timeout=CHECK_TIMEOUT_MS)
    posted = [request for request in sent if request.method == "POST"]
    assert posted
    assert all(request.url.endswith("/rpc") for request in posted)
    assert not any(b"document of nobody" in (request.post_data_buffer or b"") for request in posted)


def test_with_the_server_switched_off_a_tampered_bundle_fails_at_its_step(
    windows: Windows, reader: Page, stack: Stack, bundle: bytes
) -> None:
    """Must name the step that fails, pass what holds, leave the chain unchecked, and keep what was typed."""
    windows.forgive("ERR_CONNECTION_REFUSED")
    reader.goto("/verify")
    expect(reader.locator("#node-told")).not_to_be_empty()
    with server_switched_off(stack):
        tampered = bundle.replace(b'"useCase":"Voluntary"', b'"useCase":"Compliance"')
        assert tampered != bundle
        drop(reader, tampered)
        assert {name for name, word in outcomes(reader).items() if word == "fail"} == {"issuer", "inclusion"}
        expect(reader.locator("#answer .lede")).to_contain_text("this step fails: The issuer's signature")
        drop(reader, b"{ " + bundle[1:])
        assert outcomes(reader)["canonical"] == "fail"
        drop(reader, bundle)
        expected = dict.fromkeys(ALL_STEPS[:INSIDE], "pass") | dict.fromkeys(ALL_STEPS[INSIDE:], "not checked")
        assert outcomes(reader) == expected
        reader.get_by_label("Type or paste").fill("batch 999")
        reader.get_by_role("button", name="Verify", exact=True).click()
        expect(reader.locator("#answer")).to_contain_text("server does not answer now", timeout=CHECK_TIMEOUT_MS)
        assert reader.get_by_label("Type or paste").input_value() == "batch 999"
    reader.get_by_role("button", name="Verify", exact=True).click()
    expect(reader.locator("#answer")).to_contain_text("There is no batch 999", timeout=CHECK_TIMEOUT_MS)


def test_a_certificates_paper_is_checked_by_the_bundle_inside(reader: Page) -> None:
    """Must find the bundle in the PDF, pass it, and fail pages around it that this registry does not print."""
    paper = reader.request.get(f"/th/c/{SEALED_CERTIFICATE}/certificate.pdf").body()
    reader.goto("/verify")
    drop(reader, paper, "certificate.pdf")
    assert outcomes(reader) == {"print": "pass"} | dict.fromkeys(ALL_STEPS, "pass")
    drop(reader, paper + b"%", "other.pdf")
    assert outcomes(reader) == {"print": "fail"} | dict.fromkeys(ALL_STEPS, "pass")
    expect(reader.locator("#answer .lede")).to_contain_text("Not genuine")


def test_a_genuine_bundle_of_another_certificate_is_no_proof(reader: Page, bundle: bytes) -> None:
    """Must fail a certificate for which the server gives the genuine bundle of another one."""
    reader.route("**/api/v1/certificates/1/proof", lambda route: route.fulfill(body=bundle))
    reader.goto("/verify")
    reader.get_by_label("Type or paste").fill("1")
    reader.get_by_role("button", name="Verify", exact=True).click()
    expect(reader.locator("#answer .lede")).to_contain_text("Not genuine", timeout=CHECK_TIMEOUT_MS)
    assert outcomes(reader) == {"proof": "fail"} | dict.fromkeys(ALL_STEPS, "pass")


def test_a_busy_server_makes_no_paper_false(windows: Windows, reader: Page) -> None:
    """Must leave the printed pages unchecked where the server has no time to print them."""
    windows.forgive("503")
    paper = reader.request.get(f"/c/{SEALED_CERTIFICATE}/certificate.pdf").body()
    reader.route("**/certificate.pdf", lambda route: route.fulfill(status=503))
    reader.goto("/verify")
    drop(reader, paper, "certificate.pdf")
    assert outcomes(reader) == {"print": "not checked"} | dict.fromkeys(ALL_STEPS, "pass")


def test_a_file_of_200_mb_gets_a_sentence(reader: Page, tmp_path: Path) -> None:
    """Must hash it piece by piece with its progress told, say that it is no bundle, and stay usable."""
    large = tmp_path / "film.bin"
    with large.open("wb") as file:
        file.truncate(LARGE_BYTES)
    reader.goto("/verify")
    reader.set_input_files("#file", large)
    answer = reader.locator("#answer")
    expect(answer).to_contain_text("too large to be a proof bundle", timeout=HASHING_TIMEOUT_MS)
    expect(answer).to_contain_text("200 MB")
    assert outcomes(reader) == {"document": "fail"}


def test_the_reader_chooses_the_node(windows: Windows, reader: Page, stack: Stack, bundle: bytes) -> None:
    """Must ask the chosen node itself, remember it in this browser, and check again when it changes."""
    windows.forgive(stack.rpc)
    reader.goto("/verify")
    drop(reader, bundle)
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.get_by_label("Address of that node").fill(stack.rpc)
    reader.get_by_role("button", name="Ask this node").click()
    expect(reader.locator("#node-told")).to_contain_text(stack.rpc)
    expect(reader.locator("#answer")).not_to_have_attribute("aria-busy", "true")
    assert outcomes(reader) == dict.fromkeys(ALL_STEPS, "pass")
    assert asked
    assert all(url.startswith(stack.rpc) for url in asked)
    assert stack.rpc in reader.locator("#command").inner_text()
