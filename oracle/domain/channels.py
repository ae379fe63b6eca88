"""What a device can measure: the channels, the integer unit that each is kept in, and what nature allows of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Channel(StrEnum):
    """A measured quantity; the value is the last part of a SenML name."""

    CO2 = "co2"
    PM2_5 = "pm2_5"
    CH4 = "ch4"
    TEMPERATURE = "temperature"
    FLOW = "flow"
    ENERGY = "energy"
    POWER = "power"
    WATER_LEVEL = "water_level"
    HUMIDITY = "humidity"
    WIND_SPEED = "wind_speed"
    CH4_SHARE = "ch4_share"
    FLAME = "flame"
    PRESSURE = "pressure"


# Stored values are integers of these units. A flow of gas is counted at 0 degC and 101,325 Pa (normal litres).
STORED_UNIT: Mapping[Channel, str] = {
    Channel.CO2: "ppb",
    Channel.PM2_5: "ng/m3",
    Channel.CH4: "ppb",
    Channel.TEMPERATURE: "mK",
    Channel.FLOW: "mL/h",
    Channel.ENERGY: "mWh",
    Channel.POWER: "uW",
    Channel.WATER_LEVEL: "um",
    Channel.HUMIDITY: "ppm",
    Channel.WIND_SPEED: "um/s",
    Channel.CH4_SHARE: "ppm",
    Channel.FLAME: "1",
    Channel.PRESSURE: "Pa",
}

# Lowest and highest stored value that anything outdoors or in a plant can show; a device declares a narrower range.
# CO2: half of the pre-industrial air to 10 %. CH4: a quarter of today's air to the lower explosive limit, 5 %.
# Temperature: -90 degC, the coldest air on record, to a flare's 1,800 degC. Water: 20 m either side of the ground.
PHYSICAL_RANGE: Mapping[Channel, tuple[int, int]] = {
    Channel.CO2: (140_000, 100_000_000),
    Channel.PM2_5: (0, 10_000_000),
    Channel.CH4: (450, 50_000_000),
    Channel.TEMPERATURE: (183_150, 2_073_150),
    Channel.FLOW: (0, 10**12),
    Channel.ENERGY: (-(10**18), 10**18),
    Channel.POWER: (-(10**16), 10**16),
    Channel.WATER_LEVEL: (-20_000_000, 20_000_000),
    Channel.HUMIDITY: (0, 1_050_000),
    Channel.WIND_SPEED: (0, 120_000_000),
    Channel.CH4_SHARE: (0, 1_000_000),
    Channel.FLAME: (0, 1),
    Channel.PRESSURE: (30_000, 2_000_000),
}
