"""Reads what was deployed and what it was compiled from, and lets nothing pass that does not belong together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from registry.adapters.deployment import DeployedContract, Deployment
from registry.domain.source_verification import SourceSubmission
from registry.errors import CarbonixError, InvalidInput


class SourcesDiffer(CarbonixError):
    """The Standard JSON input at hand is not the one that the deployment was compiled from."""

    def __init__(self, contract: str, recorded: str, actual: str) -> None:
        super().__init__(
            f"{contract} was deployed from the Standard JSON input {recorded}, the file at hand is {actual}: "
            "check out the commit of the deployment",
            {"contract": contract, "recorded": recorded, "actual": actual},
        )


def submissions_of(deployment: Deployment, folder: Path, contract: str | None) -> Sequence[SourceSubmission]:
    """What to submit for one contract, or for all of them. Raises InvalidInput, SourcesDiffer, OSError."""
    if contract is not None and contract not in deployment.contracts:
        raise InvalidInput("--contract", contract, f"must be one of {', '.join(sorted(deployment.contracts))}")
    names = sorted(deployment.contracts) if contract is None else [contract]
    return [_submission(deployment, name, deployment.contracts[name], folder) for name in names]


def _submission(deployment: Deployment, name: str, deployed: DeployedContract, folder: Path) -> SourceSubmission:
    text = (folder / f"{name}.json").read_bytes()
    actual = "0x" + hashlib.sha256(text).hexdigest()
    if actual != deployed.standard_input_sha256:
        raise SourcesDiffer(name, deployed.standard_input_sha256 or "of no record", actual)
    return SourceSubmission(
        chain_id=deployment.chain_id,
        contract=name,
        address=deployed.address,
        source=deployed.source,
        compiler=deployment.compiler["version"],
        standard_input=text.decode(),
        constructor_data=deployed.constructor_data,
        creation_transaction=deployed.transaction,
    )
