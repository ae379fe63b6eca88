"""Commands on the intake: listen to devices over MQTT, import a table, make a key, see devices and refusals."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from oracle.adapters.intake_desk import IntakeDesk
from oracle.adapters.lake.bronze_log import BronzeFiles
from oracle.domain.device import Algorithm
from registry.adapters.approvals import Approvals
from registry.adapters.audit_log import AuditLog
from registry.adapters.clock import SystemClock
from registry.adapters.database import Database
from registry.adapters.input_file import read_input
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.config import Settings, settings_from_environment
from registry.errors import InvalidInput

MQTT_VERSIONS = {"3.1.1": 4, "5": 5}
SECRET_BYTES = 32

app = typer.Typer(no_args_is_help=True, help=__doc__)
Tenant = Annotated[str, typer.Option("--tenant", help="the company whose devices they are")]


@app.command()
def listen(
    broker: Annotated[str | None, typer.Option(help="HOST:PORT of a broker; else one is embedded")] = None,
    port: Annotated[int, typer.Option(help="port of the embedded broker; 0 takes a free one")] = 1883,
    version: Annotated[str, typer.Option(help="3.1.1, or 5 (not with the embedded broker)")] = "3.1.1",
) -> None:
    """Take readings over MQTT until the command is ended; each message is receipted once it is durable."""
    with one_sentence():
        if version not in MQTT_VERSIONS or (version == "5" and broker is None):
            raise InvalidInput("--version", version, "3.1.1, or 5 with --broker: the embedded one speaks 3.1.1 only")
        with _desk() as (desk, settings):
            _listen(desk, settings, broker, port, MQTT_VERSIONS[version])


@app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="CSV with the columns time, channel, value, unit; or -")],
    device: Annotated[str, typer.Option("--device", help="the device that measured it")],
    tenant: Tenant,
    as_json: AsJson = False,
) -> None:
    """Take a table of one device in; bad rows are listed by line, and the exit code is 1 if there are any."""
    from oracle.adapters.telemetry_csv import LARGEST_FILE_BYTES

    with one_sentence(as_json), _desk() as (desk, _):
        report = desk.accept_table(tenant, device, read_input(file, LARGEST_FILE_BYTES))
    if as_json:
        typer.echo(json.dumps(asdict(report), indent=2, ensure_ascii=False))
    else:
        typer.echo(f"{report.rows} rows: {report.accepted} accepted, {report.refused} refused, {report.mended} mended")
        for one in report.problems:
            typer.echo(
                f"line {one['line']}: {one['code']}: {one['field']} is {one['value']!r}, the rule: {one['rule']}"
            )
    if report.refused:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def key(
    file: Annotated[Path, typer.Argument(help="the new key file; only its owner may read it")],
    algorithm: Annotated[Algorithm, typer.Option("--algorithm")] = Algorithm.ED25519,
) -> None:
    """Make a device's key, and print what is enrolled of it."""
    from oracle.adapters.device_keys import write_device_key

    with one_sentence():
        signer = write_device_key(file, algorithm, secrets.token_bytes(SECRET_BYTES))
    typer.echo(json.dumps({"algorithm": algorithm.value, "public": signer.public}))


@app.command()
def password(
    device: Annotated[str, typer.Argument(help="the device")],
    tenant: Tenant,
) -> None:
    """Print the user and the password of a device at the embedded broker."""
    from oracle.adapters.mqtt_broker import broker_secret, password_of

    with one_sentence():
        user = f"{tenant}/{device}"
        secret = broker_secret(settings_from_environment().home)
    typer.echo(json.dumps({"user": user, "password": password_of(secret, user)}))


@app.command()
def devices(tenant: Tenant) -> None:
    """List a company's devices as JSON."""
    from oracle.adapters.device_documents import facts_of

    with one_sentence(), _desk() as (desk, _):
        found = [{**facts_of(one), "active": one.active} for one in desk.devices.of_tenant(tenant)]
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))


@app.command()
def problems(tenant: Tenant) -> None:
    """List what was refused last, the newest first."""
    with one_sentence(), _desk() as (desk, _):
        kept = desk.guard.problems(tenant)
    for one in kept:
        alarm = "ALARM " if one.alarm else ""
        typer.echo(f"{alarm}{one.code} {one.device} boot {one.boot} counter {one.counter} row {one.row}: {one.rule}")


def _listen(desk: IntakeDesk, settings: Settings, broker: str | None, port: int, version: int) -> None:
    # The brokers' libraries take half a second to load: only where they are needed.
    from oracle.adapters.mqtt_listener import listen_until_ended

    with_host, _, stated = (broker or "").rpartition(":")
    if broker is not None and not (with_host and stated.isascii() and stated.isdigit()):
        raise InvalidInput("--broker", broker, "HOST:PORT")
    running = (with_host, int(stated)) if broker is not None else None
    asyncio.run(listen_until_ended(desk, settings.home, running, port, version, typer.echo))


@contextmanager
def _desk() -> Iterator[tuple[IntakeDesk, Settings]]:
    """The intake on this home's database and log, its tables migrated; no chain is needed."""
    settings = settings_from_environment()
    database = Database(settings.database_url)
    try:
        database.migrate()
        audit_log = AuditLog(database)
        approvals, log = Approvals(database, audit_log), BronzeFiles(settings.home / "lake" / "log")
        yield IntakeDesk(database, audit_log, approvals, SystemClock(), log), settings
    finally:
        database.close()
