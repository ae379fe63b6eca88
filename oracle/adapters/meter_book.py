"""Reads the content that brought readings: a meter's own CSV file, or the canonical JSON of posted rows."""

from __future__ import annotations

from oracle.adapters.meter_files import METER_FILES, meter_of, read_rows
from oracle.domain.readings import Meter, Row
from registry.adapters.canonical_json import NotCanonical, canonical, parse_canonical
from registry.errors import InvalidInput

ROWS_TYPE = "carbonix/readings/1"


class DeclaredMeters:
    """The meters of this house."""

    def meter(self, meter: str) -> Meter:
        """The declaration. Raises MeterUnknown."""
        return meter_of(meter)

    def rows(self, meter: str, content: bytes) -> list[Row]:
        """Rows as received. Raises MeterUnknown, InvalidInput."""
        declared = meter_of(meter)
        if not content.startswith(b"{"):
            return read_rows(METER_FILES[declared.id], content)
        return _posted_rows(declared.id, content)


def rows_content(meter: str, rows: list[Row]) -> bytes:
    """Rows that came over HTTP as the bytes that are kept of them."""
    plain = [{"row": str(row.number), "time": row.time, "value": row.value, "unit": row.unit} for row in rows]
    return canonical({"type": ROWS_TYPE, "meter": meter, "rows": plain})


def _posted_rows(meter: str, content: bytes) -> list[Row]:
    try:
        document = parse_canonical(content)
        if (document["type"], document["meter"]) != (ROWS_TYPE, meter):
            raise InvalidInput("content", document["type"], f"{ROWS_TYPE} of meter {meter}")
        return [Row(int(row["row"]), row["time"], row["value"], row["unit"]) for row in document["rows"]]
    except (NotCanonical, KeyError, TypeError, ValueError) as fault:
        raise InvalidInput("content", content[:40], f"canonical {ROWS_TYPE}: {fault}") from fault
