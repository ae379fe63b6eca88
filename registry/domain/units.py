"""Units and constants that the contracts have in bytecode, under the same names: contracts/types/Units.sol."""

from __future__ import annotations

ONE_CREDIT_KG = 1000
"""One credit is 1 tCO2e; the ledger counts kilograms."""

FEE_BPS = 45
"""The trade fee, in basis points of the notional."""

BPS = 10_000
"""Basis points in a whole."""
