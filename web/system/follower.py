"""Follows the chain in the background, and says for how long it could not."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from registry.bootstrap import Registry
from registry.errors import CarbonixError

PAUSE_S = 1.0

log = logging.getLogger("carbonix.follower")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the stored state is not the chain's newest: the error's name and sentence, and since when (Unix seconds)."""

    name: str
    sentence: str
    since: int


class Follower:
    """One task of the server; a failure is kept, shown and tried again, and never ends the server."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.trouble: Trouble | None = None

    async def run(self) -> None:
        """Steps every second until cancelled."""
        while True:
            await asyncio.to_thread(self.step)
            await asyncio.sleep(PAUSE_S)

    def step(self) -> None:
        """Brings the store to the chain's head, or keeps the reason why not."""
        try:
            self._registry.follow()
        except CarbonixError as error:
            self._note(error.name, error.sentence)
        except Exception as fault:
            log.exception("following failed")
            self._note(type(fault).__name__, "following the chain met an error that is not known; it is in the log")
        else:
            self.trouble = None

    def _note(self, name: str, sentence: str) -> None:
        since = self.trouble.since if self.trouble else self._registry.clock.now()
        self.trouble = Trouble(name, sentence, since)
