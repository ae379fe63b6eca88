"""The rules of a reading at the door, and the report on a message: what was taken, what was refused, by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oracle.domain.bronze import instant_text
from oracle.domain.device import DeclaredChannel, Device, Feed, Kind
from oracle.domain.envelope import UPLOAD_BOOT
from oracle.domain.message_refusals import ClockSkewed, ClonedKey, CounterReused, RegisterWentBack, TravelImpossible
from oracle.domain.replay import Fix, Register
from oracle.domain.travel import FASTEST_M_PER_S, is_possible
from oracle.errors import ReadingOutOfRange, ReadingUnitWrong, ReadingUnreadable
from registry.errors import CarbonixError

MOST_AHEAD_MS = 5 * 60 * 1_000
"""A device's clock may run ahead of ours by five minutes."""

MOST_BEHIND_MS = 31 * 86_400 * 1_000
"""A live device may keep readings for a month while it has no line."""

ALARMS = (ClonedKey, CounterReused, TravelImpossible)
"""Refusals that say that somebody else may have the key: they are listed first, and the device should be looked at."""


@dataclass(frozen=True, slots=True)
class MessageReport:
    """What became of one message. `accepted` counts its readings that stand; a duplicate adds none and is no fault."""

    tenant: str
    device: str
    boot: int
    counter: int
    digest: str
    accepted: int = 0
    duplicate: bool = False
    problems: tuple[CarbonixError, ...] = ()

    @property
    def alarmed(self) -> bool:
        """True if a refusal points at a copied key."""
        return any(isinstance(problem, ALARMS) for problem in self.problems)


def channel_named(row: int, device: Device, name: str) -> DeclaredChannel:
    """The declared channel of a resolved SenML name: `<device>:<channel>`, `<device>/<channel>`, or the channel alone.

    Raises ReadingUnreadable for another device's name, or a channel that is not declared.
    """
    rest = name.removeprefix(device.id).lstrip(":/") if name.startswith((f"{device.id}:", f"{device.id}/")) else name
    declared = device.by_channel.get(rest)
    if declared is None:
        names = ", ".join(device.by_channel)
        raise ReadingUnreadable(row, "n", name, f"a channel of device {device.id}: {names}")
    return declared


def check_unit(row: int, declared: DeclaredChannel, unit: str) -> None:
    """Raises ReadingUnitWrong for another unit than the declared one; a new unit is a new enrolment."""
    if unit != declared.unit:
        rule = f"{declared.channel.value} was enrolled in {declared.unit}; nothing is converted by guess"
        raise ReadingUnitWrong(row, "u", unit, rule)


def check_range(row: int, declared: DeclaredChannel, value: str, stored: int, likely: str | None) -> None:
    """Raises ReadingOutOfRange; `likely` is a unit in which the same number would be one that the device can show."""
    if declared.lowest <= stored <= declared.highest:
        return
    hint = f"; in {likely} it would be in range: was {likely} sent as {declared.unit}?" if likely else ""
    rule = f"from {declared.lowest} to {declared.highest} in stored units, it is {stored}{hint}"
    raise ReadingOutOfRange(row, "v", f"{value} {declared.unit}", rule)


def check_clock(row: int, feed: Feed, time_ms: int, now_ms: int) -> None:
    """Raises ClockSkewed: no feed speaks of the future, and a live one not of long ago."""
    if time_ms > now_ms + MOST_AHEAD_MS:
        rule = f"at most {MOST_AHEAD_MS // 60_000} minutes after the receipt at {instant_text(now_ms)}"
        raise ClockSkewed(row, "t", instant_text(time_ms), rule)
    if feed is Feed.LIVE and time_ms < now_ms - MOST_BEHIND_MS:
        days = MOST_BEHIND_MS // 86_400_000
        rule = f"at most {days} days before the receipt at {instant_text(now_ms)}; a historic feed is enrolled as one"
        raise ClockSkewed(row, "t", instant_text(time_ms), rule)


def check_register(row: int, declared: DeclaredChannel, now: Register, before: Register | None) -> None:
    """Raises RegisterWentBack if a register of one boot shows less than at an earlier time.

    A new boot may begin anew: the readers of the data count nothing across it, so that it may not tell again what an
    earlier one told: the same rise would count in each. A file is a boot of its own, and comes before all others. A
    late reading is compared with what was shown last only if it is later than that.
    """
    if declared.kind is not Kind.REGISTER or before is None:
        return
    if now.boot != before.boot:
        _check_new_boot(row, now, before)
    elif now.time_ms >= before.time_ms and now.value < before.value:
        rule = f"a register only rises: it showed {before.value} at {instant_text(before.time_ms)}, this is {now.value}"
        raise RegisterWentBack(row, "v", now.value, rule)


def _check_new_boot(row: int, now: Register, before: Register) -> None:
    if now.boot == UPLOAD_BOOT or (now.boot > before.boot and now.time_ms < before.time_ms):
        rule = f"boot {before.boot} showed it up to {instant_text(before.time_ms)}: its rise till then counts once"
        raise RegisterWentBack(row, "t", instant_text(now.time_ms), rule)


def newest(now: Register, before: Register | None) -> Register:
    """What a register showed last."""
    later = before is None or (now.boot, now.time_ms) >= (before.boot, before.time_ms)
    return now if later or before is None else before


def check_travel(row: int, now: Fix, before: Fix | None) -> None:
    """Raises TravelImpossible if the device would have been faster than FASTEST_M_PER_S."""
    if before is None or is_possible(before, now):
        return
    seconds = abs(now.time_ms - before.time_ms) // 1_000
    rule = (
        f"within reach of {before.latitude_udeg}, {before.longitude_udeg} udeg, where it was {seconds} s away, "
        f"at {FASTEST_M_PER_S} m/s"
    )
    raise TravelImpossible(row, "position", f"{now.latitude_udeg}, {now.longitude_udeg} udeg", rule)


def problem_facts(problem: CarbonixError) -> Mapping[str, str]:
    """Field, value, rule and row of a refusal, as texts; row 0 is the message as a whole."""
    facts = {name: str(problem.facts.get(name, "")) for name in ("field", "value", "rule")}
    return {**facts, "row": str(problem.facts.get("row", 0)), "rule": facts["rule"] or problem.sentence}
