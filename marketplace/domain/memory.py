"""What makes an entry act once: which record brought an order in, which keys were used, and when both may be forgotten.

An order, its key and the keys of words about it are remembered until the engine forgets the order, a day of chain time
after its expiry: by then the engine refuses the order as expired, and a word about it as unknown. A key that names no
order of the book is remembered for a day of chain time, counted from when the engine's time next moved: a word holds
for ten minutes. Time comes in with the records, so that a replay forgets at the same record.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from marketplace.domain.commands import CancelAll, Modify, Place, Replace
from marketplace.domain.expiry import KEPT_S
from marketplace.domain.journal import Entry
from marketplace.errors import IdempotencyConflict, OrderDuplicated

Key = tuple[str, str]


class Memory:
    """Orders and keys of accepted entries, and of refused words. It changes itself."""

    def __init__(self, time_s: int = 0) -> None:
        self._time_s = time_s
        self._placed: dict[str, tuple[int, str | None]] = {}
        self._keys: dict[Key, tuple[int, str]] = {}
        self._about: dict[str, list[Key]] = {}
        self._fresh: list[Key] = []
        self._timed: deque[tuple[int, list[Key]]] = deque()

    def first_of(self, entry: Entry) -> int | None:
        """The number under which the same entry came before; None for a new one, or one that was forgotten.

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

    def remember(self, number: int, entry: Entry, knows: Callable[[str], bool]) -> None:
        """The entry came as record `number`; `knows` says whether the engine knows an order."""
        placed, key = placed_by(entry), key_of(entry)
        if placed is not None:
            self._placed[placed] = (number, entry.client_order_id)
        if key is None:
            return
        self._keys[key] = (number, subject_of(entry))
        if placed is None:
            order = getattr(entry.command, "order", "")
            (self._about.setdefault(order, []) if knows(order) else self._fresh).append(key)

    def forget(self, order: str, maker: str) -> None:
        """The engine has forgotten an order: it refuses by the expiry from here on."""
        _, client_order_id = self._placed.pop(order, (0, None))
        if client_order_id is not None:
            self._keys.pop((maker, client_order_id), None)
        for key in self._about.pop(order, ()):
            self._keys.pop(key, None)

    def come_to(self, time_s: int) -> None:
        """The engine's time has come to this second."""
        if time_s == self._time_s:
            return
        self._time_s = time_s
        if self._fresh:
            self._timed.append((time_s, self._fresh))
            self._fresh = []
        while self._timed and self._timed[0][0] + KEPT_S <= time_s:
            for key in self._timed.popleft()[1]:
                self._keys.pop(key, None)

    def state(self) -> dict[str, Any]:
        """All of it as a JSON value."""
        return {
            "placed": [[order, *told] for order, told in self._placed.items()],
            "keys": [[*key, *told] for key, told in self._keys.items()],
            "timed": [[time_s, [list(key) for key in keys]] for time_s, keys in self._timed],
            "fresh": [list(key) for key in self._fresh],
        }

    @classmethod
    def from_state(cls, value: dict[str, Any], time_s: int, knows: Callable[[str], bool]) -> Memory:
        """The memory of `state` beside an engine; one that was written before orders were forgotten forgets now."""
        self = cls(time_s)
        self._placed = {order: (number, key) for order, number, key in value["placed"] if knows(order)}
        self._timed.extend((at_s, [(owner, key) for owner, key in keys]) for at_s, keys in value.get("timed", ()))
        self._fresh = [(owner, key) for owner, key in value.get("fresh", ())]
        timed = {key for _, keys in self._timed for key in keys}.union(self._fresh)
        for owner, name, number, subject in value["keys"]:
            kind, _, order = subject.partition(" ")
            placing, known, key = kind in PLACING, knows(order), (owner, name)
            if placing and not known:
                continue
            self._keys[key] = (number, subject)
            if not placing and key not in timed:
                (self._about.setdefault(order, []) if known else self._fresh).append(key)
        return self


PLACING = (Place.__name__, Replace.__name__)


def placed_by(entry: Entry) -> str | None:
    """The order that an entry brings in, if any."""
    match entry.command:
        case Place(order=order) | Replace(place=Place(order=order)):
            return order
    return None


def key_of(entry: Entry) -> Key | None:
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
