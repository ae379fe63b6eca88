"""How much of an error amount is deducted, by how large the error is beside the estimate (T-VER-P-TOOL-01-02)."""

from __future__ import annotations

from fractions import Fraction

from oracle.domain.methods.method import Parameter

_SOURCE = "T-VER-P-TOOL-01-02, the table of CDM AR-TOOL14"
# Up to this uncertainty, in per cent of the estimate at 90 %, this share of the error amount is deducted.
STEPS = (
    (Fraction(10), Parameter("d up to 10 %", "0", "1", _SOURCE, "secondary")),
    (Fraction(15), Parameter("d up to 15 %", "0.25", "1", _SOURCE, "secondary")),
    (Fraction(20), Parameter("d up to 20 %", "0.5", "1", _SOURCE, "secondary")),
    (Fraction(30), Parameter("d up to 30 %", "0.75", "1", _SOURCE, "secondary")),
)
BEYOND = Parameter("d beyond 30 %", "1", "1", _SOURCE, "secondary")
PARAMETERS = (*(share for _, share in STEPS), BEYOND)


def deducted_share(percent: Fraction) -> Fraction:
    """The share of the error amount that is deducted."""
    return next((share.value for most, share in STEPS if percent <= most), BEYOND.value)
