"""Tables as CSV (RFC 4180) and Parquet, piece by piece: what is sent is never held in memory as a whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from registry.errors import InvalidInput

Row = TypeVar("Row")
Kind = Literal["text", "amount", "count", "time", "flag"]
MOST_DIGITS = 38  # of a decimal in a Parquet file that common readers keep exactly
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: an `amount` is an integer of any size, a `time` Unix milliseconds; None is an empty cell."""

    name: str
    kind: Kind
    value: Callable[[Row], Any]


def csv_pieces(columns: Sequence[Column[Row]], pieces: Iterable[Sequence[Row]]) -> Iterator[bytes]:
    """A header line, then one line per row, UTF-8, CRLF; a text that a spreadsheet would compute gets a quote mark."""
    yield _lines([[column.name for column in columns]])
    for piece in pieces:
        yield _lines([[_cell(column, row) for column in columns] for row in piece])


def parquet_pieces(columns: Sequence[Column[Row]], pieces: Iterable[Sequence[Row]]) -> Iterator[bytes]:
    """One row group per piece; amounts are decimal(38, 0), times are timestamps in UTC.

    Raises InvalidInput at the first piece that holds an amount of more than 38 digits: CSV keeps those.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "text": pa.string(),
        "amount": pa.decimal128(MOST_DIGITS, 0),
        "count": pa.int64(),
        "time": pa.timestamp("ms", tz="UTC"),
        "flag": pa.bool_(),
    }
    schema = pa.schema([(column.name, kinds[column.kind]) for column in columns])
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for piece in pieces:
            arrays = [_array(column, piece, schema.field(column.name).type) for column in columns]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield sink.take()
    yield sink.take()


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _cell(column: Column[Row], row: Row) -> str:
    value = column.value(row)
    if value is None:
        return ""
    if column.kind == "time":
        return time_text(value)
    if column.kind == "flag":
        return "true" if value else "false"
    text = str(value)
    return "'" + text if column.kind == "text" and text.startswith(FORMULA_SIGNS) else text


def time_text(time_ms: int) -> str:
    """RFC 3339 in UTC with milliseconds."""
    moment = datetime.fromtimestamp(time_ms // 1_000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{time_ms % 1_000:03d}Z"


def _array(column: Column[Row], piece: Sequence[Row], kind: Any) -> Any:
    import pyarrow as pa

    values = [column.value(row) for row in piece]
    if column.kind == "amount":
        for value in values:
            if value is not None and abs(value) >= 10**MOST_DIGITS:
                rule = f"holds amounts below 10^{MOST_DIGITS} only, and {column.name} has {value}: ask for csv"
                raise InvalidInput("format", "parquet", rule)
        values = [None if value is None else Decimal(value) for value in values]
    return pa.array(values, type=kind)


class _Sink(io.RawIOBase):
    """A file that is only written; what was written is taken away in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self._written: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._written.append(piece)
        self._at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._at

    def take(self) -> bytes:
        """What was written since the last call."""
        taken = b"".join(self._written)
        self._written.clear()
        return taken
