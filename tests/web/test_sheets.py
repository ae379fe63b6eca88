"""What a page shows is to be had as data: exact integers, no formula for a spreadsheet to run."""

from __future__ import annotations

import json

import pytest

from registry.errors import InvalidInput
from web import sheets
from web.asking import Asking, split_language
from web.sheets import Sheet, as_csv, data_answer

SHEET = Sheet("rows", ("name", "kg"), [("=HYPERLINK(1)", 2**53 + 1), ("-5", 7), ("-5+3", 0)], {"total": "7"})


def asked_for(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setattr(sheets, "asked", lambda: Asking(query=f"format={wanted}"))


def test_csv_runs_no_formula() -> None:
    """Must write an apostrophe before what a spreadsheet would run, and leave numbers alone."""
    assert as_csv(SHEET).split("\r\n")[:4] == ["name,kg", f"'=HYPERLINK(1),{2**53 + 1}", "-5,7", "'-5+3,0"]


def test_json_carries_large_integers_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must not let a reader of JSON round an amount."""
    asked_for(monkeypatch, "json")
    answer = data_answer(SHEET, {"block": 3})
    assert answer is not None
    document = json.loads(bytes(answer.body))
    assert document["asOf"] == {"block": 3}
    assert document["total"] == "7"
    assert [row["kg"] for row in document["rows"]] == [str(2**53 + 1), 7, 0]


def test_a_page_is_a_page_without_a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must leave the page to its template."""
    asked_for(monkeypatch, "html")
    assert data_answer(SHEET, {}) is None


def test_an_unknown_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Must name field, value and rule."""
    asked_for(monkeypatch, "pdf")
    with pytest.raises(InvalidInput) as refused:
        data_answer(SHEET, {})
    assert refused.value.facts["field"] == "format"


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("/th/verify", ("th", "/verify")),
        ("/th", ("th", "/")),
        ("/vi/", ("vi", "/")),
        ("/verify", ("en", "/verify")),
        ("/en/verify", ("en", "/en/verify")),
        ("/thai", ("en", "/thai")),
    ],
)
def test_the_language_stands_before_the_path(path: str, split: tuple[str, str]) -> None:
    """Must take off a language of ours and nothing else."""
    assert split_language(path) == split


def test_an_address_keeps_language_and_query() -> None:
    """Must lead to the same page in another language, and change one word of the query alone."""
    asking = Asking("th", "/projects", "kind=forestry&page=2")
    assert asking.here("vi") == "/vi/projects?kind=forestry&page=2"
    assert asking.here("en") == "/projects?kind=forestry&page=2"
    assert asking.with_query(page="3") == "/th/projects?kind=forestry&page=3"
    assert asking.with_query(page=None) == "/th/projects?kind=forestry"
