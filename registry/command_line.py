"""How every command ends: 0, 1 where what was checked does not hold, 2 with one sentence where it cannot be used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from registry.errors import CarbonixError, FileUnusable

EXIT_FAILED, EXIT_UNUSABLE = 1, 2
AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]


@contextmanager
def one_sentence(as_json: bool = False) -> Iterator[None]:
    """Ends the command with exit code 2 and the sentence of a known error; with `as_json` as code, detail and facts."""
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read our output has seen enough
    except (CarbonixError, OSError) as fault:
        error = fault if isinstance(fault, CarbonixError) else _file_error(fault)
        if as_json:
            typer.echo(json.dumps({"code": error.name, "detail": error.sentence} | dict(error.facts), indent=2))
        else:
            console = Console(stderr=True, soft_wrap=True)
            console.print(f"{error.name}: {error.sentence}", style="red", markup=False, highlight=False)
        raise typer.Exit(EXIT_UNUSABLE) from fault


def _file_error(fault: OSError) -> FileUnusable:
    return FileUnusable(str(fault.filename or "a file"), fault.strerror or str(fault))
