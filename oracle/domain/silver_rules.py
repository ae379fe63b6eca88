"""The rules that a reading meets on its way to silver: what each flag means, and what it excludes.

Only a rule that looks at one reading alone may exclude it: if one that looks at neighbours did, leaving one bad reading
out could bring another one back and raise the quantity. Those flag, and lower the quality score where they look no
further than the next reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntFlag

from oracle.domain.channels import Channel
from registry.errors import InvalidInput

POLICY_TYPE = "carbonix/silver-policy/1"
LARGEST_THRESHOLD = 1_000_000


class Flag(IntFlag):
    """One bit for each rule; a reading without a flag is clean."""

    UNREADABLE = 1  # the value is no plain decimal, or too large to be one
    UNIT = 2  # a unit that the channel is not measured in
    RANGE = 4  # outside of what nature, or the declared device, can show
    EXTRA = 8  # its interval is taken by an earlier reading of the same stream
    RATE = 16  # it changes faster than the policy believes
    STUCK = 32  # the same value again and again, where the channel never rests
    GAP = 64  # readings are missing right before it
    BACK = 128  # a register that stands lower than before, within one boot
    OUTLIER = 256  # far from the median of its hour of the day in its month, in deviations (MAD)
    SEASONAL = 512  # its hour is far from trend and daily course (STL residual)
    DRIFT = 1024  # its hour's distance to the neighbours wanders off (CUSUM)
    ISOLATED = 2048  # its hour's features stand apart from all others (isolation forest)


ALONE = Flag.UNREADABLE | Flag.UNIT | Flag.RANGE | Flag.EXTRA
"""What excludes a reading. EXTRA belongs here: of two readings of an interval only one can count."""

STATISTICAL = Flag.OUTLIER | Flag.SEASONAL | Flag.DRIFT | Flag.ISOLATED
"""What a month's statistics say: one bad reading can flag sixty good ones, and leaving it out would clear them all.

They are for the verifier's eyes and lower no share of clean readings. The other rules flag at most the reading after:
leaving the bad one out makes that one stand behind a gap.
"""


@dataclass(frozen=True, slots=True)
class SilverPolicy:
    """A version of the thresholds. Steps are of the stored unit per second; z values in thousandths.

    `largest_step` and `stuck_run` hold only for the channels that they name; `rests_at` is where a channel may rest.
    """

    version: str
    largest_step: Mapping[str, int]
    stuck_run: Mapping[str, int]
    rests_at: Mapping[str, int]
    outlier_milli: int
    seasonal_milli: int
    drift_slack_milli: int
    drift_limit_milli: int
    isolation_milli: int
    seed: int


def flag_names(flags: int) -> tuple[str, ...]:
    """The words of a bit set, by rising bit."""
    return tuple(str(flag.name).lower() for flag in Flag if flags & flag)


def policy_of(document: Mapping[str, object]) -> SilverPolicy:
    """The policy that a document states. Raises InvalidInput with the field that breaks a rule."""
    if document.get("type") != POLICY_TYPE:
        raise InvalidInput("type", document.get("type"), POLICY_TYPE)
    version = document.get("version")
    if not isinstance(version, str) or not version:
        raise InvalidInput("version", version, "a name")
    return SilverPolicy(
        version=version,
        largest_step=_by_channel(document, "largestStepPerSecond", 10**15),
        stuck_run=_by_channel(document, "stuckRun", LARGEST_THRESHOLD, least=2),
        rests_at=_by_channel(document, "restsAt", 10**15, least=0),
        outlier_milli=_threshold(document, "outlierMilli"),
        seasonal_milli=_threshold(document, "seasonalMilli"),
        drift_slack_milli=_threshold(document, "driftSlackMilli"),
        drift_limit_milli=_threshold(document, "driftLimitMilli"),
        isolation_milli=_threshold(document, "isolationMilli"),
        seed=_threshold(document, "seed"),
    )


def _threshold(document: Mapping[str, object], field: str) -> int:
    return _whole(field, document.get(field), 1, LARGEST_THRESHOLD)


def _by_channel(document: Mapping[str, object], field: str, most: int, least: int = 1) -> Mapping[str, int]:
    stated = document.get(field)
    if not isinstance(stated, Mapping):
        raise InvalidInput(field, stated, "an object with a whole number for each channel")
    _check_channels(field, stated)
    return {str(channel): _whole(f"{field}.{channel}", value, least, most) for channel, value in stated.items()}


def _check_channels(field: str, names: Iterable[object]) -> None:
    known = {channel.value for channel in Channel}
    for name in names:
        if name not in known:
            raise InvalidInput(field, name, f"one of {', '.join(sorted(known))}")


def _whole(field: str, value: object, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InvalidInput(field, value, f"a whole number from {least} to {most}")
    return value
