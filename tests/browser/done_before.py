"""What somebody did by the forms before a page is looked at: once in a run, however often it is asked."""

from __future__ import annotations

from playwright.sync_api import APIResponse, Page

from tests.browser.reading import sign_in_as

CHANGES, WEBHOOKS, COMPLIANCE = "/administration/changes", "/developers/webhooks", "/compliance"
FACTOR = {"factor": "transport:rail", "value": "0.021", "source": "SIMULATED measurement", "note": ""}
# One row is sound, one has a trust score that no partner can have.
TABLE = (
    b"id,name,country,trust_score,violations,kyc_status,total_shipments,late_shipments\n"
    b"S-1,Mill,TH,80,0,clear,3,0\nS-2,Silo,TH,800,0,clear,3,0\n"
)
NOBODY_LISTENS = "http://127.0.0.1:9/carbonix"  # port 9 discards (RFC 863): here nothing answers
ORDER = {"framework": "gri", "language": "en", "period": "2025", "organisation": "Example Foods"}


def a_factor_was_proposed(window: Page) -> None:
    """By the administrator, for the compliance officer to decide."""
    if "factor override" not in _text(window, CHANGES):
        sign_in_as(window, "company")
        _sent(window, "/administration/factors", FACTOR)
        sign_in_as(window, "compliance")


def a_table_was_brought(window: Page) -> None:
    """A file of partners that waits for the word to take it over."""
    if "/administration/imports/" not in _text(window, CHANGES):
        file = {"name": "partners.csv", "mimeType": "text/csv", "buffer": TABLE}
        _seen(window.request.post("/administration/imports", multipart={"kind": "partners", "file": file}))


def an_endpoint_was_tested(window: Page) -> None:
    """A webhook that nobody hears, and the test that says so."""
    if NOBODY_LISTENS not in _text(window, WEBHOOKS):
        _sent(window, WEBHOOKS, {"url": NOBODY_LISTENS, "events": "CreditsRetired"})
        number = _text(window, WEBHOOKS).partition(f"{WEBHOOKS}/")[2].partition("/removal")[0]
        _sent(window, f"{WEBHOOKS}/tests", {"webhook": number, "event": "CreditsRetired"})


def a_report_was_ordered(window: Page) -> None:
    """By the compliance officer; it waits for a second person."""
    if f"{COMPLIANCE}?report=" not in _text(window, COMPLIANCE):
        _sent(window, COMPLIANCE, ORDER)


def _text(window: Page, path: str) -> str:
    return _seen(window.request.get(path, headers={"Accept": "text/html"}))


def _sent(window: Page, path: str, form: dict[str, str | float | bool]) -> None:
    _seen(window.request.post(path, form=form))


def _seen(answer: APIResponse) -> str:
    assert answer.status == 200, answer.text()[:500]
    return answer.text()
