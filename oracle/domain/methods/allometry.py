"""Dry mass above ground of a tree from its diameter and height, by equations that know what they were made for.

Sources: Ogawa 1965, Chave 2014 equation 4, Tsutsumi 1983, Komiyama 2005, as named in each entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from oracle.domain.methods.amounts import Centimetres, Density, Metres
from oracle.domain.methods.exact import plain, power, shown
from oracle.errors import OutOfDomain
from registry.errors import InvalidInput

SMALLEST_COUNTED_CM = Fraction("4.5")  # TGO's least diameter at breast height, secondary


@dataclass(frozen=True, slots=True)
class Tree:
    """A measured tree: diameter at breast height, height, and wood density where the equation takes it."""

    equation: str
    diameter_cm: Centimetres
    height_m: Metres | None = None
    wood_density: Density | None = None


@dataclass(frozen=True, slots=True)
class Equation:
    """An allometric equation with its domain. Bounds whose source was not read are a rule of the house."""

    source: str
    confidence: str
    formula: str
    forest: str
    most_cm: Fraction
    bounds_from: str
    takes_height: bool
    takes_density: bool
    mass: Callable[[Fraction, Fraction, Fraction], Fraction]


def _slenderness(diameter_cm: Fraction, height_m: Fraction) -> Fraction:
    return diameter_cm**2 * height_m


def _ogawa(diameter_cm: Fraction, height_m: Fraction, _density: Fraction) -> Fraction:
    x = _slenderness(diameter_cm, height_m)
    wood = Fraction("0.0396") * power(x, Fraction("0.933")) + Fraction("0.00349") * power(x, Fraction("1.030"))
    return wood + 1 / (28 / wood + Fraction("0.025"))


def _chave(diameter_cm: Fraction, height_m: Fraction, density: Fraction) -> Fraction:
    return Fraction("0.0673") * power(density * _slenderness(diameter_cm, height_m), Fraction("0.976"))


def _tsutsumi(diameter_cm: Fraction, height_m: Fraction, _density: Fraction) -> Fraction:
    x = _slenderness(diameter_cm, height_m)
    stem = Fraction("0.0509") * power(x, Fraction("0.919"))
    branch = Fraction("0.00893") * power(x, Fraction("0.977"))
    return stem + branch + Fraction("0.0140") * power(x, Fraction("0.669"))


def _komiyama(diameter_cm: Fraction, _height_m: Fraction, density: Fraction) -> Fraction:
    return Fraction("0.251") * density * power(diameter_cm, Fraction("2.46"))


_HOUSE = "a bound of the house: the paper's own was not read"
EQUATIONS: Mapping[str, Equation] = {
    "ogawa1965": Equation(
        "Ogawa 1965",
        "secondary",
        "x = D^2 H; stem 0.0396 x^0.933 + branch 0.00349 x^1.030 + leaf 1/(28/(stem+branch)+0.025)",
        "mixed deciduous and dry dipterocarp forest",
        Fraction(80),
        _HOUSE,
        True,
        False,
        _ogawa,
    ),
    "chave2014": Equation(
        "Chave 2014 equation 4",
        "read",
        "0.0673 (rho D^2 H)^0.976",
        "tropical forest of any kind",
        Fraction(212),
        "5 to 212 cm in its data, from memory",
        True,
        True,
        _chave,
    ),
    "tsutsumi1983": Equation(
        "Tsutsumi 1983",
        "memory",
        "x = D^2 H; stem 0.0509 x^0.919 + branch 0.00893 x^0.977 + leaf 0.0140 x^0.669",
        "evergreen forest",
        Fraction(80),
        _HOUSE,
        True,
        False,
        _tsutsumi,
    ),
    "komiyama2005": Equation(
        "Komiyama 2005",
        "memory",
        "0.251 rho D^2.46",
        "mangrove",
        Fraction(49),
        "up to 49 cm in its data, from memory",
        False,
        True,
        _komiyama,
    ),
}


def tree_kg(tree: Tree, where: str) -> Fraction:
    """Dry mass above ground, kg; 0 below the least diameter that is counted.

    Raises InvalidInput for an unknown equation or a measure that it needs, OutOfDomain beyond what it was made for.
    """
    equation = EQUATIONS.get(tree.equation)
    if equation is None:
        raise InvalidInput(f"{where}.equation", tree.equation, f"one of {', '.join(EQUATIONS)}")
    if tree.diameter_cm > equation.most_cm:
        domain = f"diameters up to {shown(equation.most_cm)} cm ({equation.bounds_from})"
        raise OutOfDomain(f"{where}.diameterCm", shown(tree.diameter_cm), equation.source, domain)
    if tree.diameter_cm < SMALLEST_COUNTED_CM:
        return Fraction(0)
    height = _needed(tree.height_m, equation.takes_height, f"{where}.heightM", equation)
    density = _needed(tree.wood_density, equation.takes_density, f"{where}.woodDensity", equation)
    return plain(equation.mass(tree.diameter_cm, height, density))


def _needed(value: Fraction | None, taken: bool, field: str, equation: Equation) -> Fraction:
    if not taken:
        return Fraction(0)
    if value is None or value == 0:
        raise InvalidInput(field, value, f"above 0: {equation.source} takes it")
    return value
