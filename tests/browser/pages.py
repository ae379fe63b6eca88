"""Every page that the browser tries, in one list: each part of the house adds its own, and the matrix follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser import done_before

LANGUAGES = ("en", "th", "vi")
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the told demonstration: its address without language, and as whom it is read (None: anybody).

    Where an address ends with an id that only this telling knows, `leads` is what stands before it in the first such
    link of the page at `path`. `first` is what somebody did before. `script` is False for pages that carry none;
    `most_bytes` bounds HTML, styles and scripts as they come compressed over the wire.
    """

    name: str
    path: str
    as_reader: str | None = None
    leads: str = ""
    first: Callable[[Page], None] | None = None
    script: bool = True
    most_bytes: int = 18_000

    def at(self, language: str) -> str:
        """Its address in a language."""
        return self.path if language == "en" else f"/{language}{self.path}"

    @property
    def example(self) -> str:
        """A path of its form, without the query."""
        return (f"{self.leads}0" if self.leads else self.path).partition("?")[0]


PAGES = (
    Shown("home", "/", script=False),
    Shown("sign-in", "/sign-in"),
    Shown("signed-in", "/sign-in", as_reader="emitter"),
    Shown("not-found", "/nowhere", script=False),
    # verification, certificates, explorer
    # These two carry a whole verifier (chapter 35), so that they can do without the server.
    Shown("verify", "/verify", most_bytes=26_500),
    Shown("verified", "/verify?q=2", most_bytes=30_000),
    Shown("certificate", "/c/2", script=False),
    Shown("retire", "/retire", as_reader="emitter", script=False),
    Shown("transaction", "/explorer", leads="/explorer/tx/0x"),
    Shown("block", "/explorer/block/1"),
    Shown("address", "/explorer/address/0xa0ee7a142d267c1f36714e4a8f75612f20a79720"),
    Shown("explorer", "/explorer"),
    Shown("seals", "/explorer/seals"),
    Shown("events", "/explorer/events"),
    # products and companies
    Shown("product", "/p/premium-coffee-500g", script=False),
    Shown("product-in-the-union", "/p/premium-coffee-500g?market=eu", script=False),
    Shown("dashboard", "/dashboard", as_reader="compliance", script=False),
    Shown("dashboard-without-products", "/dashboard", as_reader="rating", script=False),
    Shown("executive", "/executive", as_reader="executive", script=False),
    Shown("compliance", "/compliance", as_reader="compliance", script=False),
    Shown(
        "report",
        "/compliance",
        as_reader="compliance",
        first=done_before.a_report_was_ordered,
        leads="/compliance?report=",
        script=False,
    ),
    Shown("benchmark", "/benchmark", as_reader="rating", script=False),
    Shown("carbon-index", "/index", script=False),
    # projects and batches
    Shown("projects", "/projects"),
    Shown("projects-table", "/projects?view=table&compare=101&compare=103"),
    Shown("projects-map", "/projects?view=map"),
    Shown("project", "/projects/101"),
    Shown("project-technical", "/projects/105?view=technical", as_reader="verifier"),
    Shown("project-monitoring", "/projects/105/monitoring", script=False, most_bytes=23_000),
    Shown("batches", "/batches", script=False),
    Shown("batch", "/batches/1", most_bytes=21_000),
    # market and account
    Shown("market", "/market", most_bytes=78_000),
    Shown("market-trader", "/market?batch=3", as_reader="emitter", most_bytes=78_000),
    Shown("account", "/account", as_reader="emitter", script=False),
    # monitoring and workbench: the chart's library weighs 21 kB alone
    Shown("monitoring", "/monitoring", most_bytes=38_000),
    Shown(
        "monitoring-plant",
        "/monitoring?device=ZT162185000441C1203&channel=power&span=30d",
        as_reader="absorber",
        most_bytes=38_000,
    ),
    Shown("workbench", "/workbench", as_reader="verifier", script=False),
    Shown("workbench-claim", "/workbench", as_reader="verifier", leads="/workbench/0x"),
    # administration and developers
    Shown("administration", "/administration", as_reader="company", script=False),
    Shown("roles", "/administration/roles", script=False),
    Shown("changes", "/administration/changes", as_reader="company", script=False),
    Shown(
        "change",
        "/administration/changes",
        as_reader="compliance",
        first=done_before.a_factor_was_proposed,
        leads="/administration/changes/",
        script=False,
    ),
    Shown(
        "import",
        "/administration/changes",
        as_reader="company",
        first=done_before.a_table_was_brought,
        leads="/administration/imports/",
        script=False,
    ),
    Shown("factors", "/administration/factors", as_reader="company", script=False),
    Shown("audit-log", "/administration/audit-log", as_reader="company", script=False),
    Shown("developers", "/developers", script=False),
    Shown(
        "webhooks",
        "/developers/webhooks",
        as_reader="company",
        first=done_before.an_endpoint_was_tested,
        script=False,
    ),
    Shown("no-webhooks", "/developers/webhooks", as_reader="rating", script=False),
    Shown("calls", "/docs", script=False),
    Shown("sign-in-first", "/administration", script=False),
    Shown("wrong-role", "/administration", as_reader="executive", script=False),
)

# What a reader reaches by GET that is no page to look at, each with its reason.
NO_PAGES = {
    "/c/{certificate}/certificate.pdf": "paper (tests/web/test_certificate_page.py)",
    "/executive/board.pdf": "paper (test_company.py)",
    "/developers/vectors/{name}": "data",
    "/explorer/token/{address}": "leads to the address",
    "/api/v1/monitoring/live": "a line of events",
}
