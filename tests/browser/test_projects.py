"""Facts about projects and batches in a real browser: filters in the address, a map, and a supply counted anew."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.reading import Windows, sign_in_as
from tests.browser.stack import Stack

PLANT = "Demonstration solar plant, 27.6 kW"
GROUND_OF = 105
GROUND = {
    "geometry": {"type": "Polygon", "coordinates": [[[1.0, 51.0], [1.01, 51.0], [1.01, 51.01], [1.0, 51.0]]]},
    "kind": "efficiency",
    "expectedTonnesPerYear": 5,
}
ISSUED_WORD = 64  # hex digits of the first word that supplyOf answers


def steps_of(page: Page) -> dict[str, str]:
    """Each step's name and outcome, once the verdict is there."""
    expect(page.locator("#steps")).not_to_have_attribute("aria-busy", "true")
    lines = page.locator("#steps > li > p")
    expect(lines).to_have_count(10)
    return {line.locator("strong").inner_text(): line.locator(".outcome").inner_text().lower() for line in lines.all()}


def test_filters_and_comparison_stay_in_the_address(reader: Page) -> None:
    """Must show what is chosen without loading anew, go back, and show the same to whoever gets the address."""
    reader.goto("/projects")
    expect(reader.locator(".project-card")).to_have_count(5)
    reader.get_by_label("Kind").select_option(label="Renewable power")
    expect(reader.locator(".project-card")).to_have_count(2)
    expect(reader).to_have_url(re.compile(r"\?kind=2$"))
    reader.locator("#compare-101").check()
    expect(reader.locator("#compare-101")).to_be_focused()
    reader.locator("#compare-102").check()
    expect(reader.get_by_role("heading", name="Beside each other")).to_be_visible()
    reader.get_by_label("Table").check()
    expect(reader.get_by_role("rowheader", name=PLANT)).to_be_visible()
    shared = reader.url
    reader.get_by_label("Kind").select_option(label="Methane")
    expect(reader.get_by_role("rowheader", name=PLANT)).to_have_count(0)
    reader.get_by_label("Kind").select_option(label="Renewable power")
    expect(reader.get_by_role("rowheader", name=PLANT)).to_be_visible()
    expect(reader.get_by_role("heading", name="Beside each other")).to_be_visible()
    reader.goto(shared)
    expect(reader.get_by_role("heading", name="Beside each other")).to_be_visible()
    reader.get_by_label("Map").check()
    expect(reader.get_by_role("link", name=re.compile("^Thailand: "))).to_be_visible()
    reader.go_back()
    expect(reader.get_by_role("rowheader", name=PLANT)).to_be_visible()


def test_the_map_leads_to_the_projects_of_a_country(reader: Page) -> None:
    """Must draw the bundled atlas, name each sign in words, and lead to the list of its country."""
    reader.goto("/projects?view=map")
    sign = reader.get_by_role("link", name=re.compile(r"^Thailand: \d+ projects$"))
    sign.focus()
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(re.compile("country=TH"))
    expect(reader.get_by_role("rowheader", name=PLANT)).to_be_visible()


def test_a_project_shows_its_days_and_both_ways_to_read_it(reader: Page) -> None:
    """Must bring the charts of a final report in, and switch between the two kinds of readers by the address."""
    reader.goto("/projects/104")
    expect(reader.locator(".chart").first).to_be_visible()
    reader.get_by_role("link", name="Technical").click()
    expect(reader).to_have_url(re.compile("view=technical"))
    expect(reader.get_by_text("Report hash")).to_be_visible()


@pytest.mark.parametrize("batch", [1, 2])
def test_a_supply_is_counted_anew_from_our_node_and_from_another(windows: Windows, stack: Stack, batch: int) -> None:
    """Must pass every step that a chain can tell, over the relay and over a node that the reader names."""
    page = windows.open()
    windows.forgive(f"another host: {stack.rpc}")
    page.goto(f"/batches/{batch}")
    said = steps_of(page)
    assert {name for name, outcome in said.items() if outcome != "pass"} == {"Listed"}
    expect(page.locator("#verdict-sentence")).to_contain_text("counted the same as this page says")
    page.get_by_label("Address of that node").fill(stack.rpc)
    page.get_by_role("button", name="Ask this node").click()
    expect(page.locator("#node-told")).to_contain_text(stack.rpc)
    assert steps_of(page) == said
    page.reload()
    expect(page.locator("#node-told")).to_contain_text(stack.rpc)


def test_a_node_that_lies_about_the_supply_fails_by_name(reader: Page) -> None:
    """Must fail the sum and the page's figures, and say both numbers, when one answer of the node is another one."""

    def lie(route: Route) -> None:
        answer = route.fetch()
        said = answer.json()
        asked = json.loads(route.request.post_data or "{}")
        if asked["method"] == "eth_call" and len(said["result"]) == 2 + 3 * ISSUED_WORD:
            said["result"] = "0x" + f"{15_000:064x}" + said["result"][2 + ISSUED_WORD :]
        route.fulfill(response=answer, json=said)

    reader.route("**/rpc", lie)
    reader.goto("/batches/1")
    said = steps_of(reader)
    assert (said["Sum"], said["This page"], said["Supply"]) == ("fail", "fail", "pass")
    expect(reader.locator("#verdict-word")).to_have_text("fail")
    expect(reader.locator("#steps")).to_contain_text("15,000 kg were issued")


def test_what_a_silent_node_leaves_open_is_not_checked(windows: Windows) -> None:
    """Must never call unchecked what passed or failed, keep the address that was typed, and say what to do."""
    page = windows.open()
    page.route("**/rpc", lambda route: route.abort())
    page.goto("/batches/1")
    assert set(steps_of(page).values()) == {"not checked"}
    expect(page.locator("#verdict-sentence")).to_contain_text("Choose another node")
    page.get_by_label("Address of that node").fill("ftp://nowhere")
    page.get_by_role("button", name="Ask this node").click()
    expect(page.locator("#node-told")).to_contain_text("begins with https://")
    expect(page.get_by_label("Address of that node")).to_have_value("ftp://nowhere")


def test_a_verifier_sees_the_ground_and_a_stranger_does_not(windows: Windows) -> None:
    """Must show an outline to its own company and to whoever may inspect; a stranger is told who sees it."""
    owner, verifier, stranger = windows.open(), windows.open(), windows.open()
    sign_in_as(owner, "absorber")
    drawn = owner.request.put(f"/api/v1/projects/{GROUND_OF}/boundary", data=GROUND)
    assert drawn.status == 200, drawn.text()
    sign_in_as(verifier, "verifier")
    for page in (owner, verifier, stranger):
        page.goto(f"/projects/{GROUND_OF}")
    expect(owner.get_by_role("img", name="Outline of the project")).to_be_visible()
    expect(verifier.get_by_role("img", name="Outline of the project")).to_be_visible()
    expect(stranger.get_by_text("shown to its own company and to verifiers")).to_be_visible()
    expect(stranger.get_by_role("img", name="Outline of the project")).to_have_count(0)
