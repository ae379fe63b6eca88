"""The way from a credit to its readings and back: a reading with its number in the log, and the steps checked."""

from __future__ import annotations

from dataclasses import dataclass

from oracle.domain.bronze import BronzeReading, bronze_leaf
from registry.domain.verdict import Step


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A reading with its number in the bronze log, from 0."""

    number: int
    reading: BronzeReading

    @property
    def leaf(self) -> bytes:
        """Its leaf in its hour's tree and in its report's."""
        return bronze_leaf(self.reading)


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a walk found: steps in the order of the walk. It holds if no step failed; what was not checked says why."""

    batch: int
    report_hash: str
    steps: tuple[Step, ...]

    @property
    def holds(self) -> bool:
        """True if every step that could be checked holds."""
        return all(step.outcome != "fail" for step in self.steps)

    @property
    def sentence(self) -> str:
        """The walk in one sentence."""
        broken = next((step for step in self.steps if step.outcome == "fail"), None)
        if broken is not None:
            return f"The chain of data breaks at the step {broken.name}. {broken.sentence}"
        skipped = [step.name for step in self.steps if step.outcome == "not checked"]
        whole = f"Batch {self.batch} rests on its readings, hash by hash."
        return whole if not skipped else f"{whole} Not checked: {', '.join(skipped)}."
