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

from registry.adapters.input_file import read_input
from registry.adapters.proof_tools import EthereumProofTools, node_at
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.domain.verdict import Outcome, Verdict
from registry.errors import InvalidInput
from registry.usecases.verify_bundle import LARGEST_BUNDLE_BYTES, verify_bundle

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
    with one_sentence():
        with Console(stderr=True).status("reading the chain"):
            bundle = _prove(certificate, rpc)
        if out is None:
            sys.stdout.buffer.write(bundle)
            return
        _write(out, bundle)
    Console().print(f"{out}: proof of certificate {certificate}, {len(bundle)} bytes", soft_wrap=True, highlight=False)


def verify(
    file: Annotated[Path, typer.Argument(help="a proof bundle, or - for standard input")],
    rpc: Annotated[str | None, typer.Option(help="a node of the bundle's chain")] = None,
    root: Annotated[str | None, typer.Option(help="the seal's Merkle root, known from elsewhere")] = None,
    inputs: Annotated[bool, typer.Option("--inputs", help="unfold the values that each step compared")] = False,
    as_json: AsJson = False,
) -> None:
    """Check a proof bundle, step by step: exit code 0 genuine, 1 not genuine or not proved, 2 cannot be used."""
    with one_sentence(as_json):
        open_chain = None if rpc is None else node_at(rpc)
        bundle = read_input(file, LARGEST_BUNDLE_BYTES)
        verdict = verify_bundle(bundle, tools=EthereumProofTools(), root=_root(root), open_chain=open_chain)
    if as_json:
        typer.echo(json.dumps(_document(verdict), indent=2, ensure_ascii=False))
    else:
        _print(verdict, inputs)
    if not verdict.passed:
        raise typer.Exit(EXIT_FAILED)


def _prove(certificate: int, rpc: str | None) -> bytes:
    # Only proving needs the database: whoever verifies must not even load it.
    from registry.bootstrap import running_registry
    from registry.config import settings_from_environment

    with running_registry(settings_from_environment(), rpc) as registry:
        registry.follow()
        return registry.prove(certificate)


def _write(out: Path, bundle: bytes) -> None:
    try:
        out.write_bytes(bundle)
    except OSError as fault:
        raise InvalidInput("--out", out.name, f"must be a file that can be written: {fault.strerror}") from fault


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
