"""Facts about the vocabulary: every error that can be raised is a Solidity error or stands in the specification."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module

from registry.adapters.abi import known_errors
from registry.adapters.embedded_chain import REPOSITORY
from registry.api.problems import STATUS_BY_NAME, status_of
from registry.errors import CarbonixError, NotFound, Refused

ROOMS = ("registry", "oracle", "marketplace", "passport", "web")
ROOTS_OF_TREES = {"CarbonixError", "Refused", "MarketRefusal", "ReadingRefused", "MessageRefused"}
ROW = re.compile(r"^\| `(\w+)` \| (\d+|cli) \|", re.MULTILINE)


def raised() -> dict[str, type[CarbonixError]]:
    """Every name that an error can have, with its place in the tree."""
    by_class = {kind.__name__: kind for kind in classes(CarbonixError)}
    named = {name: {"Refused": Refused, "NotFound": NotFound}[kind] for kind, name in literal_names()}
    return {name: kind for name, kind in (named | by_class).items() if name not in ROOTS_OF_TREES}


def classes(kind: type[CarbonixError]) -> Iterator[type[CarbonixError]]:
    for path in sorted(file for room in ROOMS for file in (REPOSITORY / room).rglob("*.py")):
        parts = path.relative_to(REPOSITORY).with_suffix("").parts
        if "migrations" not in parts:
            import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    waiting = [kind]
    while waiting:
        found = waiting.pop()
        if found.__module__.split(".")[0] in ROOMS:
            yield found
            waiting += found.__subclasses__()


def literal_names() -> Iterator[tuple[str, str]]:
    """`Refused("Name", ...)` and `NotFound(..., name="Name")` in the sources."""
    for path in (file for room in ROOMS for file in (REPOSITORY / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="Refused" | "NotFound" as kind)):
                    given = [word.value for word in node.keywords if word.arg == "name"]
                    given += node.args[:1] if kind == "Refused" else []
                    yield from ((kind, str(value.value)) for value in given if isinstance(value, ast.Constant))


def documented() -> dict[str, str]:
    return dict(ROW.findall((REPOSITORY / "docs" / "spec" / "10-errors.md").read_text()))


def test_every_error_is_solidity_or_documented() -> None:
    """Must name no error that neither the contracts nor the specification know, and document none that is gone."""
    of_chain = {entry.name for entry in known_errors().values()}
    assert set(raised()) - of_chain == set(documented())


def test_the_documented_status_is_the_one_that_is_sent() -> None:
    """Must answer each documented error with the status of the table."""
    kinds = raised()
    sent = {name: str(status_of(kinds[name], name)) for name, shown in documented().items() if shown != "cli"}
    assert sent == {name: shown for name, shown in documented().items() if shown != "cli"}


def test_every_status_by_name_belongs_to_an_error() -> None:
    """Must keep no rule for a name that nobody raises."""
    known = {entry.name for entry in known_errors().values()} | set(raised())
    assert sorted(set(STATUS_BY_NAME) - known) == []
