"""Pages say whether a retirement still stands, and no event of the law is left without a sentence."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from registry.adapters.abi import ABI_DIR
from tests.deployed import DeployedChain
from tests.issue_credits import lose_credits
from tests.web.html_page import Page
from tests.web.told import Told
from web.wording import WORDINGS

pytestmark = pytest.mark.chain

# Said by OpenZeppelin's parts, never by ours.
WITHOUT_SENTENCE = {
    "EIP712DomainChanged",
    "OperationCanceled",
    "OperationExecuted",
    "OperationScheduled",
    "RoleAdminChanged",
    "TargetClosed",
    "URI",
    "Unlocked",
}
LOST_KG = 14_000


def test_every_event_has_a_sentence() -> None:
    """Must word each event of the deployed contracts for people who read no Solidity."""
    entries = [entry for file in ABI_DIR.glob("*.json") for entry in json.loads(file.read_text())]
    names = {entry["name"] for entry in entries if entry["type"] == "event"}
    assert names - set(WORDINGS) <= WITHOUT_SENTENCE


def test_the_collection_is_described(browser: TestClient) -> None:
    """Must answer ERC-7572 metadata that says what a unit is, with the demonstration notice."""
    answer = browser.get("/api/v1/collection.json").json()
    assert (answer["name"], answer["symbol"]) == ("CarboniX credits", "CNX")
    assert "1,000 units are one credit" in answer["description"]
    assert "Demonstration:" in answer["description"]


def test_a_certificate_says_that_it_is_intact_until_a_loss_hits_it(
    browser: TestClient, told: Told, session_deployment: DeployedChain
) -> None:
    """Must show the status from the events, and after a loss whom it hit, in words and kilograms."""
    assert "Intact verified No loss of the batch touches its 2,500 kg." in Page(browser.get("/c/1").text).words()
    lose_credits(session_deployment, told.characters, told.issued, LOST_KG)
    told.registry.follow()
    answer = browser.get("/c/1")
    page = Page(answer.text)
    assert page.complaints() == []
    assert "Impaired verified Losses of the batch stand for 500 of its 2,500 kg" in page.words()
    assert "13,500 kg came from the owner's stock, 0 kg from the buffer pool, 500 kg were owed" in page.words()
    words = Page(browser.get("/explorer/events").text).words()
    assert "13,500 kg came from the owner, 0 kg from the pool, 500 kg are owed" in words
    assert json.loads(browser.get("/api/v1/batches/1.json").text)["properties"]["lostKg"] == str(LOST_KG)
