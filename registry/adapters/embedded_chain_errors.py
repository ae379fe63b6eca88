"""What can go wrong with an embedded chain, each with what was seen and what to do.

CarbonixError
├── ChainEngineMissing    the program is not installed
├── ChainStateLocked      another process has this state open
├── ChainStateDamaged     a kept state cannot be read
├── ChainDied             the program ended by itself
├── ChainCallRefused      the program answered with an error
└── ChainUnavailable      the program runs and does not answer in time
"""

from __future__ import annotations

from registry.errors import CarbonixError, ChainUnavailable


class ChainEngineMissing(CarbonixError):
    """The program of an engine is nowhere to be found."""

    def __init__(self, engine: str, looked_at: tuple[str, ...], remedy: str) -> None:
        super().__init__(
            f"no {engine} found (looked at {', '.join(looked_at)}): {remedy}",
            {"engine": engine, "lookedAt": ", ".join(looked_at), "remedy": remedy},
        )


class ChainStateLocked(CarbonixError):
    """Two processes must never write the same chain."""

    def __init__(self, folder: str, pid: int, url: str = "") -> None:
        reading = f"to read that chain give --rpc {url}; otherwise " if url else ""
        super().__init__(
            f"the chain state in {folder} is open in process {pid}:"
            f" {reading}end it first, or choose another CARBONIX_HOME",
            {"folder": folder, "pid": pid, "url": url},
        )


class ChainStateDamaged(CarbonixError):
    """A kept state is unreadable; it is left where it is, and nothing is started beside it."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"the kept chain state {file} cannot be read ({reason}): restore it, or remove it to start a new chain",
            {"file": file, "reason": reason},
        )


class ChainDied(ChainUnavailable):
    """The engine ended by itself; `exit_code` is negative for a signal."""

    def __init__(self, engine: str, exit_code: int | None, last_lines: tuple[str, ...]) -> None:
        ended = "it ended" if exit_code is None else f"exit code {exit_code}"
        said = "\n".join(last_lines) or "it said nothing"
        super().__init__(
            f"the embedded chain ({engine}) died, {ended}; its last lines:\n{said}",
            {"engine": engine, "exitCode": exit_code, "lastLines": said},
        )
        self.engine = engine
        self.exit_code = exit_code
        self.last_lines = last_lines


class ChainCallRefused(CarbonixError):
    """The engine answered a call with an error."""

    def __init__(self, method: str, message: str) -> None:
        super().__init__(f"the chain refuses {method}: {message}", {"method": method, "message": message})
