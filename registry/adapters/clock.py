"""The wall clock of this machine."""

from __future__ import annotations

import time


class SystemClock:
    """Unix seconds from the operating system."""

    def now(self) -> int:
        """Unix seconds, rounded down."""
        return int(time.time())
