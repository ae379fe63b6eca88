"""Prints a random walk that failed as a short test of its own, which makes exactly its moves again.

A walk's moves are plain literals (names, numbers, tuples): they mean the same on another day's chain. The module
of the walk offers a fixture whose value has `replay(moves)`: it makes the moves one by one and compares after each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from pprint import pformat
from typing import Any

WIDTH = 116


@contextmanager
def replayable(module: str, fixture: str, moves: Sequence[Any]) -> Iterator[None]:
    """Whatever fails inside is printed as a script over the moves made so far, the failing one last."""
    try:
        yield
    except BaseException:
        print(script_of(module, fixture, moves))
        raise


def script_of(module: str, fixture: str, moves: Sequence[Any]) -> str:
    """A test file to save beside the walk's: `module` is the walk's `__name__`, `fixture` gives what replays."""
    folder = "/".join(module.split(".")[:-1])
    name = Path(folder, "test_replay.py")
    return f'''"""Replays {len(moves)} moves: save as {name} and let Brownie test that file."""

from {module} import {fixture}

MOVES = {pformat(list(moves), width=WIDTH, sort_dicts=False)}


def test_replay({fixture}):
    """Must agree after each move."""
    {fixture}.replay(MOVES)
'''


def run_script(script: str, walk: Any) -> None:
    """Runs a printed script against a walk that has made no move yet: proof that the printing is whole."""
    namespace: dict[str, Any] = {}
    exec(compile(script, "test_replay.py", "exec"), namespace)
    namespace["test_replay"](walk)
