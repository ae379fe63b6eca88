"""What goes through the desk: an entry comes in, a record stands in the journal, an outcome goes back."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.domain.commands import Command, Event, Rejected
from marketplace.domain.signed_order import SignedOrder

POISONED = "CommandPoisoned"


@dataclass(frozen=True, slots=True)
class Entry:
    """A command with what belongs to it. `client_order_id` is the sender's own key: the same key acts once.

    `signed` comes with every command that brings an order in; `account` is who asked, and is never published.
    """

    command: Command
    signed: SignedOrder | None = None
    client_order_id: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class PoisonMark:
    """Says that record `number` made the engine fail: it changes nothing, today and in every replay."""

    number: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """An entry, or a mark, with its number in the journal and the time of its writing (Unix ms, never falling)."""

    number: int
    time_ms: int
    entry: Entry | PoisonMark


@dataclass(frozen=True, slots=True)
class Record:
    """A numbered entry that is durable, with what the engine answered."""

    number: int
    time_ms: int
    entry: Entry | PoisonMark
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the sender is told: the record's number and time, and the engine's answer.

    `repeated` is True where the same entry had been accepted before: number, time and events are those of the first.
    """

    sequence: int
    time_ms: int
    events: tuple[Event, ...]
    repeated: bool = False

    @property
    def rejected(self) -> Rejected | None:
        """The refusal, if the command was refused."""
        first = self.events[0] if self.events else None
        return first if isinstance(first, Rejected) else None


Told = Outcome | Exception  # what became of an entry, or why it was not taken
