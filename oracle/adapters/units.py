"""Turns values as received into integers of the stored units: pint says what a unit is, fractions keep it exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from oracle.domain.channels import Channel
from registry.errors import InvalidInput

# Units by the names that devices write (SenML registry, RFC 8798, UCUM), each as pint knows it. The first is preferred.
_GAS = {"ppm": "ppm", "ppb": "ppb", "[ppm]": "ppm", "[ppb]": "ppb", "%": "percent"}
_SHARE = {"%": "percent", "/100": "percent", "%RH": "percent", "/": "dimensionless", "ppm": "ppm"}
_POWER = {"W": "watt", "kW": "kilowatt", "MW": "megawatt", "mW": "milliwatt"}
_ENERGY = {
    "kWh": "kilowatt_hour",
    "Wh": "watt_hour",
    "MWh": "megawatt_hour",
    "J": "joule",
    "kJ": "kilojoule",
    "MJ": "megajoule",
    "GJ": "gigajoule",
}
_VOLUME_RATE = {
    "m3/h": "meter**3/hour",
    "m3/s": "meter**3/second",
    "L/h": "liter/hour",
    "l/h": "liter/hour",
    "L/min": "liter/minute",
    "l/min": "liter/minute",
    "l/s": "liter/second",
}
SPELT: Mapping[Channel, Mapping[str, str]] = {
    Channel.CO2: _GAS,
    Channel.PM2_5: {"ug/m3": "microgram/meter**3", "mg/m3": "milligram/meter**3", "ng/m3": "nanogram/meter**3"},
    Channel.CH4: _GAS,
    Channel.TEMPERATURE: {"Cel": "degC", "K": "kelvin", "[degF]": "degF"},
    Channel.FLOW: _VOLUME_RATE,
    Channel.ENERGY: _ENERGY,
    Channel.POWER: _POWER,
    Channel.WATER_LEVEL: {"m": "meter", "cm": "centimeter", "mm": "millimeter"},
    Channel.HUMIDITY: _SHARE,
    Channel.WIND_SPEED: {"m/s": "meter/second", "km/h": "kilometer/hour"},
    Channel.CH4_SHARE: _SHARE,
    Channel.FLAME: {"/": "dimensionless", "1": "dimensionless"},
    Channel.PRESSURE: {"Pa": "pascal", "hPa": "hectopascal", "kPa": "kilopascal", "bar": "bar"},
}
STORED_IN_PINT: Mapping[Channel, str] = {
    Channel.CO2: "ppb",
    Channel.PM2_5: "nanogram/meter**3",
    Channel.CH4: "ppb",
    Channel.TEMPERATURE: "millikelvin",
    Channel.FLOW: "milliliter/hour",
    Channel.ENERGY: "milliwatt_hour",
    Channel.POWER: "microwatt",
    Channel.WATER_LEVEL: "micrometer",
    Channel.HUMIDITY: "ppm",
    Channel.WIND_SPEED: "micrometer/second",
    Channel.CH4_SHARE: "ppm",
    Channel.FLAME: "dimensionless",
    Channel.PRESSURE: "pascal",
}


SHOWN_DIGITS = 12

# Thirty digits of a value times a factor of twelve, with room: nothing is ever rounded before the end.
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Scale:
    """stored = value x factor + offset, exactly."""

    factor: Fraction
    offset: Fraction

    def apply(self, value: str) -> int:
        """The stored integer; half a stored unit goes to the even one, in favour of nobody."""
        if self.factor.denominator == 1 and self.offset.denominator == 1:
            # Decimal is C where Fraction is Python: ten times as fast, and here as exact.
            exact = _EXACT.fma(Decimal(value), self.factor.numerator, self.offset.numerator)
            return int(exact.to_integral_value(ROUND_HALF_EVEN))
        return round(Fraction(value) * self.factor + self.offset)


class HouseUnits:
    """The unit book of the house."""

    def stored(self, channel: Channel, unit: str, value: str) -> int:
        """The value in the channel's stored unit. Raises InvalidInput for a unit that the channel does not have."""
        return scale_of(channel, unit).apply(value)

    def likely(self, channel: Channel, value: str, lowest: int, highest: int) -> str | None:
        """The first unit of the channel in which the number would lie from `lowest` to `highest`."""
        units = SPELT[channel]
        return next((one for one in units if lowest <= scale_of(channel, one).apply(value) <= highest), None)

    def shown(self, channel: Channel, unit: str, stored: int) -> str:
        """The stored value as a decimal text in the unit, to 12 digits after the point."""
        scale = scale_of(channel, unit)
        exact = (Fraction(stored) - scale.offset) / scale.factor
        whole = round(exact * 10**SHOWN_DIGITS)
        text = f"{_EXACT.scaleb(Decimal(whole), -SHOWN_DIGITS):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def scale_of(channel: Channel, unit: str) -> Scale:
    """How a unit of a channel becomes its stored unit. Raises InvalidInput, naming the units that the channel has."""
    spelt = SPELT[channel].get(unit)
    if spelt is None:
        raise InvalidInput("unit", unit, f"one of {', '.join(SPELT[channel])} for {channel.value}")
    zero, one = (_converted(spelt, STORED_IN_PINT[channel], number) for number in (Fraction(0), Fraction(1)))
    return Scale(one - zero, zero)


def _converted(spelt: str, stored: str, number: Fraction) -> Fraction:
    quantity = _registry().Quantity(number, spelt)
    return Fraction(quantity.to(stored).magnitude)


@cache
def _registry() -> Any:
    # pint takes a quarter of a second to read its definitions: only where a unit is met for the first time.
    from pint import UnitRegistry

    registry: Any = UnitRegistry(non_int_type=Fraction)
    registry.define("ppb = ppm / 1000")
    return registry
