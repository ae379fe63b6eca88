"""What the desk knows: the engine, and who sent what under which key; the journal alone decides all of it."""

from __future__ import annotations

from typing import Any

from marketplace.domain.commands import Command, Event, Modify, Place, Rejected, Replace
from marketplace.domain.engine import Engine
from marketplace.domain.journal import POISONED, Entry, Numbered, PoisonMark
from marketplace.domain.limits import limit_broken, limits_in_force, orders_beside
from marketplace.domain.memory import Memory
from marketplace.domain.refusals import rejected

STATE_VERSION = 2


class DeskState:
    """The book and the keys after record `number`. It changes itself; the same records give the same digest."""

    def __init__(self, engine: Engine | None = None) -> None:
        self.engine = engine or Engine()
        self.number = 0
        self.time_ms = 0
        self._remember_with(Memory(self.engine.time_s))

    def _remember_with(self, memory: Memory) -> None:
        self._memory = memory
        self.engine.forgets = memory.forget

    def apply(self, numbered: Numbered) -> tuple[Event, ...]:
        """Carries out the next record. Whatever the engine raises goes through, and then the state is spoiled."""
        self.number, self.time_ms = numbered.number, numbered.time_ms
        entry = numbered.entry
        if isinstance(entry, PoisonMark):
            return ()
        over = _over_limit(self.engine, entry.command)
        events = tuple(self.engine.apply(entry.command)) if over is None else (over,)
        # A maker's word that was refused is used up: nobody brings it again when it would act.
        if isinstance(entry.command, Modify) or not (events and isinstance(events[0], Rejected)):
            self._memory.remember(numbered.number, entry, self.engine.known.__contains__)
        self._memory.come_to(self.engine.time_s)
        return events

    def pass_over(self, numbered: Numbered) -> tuple[Event, ...]:
        """Takes a poisoned record's number and changes nothing else."""
        self.number, self.time_ms = numbered.number, numbered.time_ms
        return poisoned(numbered)

    def first_of(self, entry: Entry) -> int | None:
        """See `Memory.first_of`. Raises OrderDuplicated, IdempotencyConflict."""
        return self._memory.first_of(entry)

    def state(self) -> dict[str, Any]:
        """All of it as a JSON value."""
        return self.state_beside_engine() | {"engine": self.engine.state()}

    def state_beside_engine(self) -> dict[str, Any]:
        """The same without the engine's part."""
        told = {"version": STATE_VERSION, "number": self.number, "timeMs": self.time_ms}
        return told | self._memory.state()

    @classmethod
    def behind(cls, number: int, engine: Engine) -> DeskState:
        """The state after record `number` as far as the public knows it: the book without anybody's keys."""
        self = cls(engine)
        self.number = number
        return self

    @classmethod
    def from_state(cls, value: dict[str, Any]) -> DeskState:
        """The state of `state`, of this version or an earlier one."""
        engine = Engine.from_state(value["engine"])
        self = cls(engine)
        self.number, self.time_ms = value["number"], value["timeMs"]
        self._remember_with(Memory.from_state(value, engine.time_s, engine.known.__contains__))
        return self


def _over_limit(engine: Engine, command: Command) -> Rejected | None:
    """The refusal of an order that the limits in force do not let in beside what rests when its turn comes."""
    if isinstance(command, Place):
        place, leaving = command, None
    elif isinstance(command, Replace):
        place, leaving = command.place, command.order
    else:
        return None
    if place.order in engine.known:
        return None
    limits = limits_in_force(engine.limits)
    beside = orders_beside(engine.accounts.get(place.maker), limits.max_orders_per_maker, leaving)
    broken = limit_broken(limits, beside, place.credits)
    return rejected(place.order, broken[0], maker=place.maker, **broken[1]) if broken else None


def poisoned(numbered: Numbered) -> tuple[Event, ...]:
    """What the sender of a command is told that made the engine fail."""
    order = "" if isinstance(numbered.entry, PoisonMark) else getattr(numbered.entry.command, "order", "")
    return (Rejected(order, POISONED, (("record", str(numbered.number)),)),)
