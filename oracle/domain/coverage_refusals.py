"""What the watch over coverage refuses, grown from the tree of registry and drawn with the rest in oracle/errors.py."""

from __future__ import annotations

from registry.errors import Refused


class IssuanceHeld(Refused):
    """Fewer truths lay above the lower bounds than chance explains: nothing is issued under the methodology."""

    def __init__(self, methodology: str, covered: int, judged: int, promised_ppm: int) -> None:
        facts = {"methodology": methodology, "covered": covered, "judged": judged, "promisedPpm": promised_ppm}
        sentence = (
            f"issuance under {methodology} is held: its bounds covered {covered} of the last {judged} truths, "
            f"promised are {promised_ppm} ppm"
        )
        super().__init__("IssuanceHeld", facts, sentence)


class OutcomeDiffers(Refused):
    """An outcome is recorded once; another one for the same period is not taken."""

    def __init__(self, project: int, start_s: int, recorded: str, given: str) -> None:
        facts = {"project": project, "periodStart": start_s, "recorded": recorded, "given": given}
        sentence = f"project {project}, period from {start_s}: recorded is {recorded}, given {given}"
        super().__init__("OutcomeDiffers", facts, sentence)
