"""The pages of projects and batches: what they show, what their addresses ask, that they stay up without the chain."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from oracle.domain.boundary import Boundary
from oracle.domain.gold import Measure, SeriesPoint, Stream
from tests.web.html_page import Page
from tests.web.told import RETIRED_KG, Told
from web.projects.chart import chart_of
from web.projects.facts import country_numbers
from web.projects.ground import outline_of
from web.projects.monitoring import DailySeries, daily

pytestmark = pytest.mark.chain

PAGES = (
    "/projects",
    "/projects?view=table",
    "/projects?view=map",
    "/projects/101",
    "/projects/101?view=technical",
    "/projects/101/monitoring",
    "/batches",
    "/batches/1",
)
DAY_S = 86_400


def test_the_pages_are_sound_and_stay_up_without_the_chain(browser: TestClient, told: Told) -> None:
    """Must show the last state with its block, and say what cannot be known now, in place of failing."""
    for path in PAGES:
        answer = browser.get(path)
        assert (answer.status_code, Page(answer.text).complaints()) == (200, []), path
    with told.without_chain() as client:
        for path in PAGES:
            alone = client.get(path, headers={"Accept": "text/html"})
            assert alone.status_code == 200, path
            assert "The chain does not answer." in Page(alone.text).words()


def test_the_list_gives_every_project_with_its_sums(browser: TestClient, told: Told) -> None:
    """Must add the batches of a project up, and give the same figures as CSV."""
    row = next(csv.DictReader(io.StringIO(browser.get("/projects?format=csv").text)))
    assert (row["project"], row["stage"]) == (str(told.issued.project), "retired")
    assert int(row["issuedKg"]) == told.issued.kg
    assert int(row["retiredKg"]) == RETIRED_KG
    assert int(row["issuedKg"]) == int(row["heldKg"]) + int(row["retiredKg"]) + int(row["cancelledKg"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=101", 1),
        ("q=nowhere", 0),
        ("stage=retired", 1),
        ("stage=reversed", 0),
        ("country=TH", 1),
        ("country=VN", 0),
        ("vintage=1999", 0),
        ("kind=1", 0),
    ],
)
def test_filters_stand_in_the_address(browser: TestClient, query: str, found: int) -> None:
    """Must show what the address asks for, and say in words where nothing is as asked for."""
    assert len(browser.get(f"/projects?{query}&format=json").json()["rows"]) == found
    words = Page(browser.get(f"/projects?{query}").text).words()
    assert ("No project is as asked for." in words) == (found == 0)


@pytest.mark.parametrize(
    "query", ["stage=eaten", "view=globe", "kind=9", "page=x", "compare=1&compare=2&compare=3&compare=4&compare=5"]
)
def test_a_question_that_no_form_sends_is_named(browser: TestClient, query: str) -> None:
    """Must answer 422 with the field and its rule, as a page."""
    answer = browser.get(f"/projects?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in Page(answer.text).words()


def test_two_projects_stand_beside_each_other_only_when_two_are_marked(browser: TestClient) -> None:
    """Must wait for the second one and say so."""
    words = Page(browser.get("/projects?compare=101").text).words()
    assert "One project is marked." in words


def test_each_step_of_a_life_names_actor_document_and_transaction(browser: TestClient, told: Told) -> None:
    """Must give who, on which document, in which transaction, for every step from registration to retirement."""
    steps = browser.get("/projects/101?format=json").json()["rows"]
    by_kind = {step["step"]: step for step in steps}
    names = list(dict.fromkeys(step["step"] for step in steps))
    assert names == ["registered", "sealed", "verified", "issued", "retired"]
    for step in steps:
        assert step["actor"].startswith("0x"), step
        assert step["document"].startswith("0x"), step
        assert step["transaction"].startswith("0x"), step
    assert [step["actorRole"] for step in steps if step["step"] == "verified"] == [
        "sensor layer",
        "model layer",
        "expert layer",
    ]
    assert by_kind["issued"]["document"] == told.issued.report_hash
    assert by_kind["retired"]["transaction"] == told.certificate.transaction
    assert by_kind["retired"]["kg"] == RETIRED_KG


def test_the_technical_view_writes_hashes_out(browser: TestClient, told: Told) -> None:
    """Must shorten for business readers and spell out for technical ones."""
    assert f">{told.issued.report_hash}<" not in browser.get("/projects/101").text
    assert f">{told.issued.report_hash}<" in browser.get("/projects/101?view=technical").text
    assert browser.get("/projects/101?view=poetic").status_code == 422


def test_a_batch_adds_up_and_hands_the_question_to_the_browser(browser: TestClient, told: Told) -> None:
    """Must give issued = held + escrow + retired + cancelled, its blocks in order without a gap, and its metadata."""
    said = browser.get("/batches/1?format=json").json()
    parts = {name: int(said[f"{name}Kg"]) for name in ("issued", "held", "escrow", "retired", "cancelled")}
    assert parts["issued"] == sum(kg for name, kg in parts.items() if name != "issued") == told.issued.kg
    ends = [(block["kgStart"], block["kgEnd"]) for block in said["rows"]]
    assert ends == [(0, RETIRED_KG), (RETIRED_KG, told.issued.kg)]
    assert said["rows"][0]["certificate"] == told.certificate.id
    assert said["rows"][0]["serials"].endswith("-1-3")
    assert said["metadata"]["properties"]["issuedKg"] == str(told.issued.kg)
    assert "no node can say what is listed" in browser.get("/batches/1").text


@pytest.mark.parametrize(
    ("path", "status"), [("/projects/7", 404), ("/projects/x", 422), ("/batches/77", 404), ("/batches/x", 422)]
)
def test_what_does_not_exist_is_said(browser: TestClient, path: str, status: int) -> None:
    """Must answer with a page and the right status."""
    answer = browser.get(path)
    assert (answer.status_code, Page(answer.text).complaints()) == (status, [])


def test_days_are_summed_in_whole_numbers_and_thin_ones_are_marked() -> None:
    """Must sum a rate times its interval, average a state, and tell the days with few readings."""
    power = Stream("a", "meter", "power", 101, Measure.RATE, 900, 0, 10**12, "uW")
    points = [SeriesPoint(step * 900, 4_000_000_000, 0) for step in range(96)]
    series = daily(power, [*points, SeriesPoint(DAY_S, 4_000_000_000, 0)], 1)
    assert [column.value for column in series.columns] == [Decimal("96.000"), Decimal("1.000")]
    assert [series.is_thin(column) for column in series.columns] == [False, True]
    warmth = replace(power, channel="temperature", measure=Measure.AMOUNT, unit="mK")
    assert daily(warmth, [SeriesPoint(0, 293_150, 0), SeriesPoint(900, 273_150, 0)], 1).columns[0].value == Decimal(10)
    chart = chart_of(series)
    assert [bar.thin for bar in chart.bars] == [False, True]
    assert (chart.total, chart.first, chart.last) == ("97.0", "1970-01-01", "1970-01-02")
    assert isinstance(series, DailySeries)


def test_the_atlas_names_countries_by_their_numbers() -> None:
    """Must know the countries of the registry under the numbers that the atlas uses."""
    assert {code: country_numbers()[code] for code in ("TH", "VN", "GB")} == {"TH": "764", "VN": "704", "GB": "826"}


def test_an_outline_shows_a_shape_and_no_place() -> None:
    """Must draw north up within its square, whatever the latitude."""
    ring = ((100_000_000, 14_000_000), (100_010_000, 14_000_000), (100_010_000, 14_010_000), (100_000_000, 14_000_000))
    boundary = Boundary(101, "a", "forestry", 10, ((ring,),), 1_000)
    assert outline_of(boundary) == "M0.00 100.00L97.03 100.00L97.03 0.00L0.00 100.00Z"
