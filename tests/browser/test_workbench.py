"""Facts about /monitoring and /workbench in a real browser: a live sensor, one peak of many, a claim signed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from registry.adapters.signer import dev_signer
from tests.browser.conftest import GiveWallet
from tests.browser.reading import PHONE, Windows, sign_in_as
from tests.browser.test_system import AXE, JUDGE, RULES, TOO_WIDE
from tests.oracle.field.photos import photo

EXPERT, STRANGER = 7, 13
POINTS, PEAK_AT = 86_400, 43_210
SPEAKS_WITHIN_MS = 25_000
REDRAW_MS = 250  # of a whole day of seconds, on two busy cores
DRAWN = """async () => { await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const one = document.querySelector("#chart canvas"); const ctx = one.getContext("2d");
  const columns = ctx.getImageData(one.width * 0.45, one.height * 0.06, one.width * 0.15, one.height * 0.2).data;
  let inked = 0; for (let at = 3; at < columns.length; at += 4) {
    if (columns[at] > 200 && columns[at - 2] > columns[at - 3] + 40) inked++; } return inked; }"""
REDRAW = """async () => { const times = []; for (const how of ["in", "in", "later", "out", "out", "all"]) {
  const begun = performance.now(); document.querySelector(`[data-zoom=${how}]`).click();
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  times.push(performance.now() - begun); } return times; }"""


def test_a_sensor_is_followed_while_the_page_is_open(reader: Page) -> None:
    """Must show the station's next word without being asked, draw it, and say what accrues and is no credit."""
    reader.goto("/monitoring?device=SIMULATED-air-1&channel=co2&span=1h")
    expect(reader.locator("#chart canvas")).to_have_count(
        1, timeout=SPEAKS_WITHIN_MS
    )  # at once, or with its first word
    card = reader.locator("[data-stream='SIMULATED-air-1/co2'] [data-value]")
    before = card.inner_text()
    expect(reader.locator("#accruing")).to_be_visible()
    expect(reader.get_by_text("Waits for: the expert on site.")).to_be_visible()
    reader.get_by_role("button", name="Closer").press("Enter")
    expect(card).not_to_have_text(before, timeout=SPEAKS_WITHIN_MS)
    expect(reader.locator("#line")).to_contain_text("Live: last heard")


def test_a_day_of_seconds_is_smooth_and_keeps_its_peak(reader: Page) -> None:
    """Must draw 86,400 readings, the one peak among them, and go closer and farther without a stutter."""

    def many(route: Route) -> None:
        told = {
            "unit": "ppm",
            "zero": "0",
            "million": "1000",
            "cadenceS": 1,
            "stretchMs": 0,
            "firstMs": 1_700_000_000_000,
        }
        values = [400_000 + place % 7 for place in range(POINTS)]
        values[PEAK_AT] = 900_000
        told |= {"stepsMs": [1_000] * (POINTS - 1), "values": values, "flagged": [], "gaps": [], "baseline": None}
        route.fulfill(status=200, content_type="application/json", body=json.dumps(told))

    reader.route("**/api/v1/monitoring/series**", many)
    reader.goto("/monitoring?device=SERF-EAST&channel=power")
    expect(reader.locator("#chart canvas")).to_have_count(1)
    assert reader.evaluate(DRAWN) > 0
    times = reader.evaluate(REDRAW)
    assert sorted(times)[len(times) // 2] < REDRAW_MS, times


def test_a_verifier_signs_on_a_phone_and_loses_nothing(windows: Windows, with_wallet: GiveWallet) -> None:
    """Must compute anew, keep what was typed through a dead line and an ended session, and take both signatures."""
    page = windows.open(viewport=PHONE)
    page.context.add_init_script(path=AXE)
    wallet = with_wallet(page, EXPERT)
    sign_in_as(page, "verifier")
    page.goto("/workbench")
    page.locator("#waiting ~ ul a").first.click()
    page.get_by_role("button", name="Recompute").click()
    expect(page.locator(".outcome-pass")).to_have_count(5)
    assert page.locator(".outcome-fail").count() == 0
    expect(page.get_by_text("Yes: nothing stands between you and this claim")).to_be_visible()
    page.get_by_role("button", name="Open the inspection").click()
    _form_without_script(page)
    _answers_survive(page, windows)
    _photo_is_taken(page)
    faults = page.evaluate(JUDGE, RULES) + page.evaluate(TOO_WIDE)
    assert faults == []
    sign = page.get_by_role("button", name="Sign with Test wallet")
    _lies_are_named(page)
    assert "eth_signTypedData_v4" not in wallet.asked
    wallet.rejects.add("eth_signTypedData_v4")
    sign.click()
    expect(page.locator("#told")).to_contain_text("You said no in the wallet")
    wallet.rejects.clear()
    wallet.signer = dev_signer(STRANGER)
    sign.click()
    expect(page.locator("#told")).to_contain_text("the inspection was opened for")
    wallet.signer = dev_signer(EXPERT)
    sign.click()
    expect(page.get_by_text(re.compile("It never changes again"))).to_be_visible()
    expect(page.get_by_text("Signed by all three layers; waits to be sent to the contract.")).to_be_visible()


def _lies_are_named(page: Page) -> None:
    """What a lying server gives to be signed is refused by the field in which it departs from the page."""
    other = "0x" + "77" * 32
    typed, claim = "**/typed-data", "**/api/v1/workbench/claims/*"
    lies: list[tuple[str, str, Any]] = [
        (claim, "claim.report.lowerBoundKg", "999999"),
        (claim, "claim.report.project", "1"),
        (claim, "claim.report.deadline", "1"),
        (typed, "inspection.domain.chainId", 1),
        (typed, "attestation.domain.verifyingContract", "0x" + "77" * 20),
        (typed, "attestation.message.reportHash", other),
        (typed, "attestation.message.layer", 0),
        (typed, "inspection.message.documentHash", other),
        (typed, "document.checklist.points.0.answer", "no"),
        (typed, "document.photos.0.sha256", other),
    ]
    for address, path, value in lies:
        page.route(address, _liar(path, value))
        page.get_by_role("button", name="Sign with Test wallet").click()
        expect(page.locator("#told")).to_contain_text(f"in the field “{path.removeprefix('claim.report.')}”")
        page.unroute(address)


def _liar(path: str, value: Any) -> Callable[[Route], None]:
    """An answer of the server in which one field says something else."""

    def lie(route: Route) -> None:
        told = route.fetch().json()
        *way, field = path.split(".")
        at = told
        for step in way:
            at = at[int(step) if step.isdigit() else step]
        at[field] = value
        route.fulfill(json=told)

    return lie


def _form_without_script(page: Page) -> None:
    """What is refused comes back as it was typed, with the reason."""
    typed = {"said.flame": "no", "note.flame": "", "said.gas": "yes", "note.gas": "meter seen"}
    refused = page.request.post(f"{page.url.partition('#')[0]}/answers", form=typed)
    assert refused.status == 422
    assert "the answer no says why" in refused.text()
    assert "meter seen</textarea>" in refused.text()


def _answers_survive(page: Page, windows: Windows) -> None:
    """A reload, a line that is down, a session that has ended: each time what was typed is there."""
    windows.forgive("ERR_FAILED", "status of 401")
    first = page.locator(".points > li").first
    first.get_by_label("No", exact=True).check()
    keep, kept = page.get_by_role("button", name="Keep the answers"), page.locator("#kept")
    keep.click()
    expect(first.get_by_text("Say why, in its note.")).to_be_visible()
    first.get_by_role("textbox").fill("The gate was locked.")
    page.reload()
    expect(first.get_by_role("textbox")).to_have_value("The gate was locked.")
    expect(page.locator("#draft")).to_contain_text("in this browser only")
    page.route("**/answers", lambda route: route.abort())
    keep.click()
    expect(kept).to_contain_text("The line is down")
    page.unroute("**/answers")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    keep.click()
    expect(kept).to_contain_text("Your session has ended")
    restored: Any = cookies
    page.context.add_cookies(restored)
    for yes in page.locator(".points input[value=yes]").all():
        yes.check()
    keep.click()
    expect(kept).to_have_text("Kept on the server.")


def _photo_is_taken(page: Page) -> None:
    """A photo from elsewhere is refused with its reason; one of the ground is kept."""
    told = page.locator("#photo-told")
    far, here = (
        photo(seed, longitude=at, latitude=12.905, at="2024-02-10 03:04:05") for seed, at in ((71, 99.0), (72, 100.605))
    )
    page.set_input_files("#file", {"name": "far.jpg", "mimeType": "image/jpeg", "buffer": far})
    expect(told).to_contain_text("Not kept")
    page.set_input_files("#file", {"name": "here.jpg", "mimeType": "image/jpeg", "buffer": here})
    expect(page.locator(".photos li")).to_have_count(1)
