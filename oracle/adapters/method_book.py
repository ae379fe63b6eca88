"""The methodologies and the quality policy of the house, with the hashes of the code that they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from oracle import domain
from oracle.adapters.monitored_document import read_value
from oracle.adapters.quality_policy import quality_policy
from oracle.domain.methods.method import Method
from oracle.domain.methods.outcome import Outcome
from oracle.domain.quality_policy import QualityPolicy

FOLDER = Path(str(domain.__file__)).parent
MODEL_CODE = ("gold", "methodology", "plan_inputs", "quality_policy", "quality_score", "renewable_power")


class HouseMethods:
    """The methodologies of this house."""

    def quantify(self, document: Mapping[str, object]) -> tuple[Method[Any], Outcome]:
        """The methodology of a `carbonix/monitored/2` value, and what it answers. Raises InvalidInput."""
        monitored = read_value(document)
        return monitored.method, monitored.quantify()

    def policy(self) -> QualityPolicy:
        """The policy of quality in force."""
        return quality_policy()

    def code_hashes(self) -> dict[str, str]:
        """SHA-256 of the files that decide a quantity, 0x hex by path within the house."""
        return _code_hashes()


@cache
def _code_hashes() -> dict[str, str]:
    # Read once: a process computes with the code that it loaded, not with what is written to the file afterwards.
    files = [FOLDER / f"{name}.py" for name in MODEL_CODE] + sorted((FOLDER / "methods").glob("*.py"))
    names = [file.relative_to(FOLDER).as_posix() for file in files]
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return {f"oracle/domain/{name}": f"0x{digest}" for name, digest in zip(names, digests, strict=True)}
