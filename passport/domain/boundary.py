"""What a methodology counts: the stages between factory and hand-over that lie inside its boundary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """A stage of a product's way; scope 1, 2 and 3 in the words of the specification."""

    Manufacturing = "manufacturing"
    Warehousing = "warehousing"
    Transport = "transport"


@dataclass(frozen=True, slots=True)
class Boundary:
    """The stages inside, in a sentence and as values."""

    said: str
    stages: frozenset[Stage]

    def holds(self, stage: Stage) -> bool:
        """Whether the stage is counted."""
        return stage in self.stages


FACTORY_TO_HAND_OVER = Boundary(
    "from the factory to the hand-over: manufacturing, warehousing, transport", frozenset(Stage)
)
