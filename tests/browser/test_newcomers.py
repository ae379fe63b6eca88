"""Facts about a newcomer: the front page leads everywhere, and a card, a wallet or a token opens the door."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import GiveWallet
from tests.browser.reading import PHONE, Windows, sign_in_as
from web.demonstration import READERS

EMITTER = 9
UNAUTHORISED, FORBIDDEN = 401, 403  # a stranger, another role


def test_the_front_page_leads_to_every_journey(reader: Page) -> None:
    """Must lead to pages that are there: open ones to anybody, the others to the door."""
    reader.goto("/")
    ways = {link.get_attribute("href") or "" for link in reader.locator("main .kind a").all()}
    answers = {way: reader.request.get(way, headers={"Accept": "text/html"}).status for way in sorted(ways)}
    assert len(ways) > 15
    assert {way: status for way, status in answers.items() if status not in {200, UNAUTHORISED}} == {}
    assert {answers[way] for way in ("/verify", "/projects", "/market", "/explorer")} == {200}


def test_a_card_leads_where_its_people_may_go(windows: Windows) -> None:
    """Must hold a card for every character, whose links open for one of the characters that stand on it."""
    front = windows.open()
    front.goto("/")
    shut, come_in = {}, set()
    for card in front.locator("main .kind:has(form)").all():
        ways = [link.get_attribute("href") or "" for link in card.locator("a").all()]
        people = [(form.get_attribute("action") or "").rpartition("/")[2] for form in card.locator("form").all()]
        come_in |= set(people)
        opened = {way for one in people for way in _opened(windows, one, ways)}
        shut |= {way: people for way in ways if way not in opened}
    assert come_in == set(READERS)
    assert shut == {}


@pytest.mark.parametrize("character", READERS)
def test_whoever_walks_in_finds_their_work(reader: Page, character: str) -> None:
    """Must open, for each character, the page where their work begins, with every part of it allowed."""
    sign_in_as(reader, character)
    answer = reader.request.get(READERS[character].begins_at, headers={"Accept": "text/html"})
    assert answer.status == 200, answer.text()[:500]


def _opened(windows: Windows, character: str, ways: list[str]) -> list[str]:
    window = windows.open()
    sign_in_as(window, character)
    return [way for way in ways if window.request.get(way, headers={"Accept": "text/html"}).ok]


def test_a_card_is_one_click_from_the_front_page(windows: Windows) -> None:
    """Must walk in on a phone, in Vietnamese, and stay in the language; leaving ends the session."""
    phone = windows.open(viewport=PHONE, has_touch=True)
    phone.goto("/vi/")
    phone.get_by_role("button", name="Vào với vai: Bên phát thải ròng").tap()
    phone.wait_for_url("**/vi/dashboard")
    phone.get_by_role("link", name="Tài khoản", exact=True).first.tap()
    phone.get_by_role("button", name="Đăng xuất").tap()
    phone.wait_for_url("**/vi/")
    expect(phone.get_by_role("link", name="Đăng nhập")).to_be_visible()


def test_a_wallet_signs_its_owner_in(reader: Page, with_wallet: GiveWallet) -> None:
    """Must say in the reader's language what a refusal means, keep the page, and let the owner try again."""
    wallet = with_wallet(reader, EMITTER)
    wallet.rejects.add("personal_sign")
    reader.goto("/th/sign-in?next=/th/sign-in")
    reader.get_by_role("button", name="Test wallet").click()
    expect(reader.get_by_role("status")).to_contain_text("คุณปฏิเสธในกระเป๋าเงิน")
    wallet.rejects.clear()
    reader.get_by_role("button", name="Test wallet").click()
    expect(reader.get_by_role("heading", name="คุณลงชื่อเข้าใช้แล้ว")).to_be_visible()
    assert wallet.asked.count("personal_sign") == 2


def test_a_session_that_has_ended_leads_to_the_door_and_back(reader: Page) -> None:
    """Must say that the session ended, lead to the sign-in, and come back to where the reader was."""
    reader.goto("/")
    host = urlsplit(reader.url).hostname or ""
    cookie = {"name": "carbonix_session", "value": "ended", "domain": host, "path": "/", "httpOnly": True}
    reader.context.add_cookies([cookie])  # type: ignore[list-item]
    reader.goto("/administration")
    expect(reader.get_by_text("Your session has ended")).to_be_visible()
    reader.locator("main").get_by_role("link", name="Sign in").click()
    reader.get_by_role("button", name="Company administrator").click()
    reader.wait_for_url("**/administration")


def test_the_wrong_role_is_told_which_one_is_needed(reader: Page) -> None:
    """Must name the roles that would do, and offer the sign-in."""
    sign_in_as(reader, "executive")
    answer = reader.goto("/administration")
    assert answer is not None
    assert answer.status == FORBIDDEN
    expect(reader.get_by_text("company_admin")).to_be_visible()
    expect(reader.get_by_role("link", name="Sign in as somebody else")).to_be_visible()


def test_the_front_page_works_by_keyboard_alone(reader: Page) -> None:
    """Must begin with a way to the content, show where the focus is, and submit the box by Enter."""
    reader.goto("/")
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(reader.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    box = reader.get_by_label("Check a certificate")
    for _ in range(30):
        reader.keyboard.press("Tab")
        outline = reader.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        if box.evaluate("one => one === document.activeElement"):
            break
    reader.keyboard.type("1")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/verify?q=1")
