"""Finds the thresholds of spike detection: the distance that one in a hundred normal histories exceeds by chance.

    python -m benchmarks.spike_thresholds [--histories 400000]

Prints the JSON of `spikes.thresholds` in passport/data/risk-signals.json; the seed is fixed, so that it repeats.
"""

from __future__ import annotations

import argparse
import json
import random

from passport.domain.spikes import THOUSANDTHS

SEED = 20261122
SHORTEST, LONGEST = 6, 24
ALARMS_IN = 100


def main() -> None:
    """Simulates each length of history and prints its threshold, rounded up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=400_000)
    histories = parser.parse_args().histories
    print(json.dumps({str(months): threshold_of(months, histories) for months in range(SHORTEST, LONGEST + 1)}))


def threshold_of(months: int, histories: int) -> int:
    """Thousandths of a MAD that the newest of normal months exceeds in 1 of ALARMS_IN histories."""
    gauss = random.Random(f"{SEED}:{months}").gauss
    scores = sorted((_score([gauss(0, 1) for _ in range(months)], gauss(0, 1)) for _ in range(histories)), reverse=True)
    return int(scores[histories // ALARMS_IN - 1] * THOUSANDTHS) + 1


def _score(history: list[float], newest: float) -> float:
    median = _median(history)
    return (newest - median) / _median([abs(value - median) for value in history])


def _median(values: list[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return (ordered[middle] + ordered[-middle - 1]) / 2


if __name__ == "__main__":
    main()
