"""The command line of offsets and evidence: anchor what was approved, hold and verify the evidence of a company."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated

import typer

from passport.bootstrap import open_passport
from registry.bootstrap import running_registry
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.config import settings_from_environment

offsets_app = typer.Typer(no_args_is_help=True, help="Offset certificates, beside the footprints and never in them.")
evidence_app = typer.Typer(no_args_is_help=True, help="Each company's evidence: chained, signed, time-stamped, sealed.")

NodeUrl = Annotated[str | None, typer.Option("--rpc", help="a running node instead of the embedded chain")]
Tenant = Annotated[str | None, typer.Option("--tenant", help="one company instead of all")]


@offsets_app.command("anchor")
def anchor(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """Take every approved offset as far as it goes now: used up on chain, sealed, final."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        done = open_passport(registry).offsets.anchor()
    facts = {
        "nullified": done.nullified,
        "refused": done.refused,
        "sealed": len(done.sealed),
        "anchored": done.anchored,
    }
    _say(facts, as_json)


@evidence_app.command("seal")
def seal_evidence(rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """Sign, time-stamp and seal what is new in every evidence chain."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        done = registry.mark_evidence()
    facts = {"signed": done.signed, "stamped": done.stamped, "sealed": len(done.sealed), "pending": done.pending}
    _say(facts, as_json)


@evidence_app.command("verify")
def verify_evidence(tenant: Tenant = None, rpc: NodeUrl = None, as_json: AsJson = False) -> None:
    """Check evidence from end to end; exit code 1 if a step fails."""
    with one_sentence(as_json), running_registry(settings_from_environment(), rpc) as registry:
        tenants = [tenant] if tenant else registry.evidence_chains.tenants()
        verdicts = {name: registry.verify_evidence(name) for name in tenants}
    if as_json:
        steps = {
            name: [{"name": s.name, "outcome": s.outcome, "sentence": s.sentence} for s in verdict.steps]
            for name, verdict in verdicts.items()
        }
        typer.echo(json.dumps(steps, indent=2, ensure_ascii=False))
    else:
        for name, verdict in verdicts.items():
            for step in verdict.steps:
                typer.echo(f"{name}  {step.name:12} {step.outcome:12} {step.sentence}")
    if any(verdict.failed for verdict in verdicts.values()):
        raise typer.Exit(EXIT_FAILED)


def _say(facts: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts, indent=2))
        return
    typer.echo(", ".join(f"{name} {value}" for name, value in facts.items() if value != ""))
