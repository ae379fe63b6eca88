"""The command line of the ground floor: migrate, token, audit, chain status."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from registry.adapters.accounts import Accounts
from registry.adapters.clock import SystemClock
from registry.adapters.database import Database
from registry.adapters.tokens import DEFAULT_TTL_S, Tokens
from registry.bootstrap import open_registry, running_chain
from registry.config import settings_from_environment
from registry.domain.invariants import Finding
from registry.domain.roles import read_roles
from registry.errors import CarbonixError
from registry.usecases.audit_chain import audit as audit_chain

app = typer.Typer(no_args_is_help=True, help=__doc__)
chain_app = typer.Typer(no_args_is_help=True, help="What the chain is and where it stands.")
app.add_typer(chain_app, name="chain")

AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]
NodeUrl = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]
EXIT_FAILED, EXIT_UNUSABLE = 1, 2


@app.command()
def migrate() -> None:
    """Bring the database to the newest form."""
    settings = settings_from_environment()
    Database(settings.database_url).migrate()
    Console().print("the database is up to date")


@app.command()
def token(
    subject: Annotated[str, typer.Argument(help="who: a name or an e-mail address")],
    roles: Annotated[str, typer.Option(help="comma-separated roles")],
    tenant: Annotated[str, typer.Option(help="whose: the company or community")] = "demonstration",
    ttl_s: Annotated[int, typer.Option(help="seconds until the token ends", min=1)] = DEFAULT_TTL_S,
) -> None:
    """Admit an account and print a signed token for it."""
    settings, now = settings_from_environment(), SystemClock().now()
    try:
        database = Database(settings.database_url)
        database.migrate()
        caller = Accounts(database).admit(subject, tenant, read_roles(roles), now)
        typer.echo(Tokens(settings.home).issue_token(caller.subject, caller.tenant, caller.roles, now, ttl_s))
    except CarbonixError as error:
        Console(stderr=True).print(error.sentence, style="red")
        raise typer.Exit(EXIT_UNUSABLE) from error


@app.command()
def audit(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """Read the chain again and hold database and chain to the invariants; exit code 1 if one is broken."""
    try:
        findings = _findings(rpc)
    except CarbonixError as error:
        Console(stderr=True).print(error.sentence, style="red")
        raise typer.Exit(EXIT_UNUSABLE) from error
    if as_json:
        lines = [{"name": f.name, "holds": f.holds, "sentence": f.sentence} for f in findings]
        typer.echo(json.dumps(lines, indent=2))
    else:
        _print(findings)
    if not all(found.holds for found in findings):
        raise typer.Exit(EXIT_FAILED)


@chain_app.command()
def status(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """Say which chain this is, where its head stands and which contracts it carries."""
    settings = settings_from_environment()
    try:
        with running_chain(settings, rpc) as url:
            registry = open_registry(settings, url)
            head = registry.chain.head()
            facts = {"chainId": str(registry.chain.chain_id), "block": str(head.number), "hash": head.hash}
            facts |= {"time": str(head.time), "deployment": registry.deployment.id}
            facts |= {name: known.address for name, known in sorted(registry.deployment.contracts.items())}
    except CarbonixError as error:
        Console(stderr=True).print(error.sentence, style="red")
        raise typer.Exit(EXIT_UNUSABLE) from error
    if as_json:
        typer.echo(json.dumps(facts, indent=2))
        return
    for name, value in facts.items():
        typer.echo(f"{name:24}{value}")


def _findings(rpc: str | None) -> list[Finding]:
    settings = settings_from_environment()
    with running_chain(settings, rpc) as url:
        registry = open_registry(settings, url)
        registry.follow()
        stored, start = registry.projection(), registry.deployment.first_block
        intents = registry.outbox.intents()
        return audit_chain(registry.chain, registry.events, stored, intents, start=start)


def _print(findings: list[Finding]) -> None:
    table = Table("invariant", "holds", "what was found")
    for found in findings:
        table.add_row(found.name, "[green]yes[/]" if found.holds else "[red]NO[/]", found.sentence)
    Console().print(table)
