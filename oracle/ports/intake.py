"""What the intake needs from the outside, as protocols: the log, the device book, signatures, units, the guard."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from oracle.domain.bronze import BronzeReading
from oracle.domain.channels import Channel
from oracle.domain.device import Device, DeviceKey
from oracle.domain.intake import MessageReport
from oracle.domain.replay import GuardState


class BronzeLog(Protocol):
    """All readings as received, numbered from 0 in order of arrival; one writer at a time, nothing is ever changed."""

    def append(self, readings: Sequence[BronzeReading], payloads: Sequence[bytes]) -> int:
        """Adds a group, all of it or nothing; it is durable (fsync) when this returns: how many readings there now are.

        `payloads` are the messages that the group's readings came in, each once. Grouping is the caller's matter.
        """
        ...

    def since(self, number: int) -> Iterator[BronzeReading]:
        """The readings from this number on, in order: what the replay guard reads after a crash."""
        ...

    def payloads(self, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        """The messages behind readings, as received; numbers rise. A message that is gone is left out."""
        ...

    def close_hours(self, hour: int) -> int:
        """Takes nothing more that is received up to the end of `hour` (hours since 1970): how many readings there are.

        A later append of such a reading raises HourClosed.
        """
        ...


class DeviceBook(Protocol):
    """The enrolled devices of all tenants."""

    def named(self, names: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], Device]:
        """The devices of these (tenant, id) as they stand now, also those out of service; unknown ones are left out."""
        ...


class DeviceDesk(Protocol):
    """What one person may change of a device."""

    def change(
        self, tenant: str, device: str, rule: Callable[[Device], Device], *, actor: str, at: int, what: str
    ) -> Device:
        """The device after the rule, told in the audit log as `device.<what>`. Raises DeviceUnknown, as `rule` does."""
        ...


class SignatureCheck(Protocol):
    """The arithmetic of signatures."""

    def holds(self, key: DeviceKey, signed: bytes, signature: bytes) -> bool:
        """True if the signature over the bytes is the key's."""
        ...


class UnitBook(Protocol):
    """How values as received become integers of the stored units."""

    def stored(self, channel: Channel, unit: str, value: str) -> int:
        """The value in the channel's stored unit; half a unit goes to the even one. Raises InvalidInput."""
        ...

    def likely(self, channel: Channel, value: str, lowest: int, highest: int) -> str | None:
        """A unit in which the same number would lie between two stored values, if there is one."""
        ...


class GuardJournal(Protocol):
    """What was seen of devices, while nobody else can change it."""

    def position(self) -> int:
        """How many readings of the log the guard has seen."""
        ...

    def states(self, names: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], GuardState]:
        """The kept states of these (tenant, device)."""
        ...

    def keep(
        self,
        states: Mapping[tuple[str, str], GuardState],
        position: int,
        refused: Sequence[MessageReport],
        now_ms: int,
    ) -> None:
        """Keeps states, the log's position that they belong to, and the problems of messages."""
        ...


class GuardStore(Protocol):
    """The replay guard's memory."""

    def journal(self) -> AbstractContextManager[GuardJournal]:
        """Opens it for writing; kept on a clean exit, all or nothing. Only one is open at a time."""
        ...
