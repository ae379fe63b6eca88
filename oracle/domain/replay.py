"""Decides whether a message is new: replays, reordering, duplicates, copied keys, by what was seen of its device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from oracle.domain.bronze import instant_text
from oracle.domain.envelope import Message
from oracle.domain.message_refusals import ClonedKey, CounterReplayed, CounterReused
from oracle.errors import ReadingDuplicated

WINDOW = 256
"""Counters of one boot that are remembered: a message may come this many counters late, not later."""

SLACK = 64
"""How many counters beyond the window may be kept before the set is pruned."""

MOST_SKIPPED = 2**32
"""A counter may run ahead by this much; a device that says more has lost its memory."""

BOOTS_KEPT = 2
"""The running boot and the one before it: messages on their way when a device started anew may still come."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One boot: the highest counter, the digests of counters in the window, the earliest time stated in it (ms)."""

    highest: int
    first_ms: int
    digests: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a device was, in millionths of a degree, and when, in Unix milliseconds."""

    time_ms: int
    latitude_udeg: int
    longitude_udeg: int


@dataclass(frozen=True, slots=True)
class Register:
    """What a register showed last: the boot, the time in Unix milliseconds, the stored value."""

    boot: int
    time_ms: int
    value: int


@dataclass(frozen=True, slots=True)
class GuardState:
    """What was seen of one device; empty for one that was never heard."""

    boots: Mapping[int, Seen] = field(default_factory=dict)
    fix: Fix | None = None
    registers: Mapping[str, Register] = field(default_factory=dict)
    uploads: Mapping[str, int] = field(default_factory=dict)
    """The last time (Unix milliseconds) that an upload stated of each channel."""


def is_duplicate(state: GuardState, message: Message) -> bool:
    """True if the same bytes stand already; False if the message is new.

    Raises CounterReused (an alarm: other bytes under this counter) and CounterReplayed (below the window, or of a boot
    that is no longer remembered, so that it cannot be told from a replay).
    """
    one = message.envelope
    seen = state.boots.get(one.boot)
    if seen is None:
        if len(state.boots) >= BOOTS_KEPT and one.boot < min(state.boots):
            raise CounterReplayed("boot", one.boot, f"from {min(state.boots)}, the oldest that is remembered")
        return False
    known = seen.digests.get(one.counter)
    if known == message.digest:
        return True
    if known is not None:
        rule = f"boot {one.boot} used it for message {known[:16]}..., this is {message.digest[:16]}...: a copied key?"
        raise CounterReused("counter", one.counter, rule)
    if one.counter <= seen.highest - WINDOW:
        rule = f"above {seen.highest - WINDOW}: boot {one.boot} has come to {seen.highest}, the window is {WINDOW}"
        raise CounterReplayed("counter", one.counter, rule)
    if one.counter - seen.highest > MOST_SKIPPED:
        rule = f"at most {MOST_SKIPPED} above {seen.highest}, the highest of boot {one.boot}"
        raise CounterReplayed("counter", one.counter, rule)
    return False


def check_boot(state: GuardState, message: Message, latest_ms: int) -> None:
    """Raises ClonedKey if an earlier boot speaks of a time after a later boot had begun: two devices have the key.

    `latest_ms` is the latest time that the message states, in Unix milliseconds.
    """
    boot = message.envelope.boot
    begun = min((seen.first_ms for later, seen in state.boots.items() if later > boot), default=None)
    if begun is not None and latest_ms > begun:
        rule = f"boot {max(state.boots)} began at {begun} ms, this message of boot {boot} states {latest_ms} ms"
        raise ClonedKey("boot", boot, f"a boot ends when the next begins: {rule}")


def remember(state: GuardState, boot: int, counter: int, *, digest: str, time_ms: int) -> GuardState:
    """The state after a message, or a reading of it, was taken in."""
    seen = state.boots.get(boot)
    if seen is None:
        added = Seen(counter, time_ms, {counter: digest})
    elif counter in seen.digests:
        added = seen if seen.first_ms <= time_ms else replace(seen, first_ms=time_ms)
    else:
        highest = max(seen.highest, counter)
        # Pruned now and then: at each message it would cost the window each time.
        kept = seen.digests if len(seen.digests) < WINDOW + SLACK else _pruned(seen.digests, highest)
        added = Seen(highest, min(seen.first_ms, time_ms), {**kept, counter: digest})
    boots = {**state.boots, boot: added}
    for oldest in sorted(boots)[:-BOOTS_KEPT]:
        del boots[oldest]
    return replace(state, boots=boots)


def check_upload(state: GuardState, row: int, channel: str, time_ms: int) -> None:
    """Raises ReadingDuplicated: uploads of a channel only add what is later than all that was uploaded before."""
    last = state.uploads.get(channel)
    if last is not None and time_ms <= last:
        rule = f"later than {instant_text(last)}, up to where {channel} was uploaded before; what came first stands"
        raise ReadingDuplicated(row, "time", instant_text(time_ms), rule)


def uploaded(state: GuardState, channel: str, time_ms: int) -> GuardState:
    """The state after a row of an upload was taken in."""
    return replace(state, uploads={**state.uploads, channel: max(time_ms, state.uploads.get(channel, time_ms))})


def _pruned(digests: Mapping[int, str], highest: int) -> dict[int, str]:
    return {counter: digest for counter, digest in digests.items() if counter > highest - WINDOW}
