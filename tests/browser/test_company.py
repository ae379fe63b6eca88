"""Facts about a consumer with a phone and the people of a company: scale, board, and a report released by keyboard."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.reading import PHONE, Windows, sign_in_as

COFFEE = "/p/premium-coffee-500g"
SLOW_BITS_PER_S, SLOW_ROUND_TRIP_MS = 400_000, 400  # "slow 3G"
ROUND_TRIPS = 2  # the line is opened, the page comes: whole
SEALED_WITHIN_S = 60
REFRESH_S = 1.0


def test_a_consumer_without_script_changes_market_and_language(windows: Windows) -> None:
    """Must work on a phone that runs no script: the scale follows the market, the language stays."""
    phone = windows.open(viewport=PHONE, has_touch=True, java_script_enabled=False)
    phone.goto(f"/th{COFFEE}")
    expect(phone.get_by_role("heading", name="เกรด C")).to_be_visible()
    phone.get_by_role("link", name="สหภาพยุโรป").tap()
    phone.wait_for_url(f"**/th{COFFEE}?market=eu")
    expect(phone.get_by_text("Directive (EU) 2024/825")).to_be_visible()
    assert phone.locator(".letter").count() == 0
    assert phone.locator("script").count() == 0


def test_a_product_page_is_there_within_a_second_on_slow_3g(reader: Page) -> None:
    """Must come in two round trips and so few bytes that a line of 400 kbit/s with 400 ms of delay needs no second."""
    answers = []
    reader.on("response", lambda answer: answers.append(answer))
    reader.goto(COFFEE, wait_until="load")
    needed = [one for one in answers if one.request.resource_type in {"document", "stylesheet", "script", "font"}]
    bits = 8 * sum(
        sum(one.request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")) for one in needed
    )
    kinds = [one.request.resource_type for one in needed]
    assert kinds == ["document"]
    assert ROUND_TRIPS * SLOW_ROUND_TRIP_MS / 1000 + bits / SLOW_BITS_PER_S < 1


def test_a_report_is_released_by_keyboard_alone_and_proved_by_a_stranger(windows: Windows) -> None:
    """Must order, decide and lead to the seal with keys only; two people, then anybody at `/verify`."""
    officer, administrator = windows.open(), windows.open()
    sign_in_as(officer, "compliance")
    officer.goto("/compliance")
    officer.get_by_label("Name of the organisation").focus()
    officer.keyboard.press("ControlOrMeta+a")
    officer.keyboard.type("Keyboard Foods")
    officer.keyboard.press("Enter")
    officer.wait_for_url("**/compliance?report=*")
    expect(officer.get_by_text("You proposed this report")).to_be_visible()
    sign_in_as(administrator, "company")
    administrator.goto(officer.url)
    _press_until(administrator, administrator.get_by_label("Release it"), "Tab")
    administrator.keyboard.press("Space")
    _press_until(administrator, administrator.get_by_role("button", name="Decide"), "Tab")
    administrator.keyboard.press("Enter")
    administrator.wait_for_load_state()
    _reload_until(officer, "sealed")
    officer.get_by_role("link", name="Check the seal of the PDF file").focus()
    officer.keyboard.press("Enter")
    officer.wait_for_url("**/verify?q=0x*")
    expect(officer.locator("main")).to_contain_text(re.compile("seal", re.IGNORECASE))


def test_a_board_gets_the_same_file_again(reader: Page) -> None:
    """Must download the page in the reader's language, byte for byte the same."""
    sign_in_as(reader, "executive")
    reader.goto("/vi/executive")
    with reader.expect_download() as download:
        reader.get_by_role("link", name="PDF, Tiếng Việt").click()
    first = download.value.path().read_bytes()
    again = reader.request.get("/executive/board.pdf?language=vi").body()
    assert first[:5] == b"%PDF-"
    assert first == again


def _press_until(page: Page, wanted: object, key: str) -> None:
    """Presses the key until the element has the focus, as somebody without a mouse does."""
    for _ in range(80):
        if wanted.evaluate("one => one === document.activeElement"):  # type: ignore[attr-defined]
            return
        page.keyboard.press(key)
    raise AssertionError("the keyboard does not reach it")


def _reload_until(page: Page, state: str) -> None:
    deadline = time.monotonic() + SEALED_WITHIN_S
    while page.locator("dd.state").inner_text() != state:
        assert time.monotonic() < deadline, page.locator("dd.state").inner_text()
        time.sleep(REFRESH_S)
        page.reload()
