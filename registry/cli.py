"""The command line of the ground floor: migrate, token, audit, chain status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from registry.adapters.accounts import Accounts
from registry.adapters.clock import SystemClock
from registry.adapters.database import Database
from registry.adapters.tokens import DEFAULT_TTL_S, LONGEST_TTL_S, Tokens
from registry.bootstrap import running_registry
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.config import Settings, settings_from_environment
from registry.contracts_cli import app as contracts_app
from registry.domain.invariants import Finding
from registry.domain.roles import Role, read_roles
from registry.errors import InvalidInput
from registry.key_cli import app as key_app
from registry.outbox_cli import app as outbox_app
from registry.seal_cli import app as seal_app

app = typer.Typer(no_args_is_help=True, help=__doc__)
chain_app = typer.Typer(no_args_is_help=True, help="What the chain is and where it stands.")
app.add_typer(chain_app, name="chain")
app.add_typer(contracts_app, name="contracts")
app.add_typer(key_app, name="key")
app.add_typer(outbox_app, name="outbox")
app.add_typer(seal_app, name="seal")

NodeUrl = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]


@app.command()
def migrate() -> None:
    """Bring the database to the newest form."""
    with one_sentence(), _database(settings_from_environment()) as database:
        database.migrate()
    Console().print("the database is up to date")


@app.command()
def token(
    subject: Annotated[str, typer.Argument(help="who: a name or an e-mail address")],
    roles: Annotated[str, typer.Option(help="comma-separated roles")],
    tenant: Annotated[str, typer.Option(help="whose: the company or community")] = "demonstration",
    ttl_s: Annotated[int, typer.Option(help="seconds until the token ends", min=1, max=LONGEST_TTL_S)] = DEFAULT_TTL_S,
) -> None:
    """Admit an account and print a signed token for it."""
    now = SystemClock().now()
    with one_sentence():
        settings, held = settings_from_environment(), read_roles(roles)
        if not held:
            raise InvalidInput("roles", roles, f"must be at least one of {', '.join(Role)}")
        with _database(settings) as database:
            database.migrate()
            caller = Accounts(database).admit(subject, tenant, held, now)
        typer.echo(Tokens(settings.home).issue_token(caller.subject, caller.tenant, caller.roles, now, ttl_s))


@app.command()
def audit(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """Read the chain again and hold database and chain to the invariants; exit code 1 if one is broken."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        findings = registry.audit()
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
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        head = registry.chain.head()
        facts = {"chainId": str(registry.chain.chain_id), "block": str(head.number), "hash": head.hash}
        facts |= {"time": str(head.time), "deployment": registry.deployment.id}
        facts |= {name: known.address for name, known in sorted(registry.deployment.contracts.items())}
    if as_json:
        typer.echo(json.dumps(facts, indent=2))
        return
    for name, value in facts.items():
        typer.echo(f"{name:24}{value}")


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


def _print(findings: list[Finding]) -> None:
    table = Table("invariant", "holds", "what was found")
    for found in findings:
        table.add_row(found.name, "[green]yes[/]" if found.holds else "[red]NO[/]", found.sentence)
    Console().print(table)
