"""The explorer shows the chain's own words as sentences, under the paths that wallets know."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from registry.domain.events import ChainEvent
from tests.web.html_page import Page
from tests.web.told import Told
from web.wording import sentence_of

pytestmark = pytest.mark.chain


def test_a_transaction_is_told_in_sentences(browser: TestClient, told: Told) -> None:
    """Must name contract and function, say that it took effect, and tell each event."""
    page = Page(browser.get(f"/explorer/tx/{told.certificate.transaction}").text)
    words = page.words()
    assert page.complaints() == []
    assert "CarbonCredit: retire" in words
    assert "it took effect" in words
    assert "retired 2,500 kg (2.5 tCO2e) of batch 1 for ever: certificate 1." in words
    assert "Certificate 1 is locked: it can never move." in words


def test_every_event_of_the_story_has_a_sentence_of_its_own(told: Told) -> None:
    """Must never show an event of ours in bare values."""
    events = list(told.registry.events.events_after(-1))
    bare = {event.name for event in events if f"says {event.name}" in sentence_of(event)}
    assert len({event.name for event in events}) > 12
    assert bare == set()


def test_an_event_without_a_sentence_is_listed_with_its_values() -> None:
    """Must lose nothing of an event that nobody worded."""
    event = ChainEvent(1, 0, "0x", "RegistryAccess", "TargetClosed", {"target": "0x1", "closed": True})
    assert sentence_of(event) == "RegistryAccess says TargetClosed: target 0x1, closed True."


def test_a_block_shows_its_transactions(browser: TestClient, told: Told) -> None:
    """Must list transactions and events by number and by hash."""
    block = told.registry.events.block(told.certificate.block)
    assert block is not None
    by_number, by_hash = browser.get(f"/explorer/block/{block.number}"), browser.get(f"/explorer/block/{block.hash}")
    assert Page(by_number.text).words() == Page(by_hash.text).words()
    assert f"/explorer/tx/{told.certificate.transaction}" in by_number.text
    assert Page(by_number.text).complaints() == []


def test_the_first_block_that_is_followed_leads_to_no_earlier_one(browser: TestClient, told: Told) -> None:
    """Must link a block's parent only where this registry has it: what was before the contracts was not followed."""
    followed = [number for number in range(1_000) if told.registry.events.block(number)]
    first = Page(browser.get(f"/explorer/block/{followed[0]}").text)
    second = Page(browser.get(f"/explorer/block/{followed[1]}").text)
    parent = told.registry.events.block(followed[0])
    assert parent is not None
    links = {one["href"] for one in second.all("a")}
    assert {f"/explorer/block/{followed[0]}", f"/explorer/block/{parent.hash}"} <= links
    here = [one["href"] for one in first.all("a") if one["href"].startswith("/explorer/block/0x")]
    assert here == []
    assert f"/explorer/block/{followed[0] - 1}" not in {one["href"] for one in first.all("a")}


def test_an_address_shows_what_it_holds(browser: TestClient, told: Told) -> None:
    """Must show balances and certificates of an account, in any case of letters, and the role or contract it is."""
    holder = Page(browser.get(f"/explorer/address/0x{told.issued.owner.address[2:].upper()}").text)
    beneficiary = Page(browser.get(f"/explorer/address/{told.characters.emitter.address}").text)
    contract = Page(browser.get(f"/explorer/address/{told.registry.chain.address_of('CarbonCredit')}").text)
    assert "Batch 1: 13,500 kg (13.5 tCO2e)" in holder.words()
    assert "Certificate 1, 2,500 kg" in beneficiary.words()
    assert "CarbonCredit" in contract.words()
    assert holder.complaints() == contract.complaints() == []


@pytest.mark.parametrize(
    ("asked", "path"),
    [("0x" + "AB" * 32, "/explorer/tx/0x" + "ab" * 32), ("0x" + "Cd" * 20, "/explorer/address/0x" + "cd" * 20)],
)
def test_one_box_finds_each_thing(browser: TestClient, asked: str, path: str) -> None:
    """Must lead to the page of what was typed."""
    answer = browser.get("/explorer", params={"q": asked})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert browser.get("/explorer", params={"q": "12"}).headers["location"] == "/explorer/block/12"


def test_a_token_is_an_address(browser: TestClient) -> None:
    """Must serve the EIP-3091 path of a token."""
    answer = browser.get("/explorer/token/0x" + "Cd" * 20)
    assert (answer.status_code, answer.headers["location"]) == (307, "/explorer/address/0x" + "cd" * 20)


def test_pages_of_events_follow_each_other_without_gap(browser: TestClient, told: Told) -> None:
    """Must show every event exactly once over all pages, newest first."""
    told_places = [(event.block, event.log_index) for event in told.registry.events.events_after(-1)]
    front = browser.app.state.front  # type: ignore[attr-defined]
    places, before = [], None
    while page := front.events.newest(before):
        places += [(event.block, event.log_index) for event in page]
        before = places[-1]
    assert places == sorted(told_places, reverse=True)
    assert "Older events" in Page(browser.get("/explorer/events").text).words()


def test_seals_are_listed_with_their_roots(browser: TestClient, told: Told) -> None:
    """Must list each seal with its kind, size and place of its leaves."""
    text = browser.get("/explorer/seals").text
    assert told.sealed.root in text
    assert f'id="seal-{told.passport.seal_id}"' in text
    assert "ipfs://" in text
