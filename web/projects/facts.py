"""What the registry says of a project beyond its events: country, kind, caps. Read from the chain once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from registry.domain.records import Project
from registry.errors import CarbonixError
from registry.ports import ChainReader
from web.asking import asked

KINDS = ("Unspecified", "Forestry", "Renewable power", "Methane", "Energy efficiency")  # ICreditRegistry.Kind
MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """Facts of a project that never change; `kind` as in ICreditRegistry.sol, `starts_at` Unix seconds."""

    country: str  # ISO 3166-1 alpha-2
    kind: int
    organisation: str
    whole_tonne_only: bool
    starts_at: int

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return KINDS[self.kind]


class FactReader:
    """Asks the chain for each project once; a project of a fork that went away has another document."""

    def __init__(self, chain: ChainReader) -> None:
        self._chain = chain
        self._known: dict[tuple[int, str, str], ProjectFacts] = {}

    def of(self, project: Project, at: int) -> ProjectFacts | None:
        """The facts at a block; None while the chain does not answer."""
        key = (project.id, project.owner, project.document_hash)
        if key not in self._known:
            try:
                said = self._chain.call("CreditRegistry", "projectOf", project.id, at=at)
            except CarbonixError:
                return None
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[key] = ProjectFacts(
                country=bytes.fromhex(said["country"][2:]).decode("ascii", "replace"),
                kind=said["kind"],
                organisation=said["organisation"],
                whole_tonne_only=said["wholeTonneOnly"],
                starts_at=said["startsAt"],
            )
        return self._known[key]

    def daily_cap_kg(self, project: int, at: int) -> int | None:
        """The largest reduction of a day that is physically possible; None while the chain does not answer."""
        try:
            return int(self._chain.call("CreditRegistry", "projectOf", project, at=at)["dailyCapKg"])
        except CarbonixError:
            return None


def country_name(code: str) -> str:
    """A country in the reader's language; the code where nobody knows a name."""
    return _territories(asked().language).get(code, code)


@cache
def country_numbers() -> dict[str, str]:
    """ISO 3166-1 numeric by alpha-2, as the atlas names countries; after Unicode's list of aliases."""
    aliases = get_global("territory_aliases")
    return {to[0]: number for number, to in aliases.items() if number.isdigit() and len(to[0]) == 2}


@cache
def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except UnknownLocaleError:
        return {}
