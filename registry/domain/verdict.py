"""The result of a verification, step by step: pass, fail or not checked, each with one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["pass", "fail", "not checked"]

STEPS = (
    "canonical",
    "schema",
    "issuer",
    "report",
    "attestations",
    "serials",
    "inclusion",
    "root",
    "contracts",
    "certificate",
    "standing",
    "provenance",
    "corrections",
    "supply",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One check; `inputs` are the raw values that it compared, so that anybody can repeat it."""

    name: str
    outcome: Outcome
    sentence: str
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All steps of one verification, in order; `notice` is what a readable file says of its own limits."""

    steps: tuple[Step, ...]
    notice: str = ""

    @property
    def failed(self) -> str | None:
        """Name of the first step that failed."""
        return next((step.name for step in self.steps if step.outcome == "fail"), None)

    @property
    def passed(self) -> bool:
        """No step failed, and the root was checked: against a root that was given, or on chain."""
        return self.failed is None and any(step.name == "root" and step.outcome == "pass" for step in self.steps)

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        if self.failed is not None:
            first = next(step for step in self.steps if step.name == self.failed)
            return f"Not genuine: the step {first.name} fails. {first.sentence}"
        if not self.passed:
            return "Nothing is wrong inside the file, but its root was not checked: that proves nothing yet."
        impaired = next((f" {s.sentence}" for s in self.steps if s.inputs.get("status") == "impaired"), "")
        skipped = [step.name for step in self.steps if step.outcome == "not checked"]
        genuine = "Genuine." if not skipped else f"Genuine, as far as checked; not checked: {', '.join(skipped)}."
        return genuine + impaired


def passed(name: str, sentence: str, **inputs: object) -> Step:
    """A step that holds."""
    return Step(name, "pass", sentence, _texts(inputs))


def failed(name: str, sentence: str, **inputs: object) -> Step:
    """A step that does not hold."""
    return Step(name, "fail", sentence, _texts(inputs))


def not_checked(name: str, sentence: str) -> Step:
    """A step that nobody looked at, with the reason."""
    return Step(name, "not checked", sentence)


def _texts(inputs: Mapping[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in inputs.items()}
