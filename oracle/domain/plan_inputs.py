"""Makes a methodology's inputs from gold, series and survey: the document that `carbonix quantify` reads.

What the house rounds here it rounds for the atmosphere: what earns is cut, what costs is raised, at twelve decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle.domain.channels import Channel
from oracle.domain.gold import GoldQuantity, Measure, QualityInputs, SeriesPoint
from oracle.domain.monitoring_plan import MonitoringPlan
from oracle.domain.readings import PPM, Period, utc_text
from oracle.errors import ChannelMissing
from registry.errors import InvalidInput

MONITORED_TYPE = "carbonix/monitored/2"
SURVEY_ROW_TYPE = "carbonix/survey-row/1"
HOUR_S, DAY_S = 3_600, 86_400
UWS_PER_KWH = 3_600_000 * 10**6
ML_PER_M3 = 10**6
MWH_PER_KWH = 10**6  # milliwatt-hours
DECIMALS = 12

Series = Mapping[str, Sequence[SeriesPoint]]  # by channel
Inputs = dict[str, object]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the lake knows of a plan's project over a period."""

    period: Period
    gold: tuple[GoldQuantity, ...]
    series: Series

    def one(self, channel: Channel) -> GoldQuantity:
        """The gold of the one device that has the channel. Raises ChannelMissing."""
        found = [each for each in self.gold if each.channel == channel.value]
        if len(found) != 1:
            raise ChannelMissing(channel.value, len(found))
        return found[0]

    def read_as(self, channel: Channel, measure: Measure) -> GoldQuantity:
        """The gold of a channel that is what the methodology takes it for: the standing of a register is no flow.

        Raises ChannelMissing, InvalidInput.
        """
        gold = self.one(channel)
        if gold.measure is not measure:
            raise InvalidInput(f"{channel.value}.kind", gold.measure.value, f"this methodology reads a {measure.value}")
        return gold

    def intervals_in(self, channel: Channel, measure: Measure, span_s: int) -> int:
        """How many intervals of the channel make up a span: one that lies in two hours has the flame of one of them.

        Raises as `read_as`, and InvalidInput for a cadence that does not divide the span.
        """
        gold = self.read_as(channel, measure)
        if span_s % gold.cadence_s:
            raise InvalidInput(f"{channel.value}.cadenceS", gold.cadence_s, f"a whole part of {span_s} seconds")
        return span_s // gold.cadence_s


def monitored_document(plan: MonitoringPlan, measured: Measured) -> dict[str, object]:
    """The `carbonix/monitored/2` document of the plan's period. Raises ChannelMissing."""
    period, notice = measured.period, {"notice": plan.notice} if plan.notice else {}
    return {
        "format": MONITORED_TYPE,
        "methodology": plan.methodology,
        "period": {"start": utc_text(period.start_s), "end": utc_text(period.end_s)},
        **notice,
        "inputs": {**plan.fixed, **MEASURES.get(plan.methodology, _nothing)(plan, measured)},
    }


def operating_quality(quality: QualityInputs, operating_ppm: int) -> QualityInputs:
    """Shares of the intervals in which the device can report, capped at the whole; monotone, by a stated constant."""

    def of_operating(share_ppm: int) -> int:
        return min(PPM, share_ppm * PPM // operating_ppm)

    agreement = None if quality.agreement_ppm is None else of_operating(quality.agreement_ppm)
    return QualityInputs(
        of_operating(quality.completeness_ppm),
        of_operating(quality.authenticity_ppm),
        of_operating(quality.qc_ppm),
        quality.calibration_age_days,
        agreement,
    )


def _power(_plan: MonitoringPlan, measured: Measured) -> Inputs:
    """Exported: what was above zero. Own use: what was below, and what missing intervals count as at the least."""
    power = measured.read_as(Channel.POWER, Measure.RATE)
    return {
        "exportedKwh": _cut(Fraction(power.positive, UWS_PER_KWH)),
        "ownUseKwh": _raised(Fraction(power.positive - power.total, UWS_PER_KWH)),
    }


def _flare_hours(_plan: MonitoringPlan, measured: Measured) -> Inputs:
    """Hour by hour: the flow's cubic metres, the least methane share, a flame only where every signal said so.

    What was not covered flowed nothing. Of share and flame an hour counts only where all its readings are there: a
    lost one could have been the least, and losing it must not help.
    """
    flows = _by(measured, Channel.FLOW, HOUR_S)
    shares, flames = (_whole_hours(measured, channel) for channel in (Channel.CH4_SHARE, Channel.FLAME))
    cadence_s = HOUR_S // measured.intervals_in(Channel.FLOW, Measure.RATE, HOUR_S)
    period = measured.period
    hours: list[Inputs] = []
    for number in range(period.start_s // HOUR_S, period.end_s // HOUR_S):
        volume = Fraction(sum(flows.get(number, ())) * cadence_s, HOUR_S * ML_PER_M3)
        share = {"ch4Share": _cut(Fraction(min(shares[number]), PPM))} if number in shares else {}
        flame = {"flame": min(flames[number]) == 1} if number in flames else {}
        hours.append({"gasNm3": _cut(volume), **share, **flame})
    return {"hours": hours}


def _whole_hours(measured: Measured, channel: Channel) -> dict[int, list[int]]:
    expected = measured.intervals_in(channel, Measure.RATE, HOUR_S)
    return {hour: values for hour, values in _by(measured, channel, HOUR_S).items() if len(values) >= expected}


def _by(measured: Measured, channel: Channel, span_s: int) -> dict[int, list[int]]:
    """Accepted values by the hour or day that they lie in."""
    found: dict[int, list[int]] = {}
    for point in measured.series.get(channel.value, ()):
        found.setdefault(point.time_s // span_s, []).append(point.value)
    return found


def _saving(plan: MonitoringPlan, measured: Measured) -> Inputs:
    """Sums over the whole days (UTC) that have every hour of energy and of temperature, times the like dwellings."""
    energies = _whole_days(measured, Channel.ENERGY, Measure.AMOUNT)
    temperatures = _whole_days(measured, Channel.TEMPERATURE, Measure.RATE)
    days = sorted(set(energies) & set(temperatures))
    modelled = sum((_modelled_kwh(plan, temperatures[day]) for day in days), Fraction(0))
    used = sum((Fraction(sum(energies[day]), MWH_PER_KWH) for day in days), Fraction(0))
    dwellings = int(plan.baseline.get("dwellings", "1"))
    return {
        "baselineKwh": _cut(modelled * dwellings),
        "usedKwh": _raised(used * dwellings),
        "intervals": len(days),
        "expected": measured.period.length_s // DAY_S,
    }


def _modelled_kwh(plan: MonitoringPlan, temperatures_mk: Sequence[int]) -> Fraction:
    """kWh of a day of this mean temperature by the plan's change-point curve, not below 0."""
    mean_mk, curve = round(Fraction(sum(temperatures_mk), len(temperatures_mk))), plan.baseline
    cold = Fraction(max(int(curve["heatingBelowMillikelvin"]) - mean_mk, 0), 1_000)
    warm = Fraction(max(mean_mk - int(curve["coolingAboveMillikelvin"]), 0), 1_000)
    modelled = Fraction(curve["base"]) + Fraction(curve["heating"]) * cold + Fraction(curve["cooling"]) * warm
    return max(modelled, Fraction(0))


def _whole_days(measured: Measured, channel: Channel, measure: Measure) -> dict[int, list[int]]:
    expected = measured.intervals_in(channel, measure, DAY_S)
    return {day: values for day, values in _by(measured, channel, DAY_S).items() if len(values) >= expected}


def _stocks(plan: MonitoringPlan, _measured: Measured) -> Inputs:
    """Both inventories of a forest: what is fixed of each, with the plots that the survey lists of it."""
    return {
        inventory: {**_members(plan.fixed[inventory]), "plots": _plots(plan, inventory)}
        for inventory in ("now", "last")
        if inventory in plan.fixed
    }


def _plots(plan: MonitoringPlan, inventory: str) -> list[object]:
    return [row["plot"] for row in plan.survey if row["inventory"] == inventory]


def _members(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise InvalidInput("fixed", value, "an object")
    return value


def _nothing(_plan: MonitoringPlan, _measured: Measured) -> Inputs:
    """Of a methodology that no device feeds, everything is fixed."""
    return {}


MEASURES: Mapping[str, Callable[[MonitoringPlan, Measured], Inputs]] = {
    "renewable-power@1": _power,
    "methane-destroyed@1": _flare_hours,
    "efficiency@1": _saving,
    "forestry@1": _stocks,
}


def _cut(value: Fraction) -> str:
    return _decimal(value.numerator * 10**DECIMALS // value.denominator)


def _raised(value: Fraction) -> str:
    return _decimal(-(-value.numerator * 10**DECIMALS // value.denominator))


def _decimal(scaled: int) -> str:
    """An integer of 10^-12 as a plain decimal. Amounts of a document are not negative."""
    whole, rest = divmod(scaled, 10**DECIMALS)
    return f"{whole}.{rest:0{DECIMALS}d}".rstrip("0").rstrip(".")
