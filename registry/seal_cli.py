"""The command `seal`: puts on chain what is kept here, so that nobody can change it unseen."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from registry.bootstrap import running_registry
from registry.command_line import AsJson, one_sentence
from registry.config import settings_from_environment

app = typer.Typer(no_args_is_help=True, help=__doc__)
NodeUrl = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]


@app.callback()
def seal() -> None:
    """Put on chain what is kept here."""


@app.command("audit-log")
def audit_log(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """Seal the entries of the audit log that no seal holds yet; `carbonix audit` holds them to it from then on."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        sealed = registry.seal_audit_log()
    facts = {} if sealed is None else {"seal": str(sealed.seal_id), "entries": str(sealed.size), "root": sealed.root}
    if as_json:
        typer.echo(json.dumps(facts, indent=2))
    elif sealed is None:
        typer.echo("the audit log holds nothing that is not sealed")
    else:
        typer.echo(f"seal {sealed.seal_id} holds {sealed.size} entries under {sealed.root}")
