"""The commands `prove` and `verify`; verifying needs no server and no database, only the file and a root or a node."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from registry.adapters.proof_tools import EthereumProofTools, node_at
from registry.domain.verdict import Outcome, Verdict
from registry.errors import CarbonixError, InvalidInput
from registry.usecases.verify_bundle import LARGEST_BUNDLE_BYTES, verify_bundle

EXIT_FAILED, EXIT_UNUSABLE = 1, 2
MARKS: dict[Outcome, str] = {
    "pass": "[green]pass       [/]",
    "fail": "[bold red]FAIL       [/]",
    "not checked": "[yellow]not checked[/]",
}


def register(app: typer.Typer) -> None:
    """Puts both commands on a command line."""
    app.command()(prove)
    app.command()(verify)


def prove(
    certificate: Annotated[int, typer.Argument(help="number of the certificate", min=1)],
    out: Annotated[Path | None, typer.Option(help="file to write; standard output if left out")] = None,
    rpc: Annotated[str | None, typer.Option(help="a running node instead of the embedded chain")] = None,
) -> None:
    """Write the proof bundle of a retirement: one file that anybody can check."""
    try:
        with Console(stderr=True).status("reading the chain"):
            bundle = _prove(certificate, rpc)
        if out is None:
            sys.stdout.buffer.write(bundle)
            return
        out.write_bytes(bundle)
    except (CarbonixError, OSError) as error:
        raise _unusable(error) from error
    Console().print(f"{out}: proof of certificate {certificate}, {len(bundle)} bytes", soft_wrap=True, highlight=False)


def verify(
    file: Annotated[Path, typer.Argument(help="a proof bundle, or - for standard input")],
    rpc: Annotated[str | None, typer.Option(help="a node of the bundle's chain")] = None,
    root: Annotated[str | None, typer.Option(help="the seal's Merkle root, known from elsewhere")] = None,
    inputs: Annotated[bool, typer.Option("--inputs", help="unfold the values that each step compared")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Check a proof bundle, step by step: exit code 0 genuine, 1 not genuine or not proved, 2 cannot be used."""
    try:
        open_chain = None if rpc is None else node_at(rpc)
        verdict = verify_bundle(_read(file), tools=EthereumProofTools(), root=_root(root), open_chain=open_chain)
    except (CarbonixError, OSError) as error:
        raise _unusable(error) from error
    if as_json:
        typer.echo(json.dumps(_document(verdict), indent=2, ensure_ascii=False))
    else:
        _print(verdict, inputs)
    if not verdict.passed:
        raise typer.Exit(EXIT_FAILED)


def _prove(certificate: int, rpc: str | None) -> bytes:
    # Only proving needs the database: whoever verifies must not even load it.
    from registry.adapters.sealer_key import sealer_key
    from registry.bootstrap import open_registry, running_chain
    from registry.config import settings_from_environment
    from registry.usecases.prove_certificate import prove_certificate

    settings = settings_from_environment()
    with running_chain(settings, rpc) as url:
        registry = open_registry(settings, url)
        try:
            registry.follow()
            return prove_certificate(
                certificate,
                ledger=registry.projection(),
                chain=registry.chain,
                tools=EthereumProofTools(),
                store=registry.seals,
                issuer=sealer_key(settings.home, registry.chain.chain_id),
            )
        finally:
            registry.close()


def _read(file: Path) -> bytes:
    # One byte above the limit is enough for the verdict to say that the file is too large.
    if str(file) == "-":
        return sys.stdin.buffer.read(LARGEST_BUNDLE_BYTES + 1)
    with file.open("rb") as stream:
        return stream.read(LARGEST_BUNDLE_BYTES + 1)


def _root(text: str | None) -> str | None:
    if text is None or re.fullmatch(r"0x[0-9a-fA-F]{64}", text):
        return text
    raise InvalidInput("--root", text, "must be 32 bytes as 0x hex")


def _document(verdict: Verdict) -> dict[str, object]:
    steps = [
        {"name": step.name, "outcome": step.outcome, "sentence": step.sentence, "inputs": dict(step.inputs)}
        for step in verdict.steps
    ]
    summary = {"passed": verdict.passed, "failed": verdict.failed, "sentence": verdict.sentence}
    return {**summary, "notice": verdict.notice, "steps": steps}


def _print(verdict: Verdict, inputs: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for step in verdict.steps:
        console.print(f"{MARKS[step.outcome]}  {step.name:13} {escape(step.sentence)}")
        for name, value in step.inputs.items() if inputs else ():
            console.print(f"{'':14}{'':13} [dim]{escape(f'{name}: {value}')}[/]")
    if verdict.notice:
        console.print(f"[yellow]{escape(verdict.notice)}[/]")
    console.print(f"[bold {'green' if verdict.passed else 'red'}]{escape(verdict.sentence)}[/]")


def _unusable(error: Exception) -> typer.Exit:
    sentence = error.sentence if isinstance(error, CarbonixError) else str(error)
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"[red]{escape(sentence)}[/]")
    return typer.Exit(EXIT_UNUSABLE)
