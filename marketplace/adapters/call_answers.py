"""Gathers the outcomes of one call into one future: to wake somebody for each entry costs more than to match it."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

from marketplace.domain.journal import Outcome, Told


class CallAnswers:
    """The answers of one call, each set once, all by the same thread; `told` is done with the last of them."""

    def __init__(self, entries: int) -> None:
        self.told: Future[Sequence[Told]] = Future()
        self.found: list[Told | None] = [None] * entries
        self._open = entries

    def seats(self) -> list[Seat]:
        """One place for each entry."""
        return [Seat(self, at) for at in range(len(self.found))]

    def put(self, at: int, told: Told) -> None:
        """The answer to one entry."""
        self.found[at] = told
        self._open -= 1
        if not self._open:
            self.told.set_result([one for one in self.found if one is not None])


class Seat:
    """Where the answer to one entry goes, as into a future."""

    __slots__ = ("_at", "_call")

    def __init__(self, call: CallAnswers, at: int) -> None:
        self._call, self._at = call, at

    def set_result(self, outcome: Outcome, /) -> None:
        """What became of it."""
        self._call.put(self._at, outcome)

    def set_exception(self, fault: Exception, /) -> None:
        """Why it was not taken."""
        self._call.put(self._at, fault)

    def done(self) -> bool:
        """True once it was answered."""
        return self._call.found[self._at] is not None
