"""The command line of risk: keep the month, so that the next one can be compared with it; meant for a timer."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from passport.bootstrap import open_passport
from registry.bootstrap import running_registry
from registry.command_line import AsJson, one_sentence
from registry.config import settings_from_environment

risk_app = typer.Typer(no_args_is_help=True, help="Risk: months of footprints, for spikes and falls.")
NodeUrl = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]


@risk_app.callback()
def risk() -> None:
    """Risk: months of footprints, for spikes and falls."""


@risk_app.command("keep-month")
def keep_month(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """Keep this month's footprints of every company as they stand now; again in the same month replaces them."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        kept = open_passport(registry).risk.keep_every_month()
    if as_json:
        typer.echo(json.dumps(kept, indent=2, ensure_ascii=False))
        return
    for tenant, products in kept.items():
        typer.echo(f"{tenant}: {products} {'product' if products == 1 else 'products'}")
