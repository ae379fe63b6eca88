"""Facts about following the bronze log: nothing twice, nothing torn, and who was away too long is told."""

from __future__ import annotations

from pathlib import Path

from oracle.adapters.lake.bronze_log import BronzeFiles
from oracle.adapters.lake.bronze_tail import BronzeTail
from tests.oracle.lake.bronze import message, reading


def fill(log: BronzeFiles, *numbers: int) -> None:
    for number in numbers:
        log.append([reading(number)], [message(number)])


def test_a_follower_hears_each_reading_once_in_order(tmp_path: Path) -> None:
    """Must give what came since the number that is asked for, through new segments, and know an empty log."""
    log, tail = BronzeFiles(tmp_path, largest_segment_bytes=600), BronzeTail(tmp_path)
    assert (tail.since(0).readings, tail.since(0).end) == ((), 0)
    fill(log, 0, 1)
    heard = tail.since(0)
    assert heard.readings == ((0, reading(0)), (1, reading(1)))
    fill(log, 2, 3, 4)
    assert len(list(tmp_path.glob("*.log"))) > 1
    assert [number for number, _ in tail.since(heard.end).readings] == [2, 3, 4]
    assert tail.since(5).readings == ()


def test_a_line_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    """Must not read a part of a line, and must read it once it is whole."""
    log, tail = BronzeFiles(tmp_path), BronzeTail(tmp_path)
    fill(log, 0)
    (segment,) = tmp_path.glob("*.log")
    whole = segment.read_bytes()
    fill(log, 1)
    line = segment.read_bytes()[len(whole) :]
    segment.write_bytes(whole + line[:40])
    assert tail.since(0).end == 1
    segment.write_bytes(whole + line)
    assert [number for number, _ in tail.since(1).readings] == [1]


def test_what_is_no_more_at_hand_is_said(tmp_path: Path) -> None:
    """Must keep the newest readings only, and say which is the oldest."""
    log, tail = BronzeFiles(tmp_path), BronzeTail(tmp_path, at_hand=2)
    log.append([reading(number) for number in range(5)], [message(number) for number in range(5)])
    heard = tail.since(1)
    assert (heard.first, heard.end) == (3, 5)
    assert [number for number, _ in heard.readings] == [3, 4]
