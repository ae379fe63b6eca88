"""What every page stands on: the rooms, one reading of the projection per request, and the templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from marketplace.bootstrap import Marketplace
from oracle.bootstrap import Oracle
from passport.bootstrap import Passport
from passport.domain.reports.report import shown_year
from registry.adapters.proof_tools import EthereumProofTools
from registry.bootstrap import Registry
from registry.domain.events import Block
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.domain.projection import Projection
from registry.domain.records import Certificate
from registry.errors import CarbonixError
from registry.usecases.state_certificate import state_certificate
from web import formatting
from web.asking import LANGUAGES, asked
from web.events import EventReader
from web.languages import translated, translated_count
from web.sheets import Sheet, data_answer, noticed
from web.story_file import STORY_FILE, Story, read_story
from web.system.follower import Follower, Trouble
from web.wording import sentence_of

HERE = Path(__file__).resolve().parent
MOST_CACHED_STATEMENTS = 1_000
MAIN_PAGES = (
    ("/verify", "Verify"),
    ("/projects", "Projects"),
    ("/market", "Market"),
    ("/monitoring", "Monitoring"),
    ("/dashboard", "Dashboard"),
    ("/explorer", "Explorer"),
    ("/developers", "Developers"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One request's state of the world: the projection at a block, and why it may be old."""

    ledger: Projection
    tip: Block | None
    trouble: Trouble | None
    notice: str
    explorer_url: str | None
    names: dict[str, str]
    own_chain: bool
    readable: bool = True

    def name_of(self, address: str) -> str | None:
        """What we call an address: a contract or a role; None for others."""
        return self.names.get(address)


class Front:
    """The opened rooms behind the pages."""

    def __init__(self, registry: Registry, passport: Passport, oracle: Oracle, market: Marketplace) -> None:
        self.registry, self.passport, self.oracle, self.market = registry, passport, oracle, market
        self.follower = Follower(registry)
        self.events = EventReader(registry.database)
        self.tools = EthereumProofTools()
        self._statements: dict[tuple[int, str], dict[str, str]] = {}
        self._templates = _templates()

    def frame(self) -> Frame:
        """The state that this request shows, from first figure to last."""
        return Frame(
            ledger=self.registry.projection(),
            tip=self.registry.events.tip(),
            trouble=self.follower.trouble,
            notice=self.notice,
            explorer_url=self.registry.settings.explorer_url,
            names=self._names,
            own_chain=self.registry.settings.rpc_url is None,
        )

    def bare_frame(self) -> Frame:
        """For the page that says that the database is away: it shows no state."""
        return Frame(Projection(), None, None, self.notice, None, self._names, own_chain=False, readable=False)

    def render(self, template: str, frame: Frame, status: int = 200, **context: Any) -> HTMLResponse:
        """A page."""
        page = {"frame": frame, "ask": asked(), "sheet": None} | context
        return HTMLResponse(self._templates.get_template(template).render(page), status)

    def answer(self, template: str, frame: Frame, sheet: Sheet, **context: Any) -> Response:
        """A page, or its sheet where the address asks for `?format=csv` or `?format=json`. Raises InvalidInput."""
        return data_answer(noticed(sheet, frame.notice), self.as_of(frame)) or self.render(
            template, frame, sheet=sheet, **context
        )

    @staticmethod
    def as_of(frame: Frame) -> dict[str, object]:
        """The block that a request's figures are of, as data."""
        tip = frame.tip
        return {"block": tip.number, "time": formatting.utc(tip.time)} if tip else {}

    @property
    def is_demonstration(self) -> bool:
        """Only then may a reader come in as one of the story's characters: invented credits on a chain of our own."""
        return bool(self.notice) and self.registry.settings.rpc_url is None

    @property
    def local_node(self) -> str | None:
        """Address of the embedded chain, which a browser on this computer may ask by itself; never somebody else's."""
        return self.registry.chain.rpc_url if self.registry.settings.rpc_url is None else None

    def contracts(self) -> dict[str, dict[str, str]]:
        """What an island needs to ask the chain by itself: each contract's address and the hash of its code."""
        known = self.registry.deployment.contracts.items()
        return {name: {"address": one.address, "codeHash": one.runtime_code_hash} for name, one in known}

    @cached_property
    def notice(self) -> str:
        """The demonstration notice, if this registry's serials begin with DEMO-."""
        arguments = self.registry.deployment.contracts["CreditRegistry"].constructor_arguments
        return DEMONSTRATION_NOTICE if arguments and arguments[-1].lower() == "true" else ""

    def story(self) -> Story | None:
        """The story that the demonstration left with the state that it made."""
        return read_story(self.registry.settings.home / STORY_FILE)

    def statement(self, certificate: Certificate, ledger: Projection) -> dict[str, str] | None:
        """What the certificate states; None while the chain does not answer. It never changes, so it is kept."""
        key = (certificate.id, certificate.transaction)
        if key not in self._statements:
            try:
                stated = state_certificate(certificate.id, ledger=ledger, chain=self.registry.chain)
            except CarbonixError:
                return None
            if len(self._statements) >= MOST_CACHED_STATEMENTS:
                self._statements.clear()
            self._statements[key] = stated
        return self._statements[key]

    @cached_property
    def _names(self) -> dict[str, str]:
        deployment = self.registry.deployment
        roles = {
            member: f"role {role.lower().replace('_', ' ')}"
            for role, members in sorted(deployment.roles.items(), reverse=True)
            for member in members
        }
        return roles | {contract.address: name for name, contract in deployment.contracts.items()}

    @cached_property
    def payment(self) -> tuple[str, int, str]:
        """Address, decimals and symbol of the deployment's payment token. Raises CarbonixError if the chain is away."""
        chain = self.registry.chain
        at = chain.head().number
        decimals = int(chain.call("PaymentToken", "decimals", at=at))
        return chain.address_of("PaymentToken"), decimals, str(chain.call("PaymentToken", "symbol", at=at))

    def money(self, units: int, payment: str) -> str:
        """An amount of a payment token; in bare units for a token that we cannot read."""
        try:
            address, decimals, symbol = self.payment
        except CarbonixError:
            return f"{units:,} units"
        return formatting.money(units, decimals, symbol) if address == payment else f"{units:,} units of {payment}"


def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # Thai written as it is: escaped, each of its letters would be six bytes of what a page hands to its script.
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    made.install_gettext_callables(translated, translated_count, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {
        "kilograms": formatting.kilograms,
        "credits": formatting.credits_of,
        "grams": formatting.grams_as_kg,
        "utc": formatting.utc,
        "day": formatting.day,
        "short": formatting.short,
        "grouped": formatting.grouped,
        "decimal": formatting.decimal_text,
        "fixed": formatting.fixed,
        "year": lambda year: shown_year(int(year), asked().language),
        "milligrams": formatting.milligrams_as_kg,
        "sentence": sentence_of,
    }
    made.globals |= {"plural": formatting.plural, "languages": LANGUAGES, "main_pages": MAIN_PAGES}
    return made
