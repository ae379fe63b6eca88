"""Runs opendsm's daily model in an environment of its own: days as JSON in, kWh of the later days as JSON out.

    python _opendsm_daily.py < days.json

Nothing of the house is imported here, and nothing of opendsm anywhere else.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any

warnings.filterwarnings("ignore")


def main() -> None:
    """Reads {"electricity", "fitted", "later"}; a day is [date, kWh, degrees Celsius]."""
    import pandas as pd
    from opendsm.eemeter import DailyBaselineData, DailyModel, DailyReportingData

    def frame(days: list[list[Any]]) -> pd.DataFrame:
        index = pd.DatetimeIndex([day[0] for day in days], tz="UTC")
        columns = {"temperature": [day[2] * 9 / 5 + 32 for day in days], "observed": [day[1] for day in days]}
        return pd.DataFrame(columns, index=index)

    asked = json.load(sys.stdin)
    electric = asked["electricity"]
    baseline = DailyBaselineData(frame(asked["fitted"]), is_electricity_data=electric)
    later = DailyReportingData(frame(asked["later"]), is_electricity_data=electric)
    model = DailyModel().fit(baseline, ignore_disqualification=True)
    predicted = model.predict(later, ignore_disqualification=True)["predicted"]
    days = [day.date().isoformat() for day in predicted.index]
    json.dump(dict(zip(days, map(float, predicted), strict=True)), sys.stdout)


if __name__ == "__main__":
    main()
