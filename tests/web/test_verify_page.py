"""The verification page tells a stranger what they hold and whether it is genuine, line by line."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from registry.adapters.canonical_json import canonical
from registry.domain.bundle import issuer_text
from registry.domain.bundle_schema import FORMAT
from registry.domain.verdict import STEPS
from tests.web.html_page import Page
from tests.web.told import Told

pytestmark = pytest.mark.chain


def ask(browser: TestClient, text: str) -> Page:
    answer = browser.post("/verify", data={"q": text})
    assert answer.status_code == 200
    return Page(answer.text)


def drop(browser: TestClient, data: bytes, name: str = "certificate.json") -> Response:
    answer: Response = browser.post("/verify", files={"file": (name, data)})
    return answer


def outcomes(page: Page) -> list[str]:
    """The verdict, then one outcome for each step."""
    return [a["class"].removeprefix("outcome outcome-") for _, a in page.tags if "outcome-" in a.get("class", "")]


def test_a_certificate_number_is_checked_step_by_step(browser: TestClient) -> None:
    """Must say that it exists and run every step that its bundle would be put through."""
    page = ask(browser, " 1 ")
    assert "This certificate is genuine." in page.words()
    assert outcomes(page) == ["pass"] * (2 + len(STEPS))


def test_a_number_without_certificate_fails(browser: TestClient) -> None:
    """Must fail with how many exist."""
    page = ask(browser, "7")
    assert "There is no certificate 7; 1 exist." in page.words()
    assert outcomes(page) == ["fail", "fail"]


def test_serials_as_printed_lead_to_their_certificate(browser: TestClient) -> None:
    """Must find the certificate of a serial range."""
    assert "Certificate 1" in ask(browser, "demo-th-101-2016-1-3").words()


@pytest.mark.parametrize("way", ["pasted", "dropped"])
def test_a_bundle_is_verified(browser: TestClient, told: Told, way: str) -> None:
    """Must pass every step, the registry's own addresses included, pasted or dropped."""
    page = ask(browser, told.bundle.decode()) if way == "pasted" else Page(drop(browser, told.bundle).text)
    assert outcomes(page) == ["pass"] * (2 + len(STEPS))
    assert "The file speaks of this registry's own contracts." in page.words()


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [(b'"kg":"2500"', b'"kg":"2501"', "issuer"), (b'{"attestations"', b'{ "attestations"', "canonical")],
)
def test_a_changed_bundle_fails_by_the_step(browser: TestClient, told: Told, old: bytes, new: bytes, step: str) -> None:
    """Must fail, naming the step, for a changed figure and for a single space."""
    assert old in told.bundle
    page = Page(drop(browser, told.bundle.replace(old, new)).text)
    assert outcomes(page)[0] == "fail"
    assert f"the step {step} fails" in page.words()


def test_a_bundle_of_copied_contracts_is_not_ours(browser: TestClient, told: Told) -> None:
    """Must fail a bundle that a stranger signed over other addresses, however well it fits together."""
    document = json.loads(told.bundle)
    forged = "0x" + "11" * 20
    document["contracts"]["addresses"]["SealRegistry"] = forged
    unsigned = {key: value for key, value in document.items() if key != "issuer"}
    signature = told.characters.sealer.sign_text(issuer_text(canonical(unsigned)))
    document["issuer"]["signature"] = "0x" + signature.hex()
    page = Page(drop(browser, canonical(document)).text)
    assert "The file names another SealRegistry than this registry's" in page.words()
    assert outcomes(page)[0] == "fail"


def test_the_hash_of_a_leaf_walks_to_the_chain(browser: TestClient, told: Told) -> None:
    """Must walk the leaf's path to its root and compare the root with the chain, with or without 0x, in any case."""
    for text in (told.passport.subject, told.passport.subject[2:].upper()):
        page = ask(browser, text)
        assert f"under passport seal {told.passport.seal_id}; the chain holds that root" in page.words()
        assert outcomes(page)[0] == "pass"


def test_a_dropped_document_is_found_by_its_bytes(browser: TestClient, told: Told) -> None:
    """Must recognise the sealed statement of a passport as leaf and as kept evidence, and no other bytes."""
    page = Page(drop(browser, told.passport.leaf, "passport.json").text)
    assert "This document, byte for byte, is known here." in page.words()
    assert "evidence store" in page.words()
    changed = Page(drop(browser, told.passport.leaf + b"\n", "passport.json").text)
    assert outcomes(changed) == ["fail", "fail"]
    assert "No document with exactly these bytes" in changed.words()


def test_document_root_and_transaction_hashes_are_known(browser: TestClient, told: Told) -> None:
    """Must know the SHA-256 of evidence, the root of a seal, a report and a transaction."""
    assert "document" in ask(browser, sha256(told.passport.leaf).hexdigest()).words()
    assert f"The root of seal {told.sealed.seal_id}" in ask(browser, told.sealed.root).words()
    assert "A verified report" in ask(browser, told.issued.report_hash).words()
    words = ask(browser, told.certificate.transaction).words()
    assert f"This transaction succeeded in block {told.certificate.block}" in words
    assert "CreditsRetired" in words


def test_an_unknown_hash_fails(browser: TestClient) -> None:
    """Must say that nothing here has this hash."""
    page = ask(browser, "0x" + "99" * 32)
    assert "Nothing here has this hash" in page.words()
    assert outcomes(page)[0] == "fail"


@pytest.mark.parametrize(
    "text", ["", "   ", "hello", "-1", "1.5", "0x12", "0x" + "aa" * 20, "0x" + "zz" * 32, "๑", "9" * 500, "9" * 5_000]
)
def test_what_cannot_be_checked_gets_a_sentence(browser: TestClient, text: str) -> None:
    """Must answer with a sentence and never with an error of the server, whatever was typed."""
    answer = browser.post("/verify", data={"q": text})
    assert answer.status_code in (200, 422)
    page = Page(answer.text)
    assert page.complaints() == []
    assert outcomes(page)[:1] == ["fail"] or "This cannot be checked" in page.words()


@pytest.mark.parametrize("data", [b"{" * 900_000, b'{"' + FORMAT.encode() + b'":' + b"[" * 900_000, b"\xff\xfe"])
def test_hostile_files_fail_and_the_server_lives(browser: TestClient, data: bytes) -> None:
    """Must refuse nested and binary files without ending the process."""
    assert outcomes(Page(drop(browser, data).text))[0] == "fail"
    assert browser.get("/healthz").status_code == 200


def test_without_the_chain_the_outside_steps_stay_unchecked(told: Told) -> None:
    """Must not pass a bundle whose root nobody could compare, and must say which steps were not checked."""
    with told.without_chain() as client:
        page = Page(drop(client, told.bundle).text)
    assert outcomes(page)[0] == "not-checked"
    assert "fail" not in outcomes(page)
    assert "its root was not checked" in page.words()


def test_without_the_chain_a_number_is_not_called_genuine(told: Told) -> None:
    """Must neither pass nor fail a certificate that only our own records know at the moment."""
    with told.without_chain() as client:
        page = ask(client, "1")
    assert outcomes(page) == ["not-checked", "pass", "not-checked"]
    assert "genuine" not in page.words()
