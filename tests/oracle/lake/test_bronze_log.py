"""Facts about the bronze log: durable, in order, whole after a crash, and closed hours stay as they are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oracle.adapters.lake.bronze_log import MS_PER_HOUR, BronzeFiles
from oracle.adapters.lake.bronze_row import reading_of, row_of
from oracle.adapters.lake.delta_tables import SCHEMAS
from oracle.domain.channels import Channel
from oracle.errors import BronzeDamaged, HourClosed, PayloadDiffers
from tests.oracle.lake.bronze import RECEIVED_MS, message, reading

ROOT = Path(__file__).resolve().parents[3]


def fill(log: BronzeFiles, *numbers: int) -> None:
    for number in numbers:
        log.append([reading(number)], [message(number)])


def only_segment(folder: Path) -> Path:
    (segment,) = folder.glob("*.log")
    return segment


def test_the_log_and_the_table_write_a_reading_in_one_order() -> None:
    """Must put each value of a reading under the column of its name, and read it back whole."""
    given = reading(7, latitude_udeg=13_750_000, longitude_udeg=100_500_000)
    number, *columns, month = SCHEMAS["bronze"].names
    assert (number, month) == ("seq", "month")
    assert row_of(given) == [getattr(given, column) for column in columns]
    assert reading_of(row_of(given)) == given


def test_readings_come_back_in_order_of_arrival(tmp_path: Path) -> None:
    """Must give back every field of every reading, from any number on, also to another process."""
    log = BronzeFiles(tmp_path)
    group = [
        reading(0),
        reading(1, channel=Channel.TEMPERATURE, unit="Cel", latitude_udeg=13_700_000, longitude_udeg=1),
    ]
    assert log.append(group, [message(0), message(1)]) == 2
    fill(log, 2)
    assert list(BronzeFiles(tmp_path).since(0)) == [*group, reading(2)]
    assert list(log.since(1)) == [group[1], reading(2)]
    assert list(BronzeFiles(tmp_path).payloads([1, 2])) == [(1, message(1)), (2, message(2))]


def test_two_writers_number_their_readings_in_one_row(tmp_path: Path) -> None:
    """Must see what another process has written before writing behind it."""
    one, other = BronzeFiles(tmp_path), BronzeFiles(tmp_path)
    fill(one, 0)
    fill(other, 1)
    fill(one, 2)
    assert [found.counter for found in other.since(0)] == [0, 1, 2]
    assert one.count == other.count == 3


def test_a_torn_tail_is_cut_at_every_byte(tmp_path: Path) -> None:
    """Must keep every acknowledged group and nothing of the one that was cut short, wherever the cut is."""
    fill(BronzeFiles(tmp_path / "whole"), 0, 1)
    whole = only_segment(tmp_path / "whole").read_bytes()
    first_end = whole.index(b"\n") + 1
    for cut in range(first_end, len(whole), 37):
        folder = tmp_path / f"cut{cut}"
        folder.mkdir()
        (folder / f"{0:020d}.log").write_bytes(whole[:cut])
        log = BronzeFiles(folder)
        assert [found.counter for found in log.since(0)] == [0]
        fill(log, 7)
        assert [found.counter for found in BronzeFiles(folder).since(0)] == [0, 7]


def test_damage_in_the_middle_is_named_and_never_read_past(tmp_path: Path) -> None:
    """Must refuse a log whose inner byte was changed, with the place."""
    fill(BronzeFiles(tmp_path), 0, 1, 2)
    segment = only_segment(tmp_path)
    content = bytearray(segment.read_bytes())
    second = content.index(b"\n") + 1
    content[second + 40] ^= 1
    segment.write_bytes(content)
    with pytest.raises(BronzeDamaged) as refused:
        list(BronzeFiles(tmp_path).since(0))
    assert refused.value.facts == {"segment": segment.name, "offset": str(second)}


def test_a_reader_does_not_see_what_is_being_written(tmp_path: Path) -> None:
    """Must read to where the log stood, while half a line of another process already stands behind."""
    log = BronzeFiles(tmp_path)
    fill(log, 0, 1)
    reading_on = log.since(0)
    assert next(reading_on).counter == 0
    segment = only_segment(tmp_path)
    whole = segment.read_bytes()
    segment.write_bytes(whole + whole[20:60] + b"\n" + whole)
    assert [found.counter for found in reading_on] == [1]


def test_segments_are_rotated_and_read_as_one_row(tmp_path: Path) -> None:
    """Must begin a new segment where the last is full, named by its first reading, and read from the right one."""
    log = BronzeFiles(tmp_path, largest_segment_bytes=300)
    fill(log, *range(6))
    assert len(list(tmp_path.glob("*.log"))) > 1
    assert [found.counter for found in BronzeFiles(tmp_path).since(4)] == [4, 5]


def test_a_closed_hour_takes_no_reading_from_any_process(tmp_path: Path) -> None:
    """Must refuse what was received in a closed hour, keep nothing of the group, and take the next hour's."""
    waiting = BronzeFiles(tmp_path)
    fill(waiting, 0)
    hour = RECEIVED_MS // MS_PER_HOUR
    assert BronzeFiles(tmp_path).close_hours(hour) == 1
    with pytest.raises(HourClosed) as refused:
        waiting.append([reading(1)], [message(1)])
    assert refused.value.facts == {"hour": str(hour), "closed": str(hour)}
    later = reading(2, received_ms=(hour + 1) * MS_PER_HOUR)
    assert waiting.append([later], [message(2)]) == 2
    assert list(BronzeFiles(tmp_path).since(0)) == [reading(0), later]


def test_a_reading_without_its_message_is_not_taken(tmp_path: Path) -> None:
    """Must refuse a group that lacks the message of one of its readings."""
    with pytest.raises(PayloadDiffers):
        BronzeFiles(tmp_path).append([reading(0)], [message(1)])
    assert BronzeFiles(tmp_path).count == 0


def test_what_was_acknowledged_outlives_a_killed_process(tmp_path: Path) -> None:
    """Must hold every reading whose append returned when the process is killed at once."""
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from oracle.adapters.lake.bronze_log import BronzeFiles\n"
        "from tests.oracle.lake.test_bronze_log import fill\n"
        "log = BronzeFiles(Path(sys.argv[1]))\n"
        "fill(log, *range(5))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, env=environment, check=False)
    assert done.returncode == -9
    assert [found.counter for found in BronzeFiles(tmp_path).since(0)] == [0, 1, 2, 3, 4]
