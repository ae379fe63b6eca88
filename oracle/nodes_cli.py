"""Commands of the panel: who sits on it, let it agree on a report, show and check how it did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from oracle.bootstrap import open_oracle
from oracle.domain.agreement import Verdict
from oracle.domain.agreement_refusals import AgreementUnknown
from oracle.domain.agreement_round import ONE_MACHINE_NOTICE, verdict_document
from registry.adapters.input_file import read_input
from registry.bootstrap import running_registry
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.config import settings_from_environment
from registry.errors import Refused

app = typer.Typer(no_args_is_help=True, help=__doc__)
ReportHash = Annotated[str, typer.Argument(help="hash of the report, 0x hex")]
Rpc = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]


@app.command("list")
def list_seats(rpc: Rpc = None, as_json: AsJson = False) -> None:
    """List the seats of this installation's panel: address, trust domain, weight."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        seats = open_oracle(registry).nodes.seats
    if as_json:
        shown = [{"node": seat.node, "domain": seat.domain, "weight": str(seat.weight)} for seat in seats]
        typer.echo(json.dumps({"notice": ONE_MACHINE_NOTICE, "panel": shown}, indent=2))
        return
    typer.echo(ONE_MACHINE_NOTICE)
    for seat in seats:
        typer.echo(f"{seat.node}  {seat.domain}  {seat.weight}")


@app.command()
def agree(report_hash: ReportHash, rpc: Rpc = None, as_json: AsJson = False) -> None:
    """Let the panel recompute a report and agree on it; exit code 2 with the nodes' names if it does not."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        oracle = open_oracle(registry)
        round_ = oracle.nodes.agree(oracle.reports.by_hash(report_hash))
    assert round_.verdict is not None
    _show(round_.verdict, as_json)


@app.command()
def show(report_hash: ReportHash, rpc: Rpc = None) -> None:
    """Print the transcript of the newest round on a report: canonical JSON with every signed word."""
    with one_sentence(), running_registry(settings_from_environment(), rpc) as registry:
        nodes = open_oracle(registry).nodes
        round_ = nodes.rounds.newest(report_hash)
        if round_ is None:
            raise AgreementUnknown(report_hash)
        typer.echo(nodes.transcript(round_).decode())


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="a transcript, or - for standard input")], as_json: AsJson = False
) -> None:
    """Check every signature of a transcript and judge it again, without any server; exit code 1 if it does not hold."""
    from oracle.adapters.node_transcript import LARGEST_TRANSCRIPT_BYTES, check_transcript

    with one_sentence(as_json):
        content = read_input(file, LARGEST_TRANSCRIPT_BYTES)
        try:
            verdict = check_transcript(content)
        except Refused as refusal:
            typer.echo(json.dumps({"code": refusal.name, **refusal.facts}) if as_json else refusal.sentence)
            raise typer.Exit(EXIT_FAILED) from refusal
    _show(verdict, as_json)


def _show(verdict: Verdict, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(verdict_document(verdict), indent=2))
        return
    typer.echo(f"{verdict.votes} nodes, {verdict.quorum} needed: document {verdict.document_sha256 or 'none'}")
    typer.echo(f"point {verdict.point_kg} kg, lower bound {verdict.lower_bound_kg} kg")
    for node, conduct in verdict.conduct.items():
        typer.echo(f"{node}  {conduct}  {verdict.no_value.get(node, '')}".rstrip())
