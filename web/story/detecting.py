"""A sensor of methane on a site: whether something was released, as the shipped rule says, and what no rule can say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from oracle.domain.release_rule import ReleaseRule
from web.story.devices import TENANT, methane_sensor, story_devices
from web.story.metec import DAY, DEVICE, SENSOR, MethaneDay, judged, methane_day
from web.story.record import Chapter, Figure, estimated, measured
from web.story.sensing import enrol, is_enrolled, readings_of, speak
from web.story.stage import Stage

UG_PER_G = 10**6


def hear_methane(stage: Stage) -> MethaneDay | None:
    """Enrols the sensor before all others, and hears it; None where its data is not at hand.

    None also where the other devices were enrolled without it: a story that was told stays as it is.
    """
    day = methane_day(stage.registry.settings.data)
    if day is None or not (is_enrolled(stage, DEVICE) or _is_unheard(stage)):
        return None
    stage.say("hearing METEC's sensor of methane over MQTT")
    sensor = methane_sensor(day)
    enrol(stage, sensor)
    speak(stage, sensor)
    return day


def tell_methane(stage: Stage, day: MethaneDay) -> Chapter:
    """What the lake kept of the sensor's day, and in how many windows the rule says release, beside the list."""
    stage.say("looking for releases of methane")
    taken, series = readings_of(stage, DEVICE), stage.oracle.lake.series(TENANT, DEVICE, "ch4", DAY)
    rule = ReleaseRule()
    verdict = judged([(point.time_s, point.value) for point in series], day.releases, rule)
    name = f"METEC sensor {SENSOR}"
    return Chapter(
        "Methane on a site",
        "Readings of a real sensor beside controlled releases (METEC ADED 2022, MIT licence) came over MQTT and went "
        "through the lake. The shipped rule says release where the highest reading of ten minutes exceeds 3 ppm, or "
        "where there is none. One sensor sees only what the wind carries to it. A concentration is no flux: how much "
        "escaped is not known from it, the sensor belongs to no project, and no credit comes of it.",
        (
            measured(f"{name}: readings received", len(day.readings)),
            measured(f"{name}: readings refused", len(day.readings) - taken),
            measured(f"{name}: minutes without a reading", DAY.length_s // 60 - len(day.readings)),
            measured(f"{name}: accepted by the lake", len(series)),
            measured(f"{name}: windows of ten minutes", verdict.windows),
            measured(f"{name}: windows without a reading", verdict.silent),
            estimated(f"{name}: windows, the rule says release", verdict.releasing),
            measured(f"{name}: windows, a release is listed", verdict.listed),
            estimated(f"{name}: windows, both say release", verdict.both),
            *_listed(day),
        ),
    )


def _is_unheard(stage: Stage) -> bool:
    return not any(is_enrolled(stage, device.id) for device in story_devices())


def _listed(day: MethaneDay) -> Iterator[Figure]:
    for release in day.releases:
        start, end = (
            datetime.fromtimestamp(at_s, UTC).strftime("%d %B %H:%M") for at_s in (release.start_s, release.end_s)
        )
        yield measured(f"listed release, {start} to {end} UTC, g CH4/h", release.rate_ug_h // UG_PER_G)
