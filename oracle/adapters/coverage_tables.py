"""Outcomes of bounds, one a methodology, project and period; added to, never changed."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, select

from oracle.domain.coverage import BoundOutcome
from oracle.domain.coverage_refusals import OutcomeDiffers
from oracle.domain.readings import Period
from registry.adapters.database import Database


class BoundOutcomeRow(SQLModel, table=True):
    """A lower bound and the truth that was measured later. Kilograms; project numbers exceed 64 bits: text."""

    __tablename__ = "bound_outcome"

    methodology: str = Field(primary_key=True, max_length=66)
    project: str = Field(primary_key=True, max_length=39)
    start_s: int = Field(primary_key=True, sa_type=BigInteger)
    end_s: int = Field(sa_type=BigInteger)
    lower_kg: int = Field(sa_type=BigInteger)
    truth_kg: int = Field(sa_type=BigInteger)


class OutcomeTable:
    """The store of outcomes over the database. They belong to a methodology, which all tenants share."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_methodology(self, methodology: str) -> list[BoundOutcome]:
        """All outcomes under a methodology."""
        with self._database.reading() as session:
            found = session.exec(select(BoundOutcomeRow).where(BoundOutcomeRow.methodology == methodology)).all()
            return [_outcome_of(row) for row in found]

    def keep(self, outcome: BoundOutcome) -> None:
        """Adds an outcome; the same again changes nothing. Raises OutcomeDiffers."""
        with self._database.transaction() as session:
            row = _find(session, outcome)
            if row is None:
                session.add(_row_of(outcome))
            elif _outcome_of(row) != outcome:
                start_s, recorded = outcome.period.start_s, _outcome_of(row).told
                raise OutcomeDiffers(outcome.project, start_s, recorded, outcome.told)


def _find(session: Session, outcome: BoundOutcome) -> BoundOutcomeRow | None:
    key = (outcome.methodology, str(outcome.project), outcome.period.start_s)
    return session.get(BoundOutcomeRow, key)


def _row_of(outcome: BoundOutcome) -> BoundOutcomeRow:
    return BoundOutcomeRow(
        methodology=outcome.methodology,
        project=str(outcome.project),
        start_s=outcome.period.start_s,
        end_s=outcome.period.end_s,
        lower_kg=outcome.lower_kg,
        truth_kg=outcome.truth_kg,
    )


def _outcome_of(row: BoundOutcomeRow) -> BoundOutcome:
    period = Period(row.start_s, row.end_s)
    return BoundOutcome(row.methodology, int(row.project), period, row.lower_kg, row.truth_kg)
