"""Refusals of the field: series, boundaries, photos and inspections; their place is in the tree of oracle/errors.py."""

from __future__ import annotations

from collections.abc import Sequence

from oracle.errors import ReadingRefused
from registry.errors import CarbonixError, InvalidInput, NotFound, Refused

MOST_ROWS_SHOWN = 20


class FluxRowRefused(ReadingRefused):
    """One row of a series of net fluxes that cannot be read exactly, or overlaps another."""


class SeriesRefused(InvalidInput):
    """A series with bad rows is refused whole: each row that is left out would be a gap of somebody's choice."""

    def __init__(self, rows: Sequence[ReadingRefused]) -> None:
        shown = "; ".join(row.sentence for row in rows[:MOST_ROWS_SHOWN])
        more = f"; and {len(rows) - MOST_ROWS_SHOWN} more" if len(rows) > MOST_ROWS_SHOWN else ""
        first = rows[0].facts
        facts = {"field": first["field"], "value": first["value"], "rule": first["rule"], "refusedRows": len(rows)}
        listed = ",".join(row.facts["row"] for row in rows[:MOST_ROWS_SHOWN])
        CarbonixError.__init__(self, f"the series is not used: {shown}{more}", facts | {"rows": listed})


class BoundaryCrossesItself(InvalidInput):
    """A ring whose edges cross encloses no area that two people would agree on."""

    def __init__(self, reason: str, longitude: str, latitude: str) -> None:
        super().__init__("geometry", reason, f"edges cross at longitude {longitude}, latitude {latitude}")
        self.facts = {**self.facts, "longitude": longitude, "latitude": latitude}


class PhotoRefused(InvalidInput):
    """A photo that cannot be read, or does not state where and when it was taken."""


class BoundaryOverlaps(Refused):
    """The ground belongs to another project; areas in m2, shares in ppm of the smaller of the two."""

    def __init__(self, project: int, other: str, overlap_m2: int, share_ppm: int, allowed_ppm: int) -> None:
        facts = {"project": project, "other": other, "overlapM2": overlap_m2, "sharePpm": share_ppm}
        sentence = (
            f"project {project} and project {other} share {overlap_m2} m2, {share_ppm} ppm of the smaller one; "
            f"allowed are {allowed_ppm} ppm"
        )
        super().__init__("BoundaryOverlaps", facts | {"allowedPpm": allowed_ppm}, sentence)


class ProjectSplit(Refused):
    """Parts of one project that are registered as several small ones; masses in t of CO2e a year, distance in m."""

    def __init__(self, projects: Sequence[int], total_t: int, threshold_t: int, within_m: int) -> None:
        named = ", ".join(map(str, projects))
        facts = {"projects": named, "totalTonnes": total_t, "thresholdTonnes": threshold_t, "withinMetres": within_m}
        sentence = (
            f"projects {named} of one owner lie within {within_m} m of each other and expect {total_t} t a year "
            f"together; a small project ends at {threshold_t} t"
        )
        super().__init__("ProjectSplit", facts, sentence)


class VerifierConflicted(Refused):
    """Somebody who stands with the owner cannot inspect its claim."""

    def __init__(self, verifier: str, organisation: str, reason: str) -> None:
        facts = {"verifier": verifier, "organisation": organisation, "reason": reason}
        super().__init__("VerifierConflicted", facts, f"{verifier} cannot inspect this claim: {reason}")


class VerifierConcentrated(Refused):
    """An owner whose claims always go to the same organisation."""

    def __init__(self, organisation: str, owner: str, share_ppm: int, allowed_ppm: int, claims: int) -> None:
        facts = {"organisation": organisation, "owner": owner, "sharePpm": share_ppm, "allowedPpm": allowed_ppm}
        sentence = (
            f"organisation {organisation} would have inspected {share_ppm} ppm of {claims} claims of {owner}; "
            f"allowed are {allowed_ppm} ppm"
        )
        super().__init__("VerifierConcentrated", facts | {"claims": claims}, sentence)


class ChecklistIncomplete(Refused):
    """An inspection is signed when each point of its methodology's list was answered with yes."""

    def __init__(self, inspection: str, unanswered: Sequence[str], failed: Sequence[str]) -> None:
        facts = {"inspection": inspection, "unanswered": ", ".join(unanswered), "failed": ", ".join(failed)}
        sentence = f"inspection {inspection} has no answer to {len(unanswered)} points and no to {len(failed)}"
        super().__init__("ChecklistIncomplete", facts, sentence)


class PhotoDuplicated(Refused):
    """A photo that stands elsewhere already; `distance` is the number of differing bits of the perceptual hashes."""

    def __init__(self, photo: str, other: str, distance: int) -> None:
        facts = {"photo": photo, "other": other, "distance": distance}
        sentence = f"photo {photo} shows what {other} shows: {distance} of 64 bits differ"
        super().__init__("PhotoDuplicated", facts, sentence)


class InspectionSigned(Refused):
    """What was signed stays as it was signed."""

    def __init__(self, inspection: str) -> None:
        super().__init__("InspectionSigned", {"inspection": inspection}, f"inspection {inspection} is signed")


class BoundaryUnknown(NotFound):
    """The project has no boundary here."""

    def __init__(self, project: int) -> None:
        super().__init__("boundary of project", project)


class InspectionUnknown(NotFound):
    """The caller's organisation has no inspection of this id."""

    def __init__(self, inspection: str) -> None:
        super().__init__("inspection", inspection)
