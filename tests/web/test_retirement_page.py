"""The page for a retirement for many tells faults row by row, keeps the form, and hands the wallet what it signs."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from registry.adapters.abi import decode_call, load_abi
from registry.domain.roles import Role
from tests.web.html_page import Page
from tests.web.told import Told

pytestmark = pytest.mark.chain

GOOD = "beneficiary,kg,name\n0x" + "11" * 20 + ",600,ร้านกาแฟ\n0x" + "22" * 20 + ",400,Second\n"


def form(told: Told, **changes: str) -> dict[str, str]:
    own = {
        "batch": str(told.issued.batch),
        "holder": told.issued.owner.address,
        "purpose": "A party",
        "use": "Voluntary",
    }
    return own | {"listed": GOOD} | changes


def test_a_stranger_is_sent_to_the_door_and_a_wrong_role_is_told(browser: TestClient, told: Told) -> None:
    """Must say what is here and who may."""
    assert browser.get("/retire").status_code == 401
    assert browser.get("/retire", headers=told.token(Role.AUDITOR)).status_code == 403


def test_faults_come_row_by_row_and_the_form_stays(browser: TestClient, told: Told) -> None:
    """Must name each line's fault, retire nothing, and lose nothing that was typed."""
    listed = GOOD + "0x12,0,\n"
    answer = browser.post("/retire", data=form(told, listed=listed), headers=told.token(Role.NET_EMITTER))
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "3 faults in the list, nothing was retired" in page.words()
    assert "0x12" in page.words()
    assert page.complaints() == []
    assert listed.strip() in answer.text


def test_a_good_list_becomes_what_the_wallet_signs(browser: TestClient, told: Told) -> None:
    """Must hand over the call of the ledger for exactly this list, with the portions file beside it."""
    answer = browser.post("/retire", data=form(told), headers=told.token(Role.NET_EMITTER))
    assert answer.status_code == 200
    assert Page(answer.text).complaints() == []
    block = answer.text.partition('id="retire-known"')[2].partition(">")[2].partition("</script>")[0]
    known = json.loads(block)
    data = bytes.fromhex(known["transaction"]["data"][2:])
    said = decode_call(load_abi("CarbonCredit").selectors[data[:4]], data)
    assert (said["batch"], said["kg"], said["size"]) == (told.issued.batch, 1_000, 2)
    assert said["root"] == json.loads(known["document"])["root"]
    assert known["transaction"]["from"] == said["holder"] == told.issued.owner.address


@pytest.mark.parametrize(
    "change", [{"batch": "x"}, {"holder": "0x1"}, {"purpose": ""}, {"use": "Fun"}, {"batch": "99"}]
)
def test_a_wrong_field_gets_a_sentence(browser: TestClient, told: Told, change: dict[str, str]) -> None:
    """Must refuse with a sentence and the form as it was."""
    answer = browser.post("/retire", data=form(told, **change), headers=told.token(Role.NET_EMITTER))
    assert answer.status_code == 422
    assert "Nothing was retired" in Page(answer.text).words()
    assert "ร้านกาแฟ" in answer.text


def test_a_list_is_read_whole_or_refused(browser: TestClient, told: Told) -> None:
    """Must never plan for the first part of a file alone: a Thai name has three bytes for each character."""
    line = "0x" + "11" * 20 + ",1," + "ก" * 190 + "\n"
    listed = "beneficiary,kg,name\n0x" + "11" * 20 + ",1,aaa\n" + line * 700
    sent = {"file": ("list.csv", listed.encode())}
    answer = browser.post("/retire", data=form(told, listed=""), files=sent, headers=told.token(Role.NET_EMITTER))
    block = answer.text.partition('id="retire-known"')[2].partition(">")[2].partition("</script>")[0]
    known = json.loads(block)
    assert len(json.loads(known["document"])["portions"]) == 701


def test_a_batch_of_any_length_is_answered(browser: TestClient, told: Told) -> None:
    """Must refuse a number that Python itself will not read as a field, not as a fault of ours."""
    answer = browser.post("/retire", data=form(told, batch="9" * 5_000), headers=told.token(Role.NET_EMITTER))
    assert answer.status_code == 422
    assert "must be the number of a batch" in answer.text
