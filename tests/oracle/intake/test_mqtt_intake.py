"""Facts about the intake over MQTT: real brokers, real sockets, receipts only for what is durable."""

from __future__ import annotations

from pathlib import Path

from oracle.adapters.device_line import replay
from tests.oracle.intake.conftest import Field, co2


def test_messages_of_two_devices_come_in_over_a_broker(intake: Field, tmp_path: Path) -> None:
    """Must take messages over MQTT 3.1.1, answer each with what became of it, and know a resent one."""
    one, two = intake.enrolled(), intake.enrolled(id="mast-2")
    first = [one.message([co2(), co2("9")]) for _ in range(30)]
    second = [two.message([co2()])]
    receipts = replay(intake.desk.accept, tmp_path, [first, [*second]])
    assert [receipt["accepted"] for receipt in receipts[0]] == [1] * 30
    assert {receipt["problems"][0]["code"] for receipt in receipts[0]} == {"ReadingOutOfRange"}
    assert len(intake.log.readings) == 31
    again = replay(intake.desk.accept, tmp_path, [first])
    assert {receipt["duplicate"] for receipt in again[0]} == {True}
    assert len(intake.log.readings) == 31
