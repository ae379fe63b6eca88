"""The journal over HTTP: which days there are, and each sealed day as a file that anyone can run again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from marketplace.archive import ArchivedDay
from marketplace.bootstrap import Marketplace

MEDIA_TYPE = "application/x-ndjson"
Day = Annotated[str, Path(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="UTC day, YYYY-MM-DD")]


class JournalDayOut(BaseModel):
    """A day of the journal: its records, and how many of them stand under seals on chain."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    day: str
    first: str
    last: str
    sealed: str

    @classmethod
    def of(cls, day: ArchivedDay) -> JournalDayOut:
        """The day as it travels: numbers are text."""
        return cls(day=day.day, first=str(day.first), last=str(day.last), sealed=str(day.sealed))


def journal_router(market: Marketplace) -> APIRouter:
    """The doors of one market's journal; anyone may look."""
    router = APIRouter(prefix="/api/v1/journal", tags=["market"])

    @router.get("", operation_id="listJournalDays")
    def list_days() -> list[JournalDayOut]:
        """Every day that has records, oldest first."""
        return [JournalDayOut.of(day) for day in market.archive.days()]

    @router.get("/{day}", operation_id="fetchJournalDay", response_class=FileResponse)
    def fetch_day(day: Day) -> FileResponse:
        """The sealed records of a day, for `carbonix replay DAY --from FILE`."""
        return FileResponse(market.archive.bundle(day), media_type=MEDIA_TYPE, filename=f"journal-{day}.ndjson")

    return router
