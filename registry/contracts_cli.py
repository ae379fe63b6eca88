"""What can be done about the deployed contracts from outside of the chain."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from registry.adapters.deployment import Deployment, load_deployment
from registry.adapters.source_files import submissions_of
from registry.adapters.source_verifiers import Door, Etherscan, Sourcify
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.config import Settings, settings_from_environment
from registry.domain.source_verification import SourceSubmission, VerifiedSource
from registry.errors import InvalidInput
from registry.ports import SourceVerifier
from registry.usecases.verify_sources import verify_sources

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def contracts() -> None:
    """The deployed contracts and their sources."""


@app.command()
def verify(
    sourcify: Annotated[str | None, typer.Option(help="a Sourcify server: https://sourcify.dev/server")] = None,
    etherscan: Annotated[str | None, typer.Option(help="an Etherscan API: https://api.etherscan.io/v2/api")] = None,
    contract: Annotated[str | None, typer.Option(help="one contract by name; all of them if left out")] = None,
    chain: Annotated[
        int | None, typer.Option(help="chain id of the deployment; may be left out if there is one")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="print what would be sent, and send nothing")] = False,
    as_json: AsJson = False,
) -> None:
    """Hand the sources of the deployed contracts to a verifier; exit code 1 unless it accepts each of them.

    Etherscan's key is read from CARBONIX_ETHERSCAN_KEY.
    """
    with one_sentence(as_json):
        settings = settings_from_environment()
        folder = settings.root / "deployments" / "standard-json"
        deployment = _deployment(settings, chain)
        submissions = submissions_of(deployment, folder, contract)
        with _verifier(sourcify, etherscan, settings.etherscan_key, deployment.chain_id) as verifier:
            if dry_run:
                _print_requests([verifier.preview(submission) for submission in submissions], as_json)
                return
            found = _verified(submissions, verifier, as_json)
    if not all(source.holds for source in found):
        raise typer.Exit(EXIT_FAILED)


def _deployment(settings: Settings, chain: int | None) -> Deployment:
    if chain is not None:
        return load_deployment(settings.deployments_dir, chain)
    known = sorted(int(file.stem) for file in settings.deployments_dir.glob("*.json") if file.stem.isdigit())
    if len(known) != 1:
        found = ", ".join(map(str, known)) or "none"
        raise InvalidInput("--chain", "", f"must name one of the recorded deployments: {found}")
    return load_deployment(settings.deployments_dir, known[0])


@contextmanager
def _verifier(sourcify: str | None, etherscan: str | None, key: str | None, chain_id: int) -> Iterator[SourceVerifier]:
    if (sourcify is None) == (etherscan is None):
        raise InvalidInput("--sourcify", sourcify or "", "exactly one of --sourcify and --etherscan must be given")
    address = sourcify or etherscan or ""
    if not address.startswith(("https://", "http://")):
        raise InvalidInput("--sourcify" if sourcify else "--etherscan", address, "must be an http or https address")
    with Door(address) as door:
        yield Sourcify(door) if sourcify else Etherscan(door, key, chain_id)


def _verified(submissions: Sequence[SourceSubmission], verifier: SourceVerifier, as_json: bool) -> list[VerifiedSource]:
    console, found = Console(highlight=False, soft_wrap=True), []
    for source in verify_sources(submissions, verifier, time.sleep):
        found.append(source)
        if not as_json:
            reason = f" ({source.reason})" if source.reason else ""
            console.print(f"{source.contract:24}{source.address}  {source.standing}{escape(reason)}")
    if as_json:
        lines = [
            {"contract": s.contract, "address": s.address, "standing": s.standing, "reason": s.reason} for s in found
        ]
        typer.echo(json.dumps(lines, indent=2))
    return found


def _print_requests(requests: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(requests, indent=2))
        return
    for request in requests:
        typer.echo(f"{request['method']} {request['url']} {json.dumps(request.get('query', {}))}")
        for name, value in request["body"].items():
            text = value if isinstance(value, str) else json.dumps(value)
            typer.echo(f"  {name}: {text if len(text) <= 200 else f'{text[:60]}... ({len(text):,} characters)'}")
