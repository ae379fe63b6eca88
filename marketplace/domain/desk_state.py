"""What the desk knows: the engine, and who sent what under which key; the journal alone decides all of it."""

from __future__ import annotations

from typing import Any

from marketplace.domain.commands import CancelAll, Event, Modify, Place, Rejected, Replace
from marketplace.domain.engine import Engine
from marketplace.domain.journal import POISONED, Entry, Numbered, PoisonMark
from marketplace.errors import IdempotencyConflict, OrderDuplicated


class DeskState:
    """The book and the keys after record `number`. It changes itself; the same records give the same digest."""

    def __init__(self, engine: Engine | None = None) -> None:
        self.engine = engine or Engine()
        self.number = 0
        self.time_ms = 0
        self._placed: dict[str, tuple[int, str | None]] = {}
        self._keys: dict[tuple[str, str], tuple[int, str]] = {}

    def apply(self, numbered: Numbered) -> tuple[Event, ...]:
        """Carries out the next record. Whatever the engine raises goes through, and then the state is spoiled."""
        self.number, self.time_ms = numbered.number, numbered.time_ms
        entry = numbered.entry
        if isinstance(entry, PoisonMark):
            return ()
        events = tuple(self.engine.apply(entry.command))
        if not (events and isinstance(events[0], Rejected)):
            self._remember(numbered.number, entry)
        return events

    def pass_over(self, numbered: Numbered) -> tuple[Event, ...]:
        """Takes a poisoned record's number and changes nothing else."""
        self.number, self.time_ms = numbered.number, numbered.time_ms
        return poisoned(numbered)

    def first_of(self, entry: Entry) -> int | None:
        """The number under which the same entry was accepted before; None for a new one.

        Raises OrderDuplicated (the order was placed without this key) and IdempotencyConflict (the key said other).
        """
        order, key = placed_by(entry), key_of(entry)
        if key is not None and key in self._keys:
            number, subject = self._keys[key]
            if subject != subject_of(entry):
                raise IdempotencyConflict(clientOrderId=key[1], first=subject, asked=subject_of(entry))
            return number
        if order is not None and order in self._placed:
            number, client_order_id = self._placed[order]
            if client_order_id != entry.client_order_id:
                raise OrderDuplicated(order=order)
            return number
        return None

    def state(self) -> dict[str, Any]:
        """All of it as a JSON value."""
        return {
            "number": self.number,
            "timeMs": self.time_ms,
            "placed": [[order, *told] for order, told in self._placed.items()],
            "keys": [[*key, *told] for key, told in self._keys.items()],
            "engine": self.engine.state(),
        }

    @classmethod
    def behind(cls, number: int, engine: Engine) -> DeskState:
        """The state after record `number` as far as the public knows it: the book without anybody's keys."""
        self = cls(engine)
        self.number = number
        return self

    @classmethod
    def from_state(cls, value: dict[str, Any]) -> DeskState:
        """The state of `state`."""
        self = cls(Engine.from_state(value["engine"]))
        self.number, self.time_ms = value["number"], value["timeMs"]
        self._placed = {order: (number, key) for order, number, key in value["placed"]}
        self._keys = {(owner, key): (number, subject) for owner, key, number, subject in value["keys"]}
        return self

    def _remember(self, number: int, entry: Entry) -> None:
        order, key = placed_by(entry), key_of(entry)
        if order is not None:
            self._placed[order] = (number, entry.client_order_id)
        if key is not None:
            self._keys[key] = (number, subject_of(entry))


def placed_by(entry: Entry) -> str | None:
    """The order that an entry brings in, if any."""
    match entry.command:
        case Place(order=order) | Replace(place=Place(order=order)):
            return order
    return None


def key_of(entry: Entry) -> tuple[str, str] | None:
    """Whose key it is, and the key: a maker's for its orders, an order's for its changes, else an account's."""
    if entry.client_order_id is None:
        return None
    match entry.command:
        case Place(maker=maker) | Replace(place=Place(maker=maker)) | CancelAll(maker=maker):
            return maker, entry.client_order_id
        case Modify(order=order):
            return order, entry.client_order_id  # the maker's word acts once, whichever account brings it
    return entry.account or "", entry.client_order_id


def subject_of(entry: Entry) -> str:
    """What an entry is about, in words that two tries of the same thing share whatever the chain's time is."""
    kind, order = type(entry.command).__name__, placed_by(entry) or getattr(entry.command, "order", "")
    return f"{kind} {order}".rstrip()


def poisoned(numbered: Numbered) -> tuple[Event, ...]:
    """What the sender of a command is told that made the engine fail."""
    order = "" if isinstance(numbered.entry, PoisonMark) else getattr(numbered.entry.command, "order", "")
    return (Rejected(order, POISONED, (("record", str(numbered.number)),)),)
