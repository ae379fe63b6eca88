"""Two-sided quantiles of Student's t: how many standard errors an interval reaches when the error is itself estimated.

Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, rounded up at the third decimal; a test computes the
entries again with scipy.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from registry.errors import InvalidInput

# By confidence in percent; place i holds i + 1 degrees of freedom.
TABLE: Mapping[int, tuple[str, ...]] = {
    90: (
        "6.314",
        "2.920",
        "2.354",
        "2.132",
        "2.016",
        "1.944",
        "1.895",
        "1.860",
        "1.834",
        "1.813",
        "1.796",
        "1.783",
        "1.771",
        "1.762",
        "1.754",
        "1.746",
        "1.740",
        "1.735",
        "1.730",
        "1.725",
        "1.721",
        "1.718",
        "1.714",
        "1.711",
        "1.709",
        "1.706",
        "1.704",
        "1.702",
        "1.700",
        "1.698",
    ),
    95: (
        "12.707",
        "4.303",
        "3.183",
        "2.777",
        "2.571",
        "2.447",
        "2.365",
        "2.307",
        "2.263",
        "2.229",
        "2.201",
        "2.179",
        "2.161",
        "2.145",
        "2.132",
        "2.120",
        "2.110",
        "2.101",
        "2.094",
        "2.086",
        "2.080",
        "2.074",
        "2.069",
        "2.064",
        "2.060",
        "2.056",
        "2.052",
        "2.049",
        "2.046",
        "2.043",
    ),
    99: (
        "63.657",
        "9.925",
        "5.841",
        "4.605",
        "4.033",
        "3.708",
        "3.500",
        "3.356",
        "3.250",
        "3.170",
        "3.106",
        "3.055",
        "3.013",
        "2.977",
        "2.947",
        "2.921",
        "2.899",
        "2.879",
        "2.861",
        "2.846",
        "2.832",
        "2.819",
        "2.808",
        "2.797",
        "2.788",
        "2.779",
        "2.771",
        "2.764",
        "2.757",
        "2.750",
    ),
}
# Beyond the table, the quantile of the next lower entry holds: more freedom never widens.
BEYOND: Mapping[int, tuple[tuple[int, str], ...]] = {
    90: ((200, "1.653"), (120, "1.658"), (60, "1.671"), (40, "1.684")),
    95: ((200, "1.972"), (120, "1.980"), (60, "2.001"), (40, "2.022")),
    99: ((200, "2.601"), (120, "2.618"), (60, "2.661"), (40, "2.705")),
}


def quantile(confidence_percent: int, freedom: int) -> Fraction:
    """t for a two-sided interval; between entries that of the lower freedom, which is the wider.

    Raises InvalidInput for a confidence that the table lacks, or no freedom at all.
    """
    if confidence_percent not in TABLE:
        raise InvalidInput("confidence", confidence_percent, f"must be one of {', '.join(map(str, TABLE))} percent")
    if freedom < 1:
        raise InvalidInput("freedom", freedom, "must be at least 1")
    listed = TABLE[confidence_percent]
    far = next((text for least, text in BEYOND[confidence_percent] if freedom >= least), None)
    return Fraction(far if far is not None else listed[min(freedom, len(listed)) - 1])
