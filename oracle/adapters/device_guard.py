"""Keeps what the replay guard has seen of each device, beside the position of the log that it belongs to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import delete, insert, select, tuple_
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from oracle.adapters.device_tables import DeviceGuardRow, IntakeMarkRow, IntakeProblemRow
from oracle.domain.intake import ALARMS, MessageReport, problem_facts
from oracle.domain.replay import Fix, GuardState, Register, Seen
from registry.adapters.database import Database

LOG = "bronze"
NAMES_PER_QUERY = 400
LONGEST_SHOWN = 200
PROBLEMS_PER_PAGE = 200
Name = tuple[str, str]


class GuardTable:
    """The guard's memory over the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def journal(self) -> Iterator[TableJournal]:
        """Opens the guard for writing; other writers wait."""
        with self._database.transaction() as session:
            self._database.serialise(session, "intake")
            yield TableJournal(session)

    def problems(
        self, tenant: str, *, device: str | None = None, limit: int = PROBLEMS_PER_PAGE
    ) -> list[IntakeProblemRow]:
        """A tenant's newest problems, the newest first."""
        query = select_rows(IntakeProblemRow).where(IntakeProblemRow.tenant == tenant)
        if device is not None:
            query = query.where(IntakeProblemRow.device == device)
        newest = (col(IntakeProblemRow.at_ms).desc(), col(IntakeProblemRow.digest), col(IntakeProblemRow.row))
        with self._database.reading() as session:
            return list(session.exec(query.order_by(*newest).limit(min(limit, PROBLEMS_PER_PAGE))))


class TableJournal:
    """The guard inside one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def position(self) -> int:
        """How many readings of the log the guard has seen."""
        found = self._session.get(IntakeMarkRow, LOG)
        return 0 if found is None else found.position

    def states(self, names: Collection[Name]) -> Mapping[Name, GuardState]:
        """The kept states of these (tenant, device)."""
        key, wanted = tuple_(col(DeviceGuardRow.tenant), col(DeviceGuardRow.device)), sorted(names)
        found: dict[Name, GuardState] = {}
        for first in range(0, len(wanted), NAMES_PER_QUERY):
            columns = select(col(DeviceGuardRow.tenant), col(DeviceGuardRow.device), col(DeviceGuardRow.state))
            query = columns.where(key.in_(wanted[first : first + NAMES_PER_QUERY]))
            for tenant, device, state in self._session.connection().execute(query):
                found[tenant, device] = _state(json.loads(state))
        return found

    def keep(
        self, states: Mapping[Name, GuardState], position: int, refused: Sequence[MessageReport], now_ms: int
    ) -> None:
        """Keeps states, the log's position that they belong to, and the problems of messages."""
        rows = [{"tenant": name[0], "device": name[1], "state": _text(state)} for name, state in states.items()]
        connection = self._session.connection()
        if rows:
            key, names = tuple_(col(DeviceGuardRow.tenant), col(DeviceGuardRow.device)), sorted(states)
            for first in range(0, len(names), NAMES_PER_QUERY):
                connection.execute(delete(DeviceGuardRow).where(key.in_(names[first : first + NAMES_PER_QUERY])))
            connection.execute(insert(DeviceGuardRow), rows)
        mark = self._session.get(IntakeMarkRow, LOG) or IntakeMarkRow(log=LOG, position=0)
        mark.position = position
        self._session.add(mark)
        self._keep_problems(refused, now_ms)
        self._session.flush()

    def _keep_problems(self, refused: Sequence[MessageReport], now_ms: int) -> None:
        rows = {_key(row): row for report in refused for row in _problem_rows(report, now_ms)}
        digests = sorted({row["digest"] for row in rows.values()})
        for first in range(0, len(digests), NAMES_PER_QUERY):
            columns = (IntakeProblemRow.tenant, IntakeProblemRow.digest, IntakeProblemRow.row, IntakeProblemRow.code)
            query = select_rows(*columns).where(
                col(IntakeProblemRow.digest).in_(digests[first : first + NAMES_PER_QUERY])
            )
            for known in self._session.exec(query):
                rows.pop(tuple(known), None)
        if rows:
            self._session.connection().execute(insert(IntakeProblemRow), list(rows.values()))


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["tenant"], row["digest"], row["row"], row["code"]


def _problem_rows(report: MessageReport, now_ms: int) -> Iterator[dict[str, Any]]:
    for problem in report.problems:
        facts = problem_facts(problem)
        yield {
            "tenant": report.tenant,
            "digest": report.digest,
            "row": int(facts["row"]),
            "code": problem.name,
            "device": report.device,
            "boot": report.boot,
            "counter": report.counter,
            "at_ms": now_ms,
            "field": facts["field"][:64],
            "value": facts["value"][:LONGEST_SHOWN],
            "rule": facts["rule"],
            "alarm": isinstance(problem, ALARMS),
        }


def _text(state: GuardState) -> str:
    fix = state.fix
    return json.dumps(
        {
            "boots": [
                [boot, seen.highest, seen.first_ms, list(seen.digests.items())] for boot, seen in state.boots.items()
            ],
            "fix": None if fix is None else [fix.time_ms, fix.latitude_udeg, fix.longitude_udeg],
            "registers": {name: [one.boot, one.time_ms, one.value] for name, one in state.registers.items()},
            "uploads": dict(state.uploads),
        },
        separators=(",", ":"),
    )


def _state(facts: Mapping[str, Any]) -> GuardState:
    boots = {boot: Seen(highest, first, dict(digests)) for boot, highest, first, digests in facts["boots"]}
    fix = None if facts["fix"] is None else Fix(*facts["fix"])
    return GuardState(boots, fix, {name: Register(*one) for name, one in facts["registers"].items()}, facts["uploads"])
