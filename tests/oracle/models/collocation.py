"""An invented collocation in the form of the UCI file: SIMULATED, drawn from a seed, the same on every machine."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

HOURS = 400
COLUMNS = (
    "Date;Time;CO(GT);PT08.S1(CO);NMHC(GT);C6H6(GT);PT08.S2(NMHC);NOx(GT);PT08.S3(NOx);NO2(GT);PT08.S4(NO2);"
    "PT08.S5(O3);T;RH;AH"
)
FIRST = datetime(2024, 3, 10, 18, tzinfo=UTC)
SEED = 7


def lines(hours: int = HOURS) -> list[list[str]]:
    """Rows of decimal text with points: a concentration, and sensors that answer to it and to the weather."""
    drawn = random.Random(SEED)
    found = []
    for hour in range(hours):
        at, truth, warm = FIRST + timedelta(hours=hour), 1 + 2 * drawn.random(), 10 + 15 * drawn.random()
        sensors = [round(800 + slope * truth * 100 + 5 * warm + drawn.gauss(0, 10)) for slope in (1, 2, -1, 3, 1)]
        s1, s2, s3, s4, s5 = map(str, sensors)
        air = [f"{warm:.1f}", f"{40 + warm:.1f}", f"{warm / 15:.4f}"]
        values = [f"{truth:.1f}", s1, "-200", f"{truth * 4:.1f}", s2, "166", s3, f"{truth * 50:.0f}", s4, s5, *air]
        found.append([f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", *values])
    return found


def collocation(hours: int = HOURS) -> bytes:
    """The file with commas and decimal points."""
    return "\n".join([COLUMNS.replace(";", ","), *(",".join(line) for line in lines(hours))]).encode()


def original_form(hours: int = HOURS) -> bytes:
    """The same in the original's form: semicolons, decimal commas, days first, and empty lines at the end."""
    body = []
    for line in lines(hours):
        at = datetime.fromisoformat(f"{line[0]} {line[1]}")
        cells = [f"{at:%d/%m/%Y}", f"{at:%H.%M.%S}", *(cell.replace(".", ",") for cell in line[2:])]
        body.append(";".join(cells) + ";;")
    return "\n".join([COLUMNS + ";;", *body, ";" * 16, ";" * 16]).encode()
