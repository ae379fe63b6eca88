"""Every project in one row, and the questions that an address can ask of the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from registry.domain.projection import Projection
from registry.domain.records import Project, Supply
from registry.domain.report import ReportKind
from registry.errors import InvalidInput
from web.projects.facts import KINDS, FactReader, ProjectFacts
from web.sheets import Cell

STAGES = ("registered", "verified", "issued", "traded", "retired", "reversed")
VIEWS = ("list", "table", "map")
ORDERS = ("number", "name", "issued", "retired", "held")
MOST_COMPARED = 4
PAGE_ROWS = 50
LONGEST_QUESTION = 100
MOST_PROJECTS_DIGITS = 39
COLUMNS = (
    "project",
    "name",
    "kind",
    "country",
    "methodology",
    "owner",
    "stage",
    "batches",
    "firstVintage",
    "lastVintage",
    "issuedKg",
    "heldKg",
    "retiredKg",
    "cancelledKg",
    "bufferKg",
    "lostKg",
    "tradedCredits",
)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project with its sums in kg; vintages are Gregorian years in which its batches' periods ended."""

    project: Project
    facts: ProjectFacts | None
    methodology: str
    batches: tuple[int, ...]
    vintages: tuple[int, ...]
    issued_kg: int
    held_kg: int
    retired_kg: int
    cancelled_kg: int
    buffer_kg: int
    lost_kg: int
    traded_credits: int
    reached: tuple[str, ...]

    @property
    def stage(self) -> str:
        """The furthest step that the project reached."""
        return self.reached[-1]

    @property
    def kind_name(self) -> str:
        """In words; empty while the chain does not answer."""
        return self.facts.kind_name if self.facts else ""

    def cells(self) -> tuple[Cell, ...]:
        """The row as data, in the order of COLUMNS."""
        return (
            self.project.id,
            self.project.name,
            self.kind_name,
            self.facts.country if self.facts else "",
            self.methodology,
            self.project.owner,
            self.stage,
            len(self.batches),
            *((self.vintages[0], self.vintages[-1]) if self.vintages else (None, None)),
            *(self.issued_kg, self.held_kg, self.retired_kg, self.cancelled_kg),
            *(self.buffer_kg, self.lost_kg, self.traded_credits),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the list; empty text and 0 ask nothing."""

    words: str = ""
    kind: int = 0
    country: str = ""
    methodology: str = ""
    stage: str = ""
    vintage: int = 0
    order: str = "number"
    view: str = "list"
    page: int = 1
    compared: tuple[int, ...] = field(default_factory=tuple)

    def admits(self, row: ProjectRow) -> bool:
        """True if the row is among those that are asked for."""
        facts, words = row.facts, self.words.casefold()
        return (
            (not words or words in row.project.name.casefold() or words == str(row.project.id))
            and (not self.kind or (facts is not None and facts.kind == self.kind))
            and (not self.country or (facts is not None and facts.country == self.country))
            and (not self.methodology or row.project.methodology == self.methodology)
            and (not self.stage or self.stage in row.reached)
            and (not self.vintage or self.vintage in row.vintages)
        )


def read_asked(query: Mapping[str, str], compared: Sequence[str]) -> Asked:
    """The question in an address. Raises InvalidInput for a value that no form of ours sends."""
    words = query.get("q", "").strip()
    if len(words) > LONGEST_QUESTION:
        raise InvalidInput("q", words[:20], f"at most {LONGEST_QUESTION} characters")
    chosen = tuple(dict.fromkeys(_number("compare", text, MOST_PROJECTS_DIGITS) for text in compared))
    if len(chosen) > MOST_COMPARED:
        raise InvalidInput("compare", len(chosen), f"at most {MOST_COMPARED} projects stand beside each other")
    kind = _number("kind", query.get("kind") or "0", 1)
    if kind >= len(KINDS):
        raise InvalidInput("kind", kind, f"must be 1 to {len(KINDS) - 1}")
    return Asked(
        words=words,
        kind=kind,
        country=query.get("country", "")[:2].upper(),
        methodology=query.get("methodology", "")[:66].lower(),
        stage=_one_of("stage", query.get("stage", ""), ("", *STAGES)),
        vintage=_number("vintage", query.get("vintage") or "0", 4),
        order=_one_of("order", query.get("order") or ORDERS[0], ORDERS),
        view=_one_of("view", query.get("view") or VIEWS[0], VIEWS),
        page=max(1, _number("page", query.get("page") or "1", 6)),
        compared=chosen,
    )


def project_rows(ledger: Projection, reader: FactReader, at: int) -> list[ProjectRow]:
    """All projects, by their numbers."""
    sums = _Sums(ledger)
    return [sums.row(project, reader.of(project, at)) for _, project in sorted(ledger.projects.items())]


def project_row(ledger: Projection, project: int, reader: FactReader, at: int) -> ProjectRow:
    """One project that exists."""
    found = ledger.projects[project]
    return _Sums(ledger).row(found, reader.of(found, at))


def ordered(rows: Iterable[ProjectRow], order: str) -> list[ProjectRow]:
    """Names and numbers from the first, masses from the largest."""
    if order == "name":
        return sorted(rows, key=lambda row: row.project.name.casefold())
    masses = {"issued": "issued_kg", "retired": "retired_kg", "held": "held_kg"}
    return sorted(rows, key=lambda row: (-getattr(row, masses[order]), row.project.id) if order in masses else 0)


class _Sums:
    """Every sum that a row shows, made in one pass over the projection."""

    def __init__(self, ledger: Projection) -> None:
        self._ledger = ledger
        self._batches: dict[int, list[int]] = defaultdict(list)
        self._lost: dict[int, int] = defaultdict(int)
        self._traded: dict[int, int] = defaultdict(int)
        for batch in ledger.batches.values():
            self._batches[batch.project].append(batch.id)
        for loss in ledger.losses.values():
            self._lost[loss.project] += loss.loss_kg
        for trade in ledger.trades:
            self._traded[ledger.batches[trade.batch].project] += trade.credits
        gains = (claim.report for claim in ledger.claims.values() if claim.report)
        self._verified = {report.project for report in gains if report.kind is not ReportKind.Loss}

    def row(self, project: Project, facts: ProjectFacts | None) -> ProjectRow:
        ledger, batches = self._ledger, tuple(self._batches[project.id])
        supplies = [ledger.supplies.get(batch, Supply()) for batch in batches]
        issued = sum(supply.issued_kg for supply in supplies)
        retired = sum(supply.retired_kg for supply in supplies)
        lost, traded = self._lost[project.id], self._traded[project.id]
        passed = (True, project.id in self._verified, bool(batches), bool(traded), bool(retired), bool(lost))
        return ProjectRow(
            project=project,
            facts=facts,
            methodology=ledger.methodologies[project.methodology].name,
            batches=batches,
            vintages=tuple(sorted({vintage_of(ledger.batches[batch].vintage_end) for batch in batches})),
            issued_kg=issued,
            held_kg=sum(supply.held_kg for supply in supplies),
            retired_kg=retired,
            cancelled_kg=sum(supply.cancelled_kg for supply in supplies),
            buffer_kg=sum(ledger.buffer.get(batch, 0) for batch in batches),
            lost_kg=lost,
            traded_credits=traded,
            reached=tuple(stage for stage, done in zip(STAGES, passed, strict=True) if done),
        )


def vintage_of(end_s: int) -> int:
    """The Gregorian year, UTC, in which a period ends; `end_s` is exclusive, as the registry counts it."""
    return datetime.fromtimestamp(end_s - 1, UTC).year


def _number(field_name: str, text: str, digits: int) -> int:
    if text.isascii() and text.isdigit() and len(text) <= digits:
        return int(text)
    raise InvalidInput(field_name, text, f"must be a whole number of at most {digits} digits")


def _one_of(field_name: str, text: str, allowed: Sequence[str]) -> str:
    if text not in allowed:
        raise InvalidInput(field_name, text, f"must be one of {', '.join(filter(None, allowed))}")
    return text
