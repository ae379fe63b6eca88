"""Photos with a place and a time, painted here: a seed gives one view, and copies of it look the same."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime
from typing import Any

from PIL import Image

GPS_IFD, EXIF_IFD = 0x8825, 0x8769


def photo(
    seed: int = 1,
    *,
    longitude: float = 98.905,
    latitude: float = 18.805,
    at: str | None = "2017-01-02 03:04:05",
    quality: int = 90,
    side: int = 320,
) -> bytes:
    """A JPEG of a view, taken somewhere; `at` is UTC, None leaves the time out."""
    return encoded(view(seed).resize((side, side)), exif_of(longitude, latitude, at), quality)


def view(seed: int) -> Image.Image:
    """A view: soft patches of light, as a landscape has."""
    chance = random.Random(seed)
    return Image.frombytes("L", (16, 16), bytes(chance.randrange(256) for _ in range(256))).convert("RGB")


def exif_of(longitude: float, latitude: float, at: str | None) -> Image.Exif:
    """EXIF data with place and, where given, the satellites' time."""
    exif = Image.Exif()
    gps: dict[int, Any] = {
        1: "S" if latitude < 0 else "N",
        2: sexagesimal(abs(latitude)),
        3: "W" if longitude < 0 else "E",
        4: sexagesimal(abs(longitude)),
    }
    if at is not None:
        moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
        gps[7] = (float(moment.hour), float(moment.minute), float(moment.second))
        gps[29] = f"{moment:%Y:%m:%d}"
    exif.get_ifd(GPS_IFD).update(gps)
    return exif


def sexagesimal(degrees: float) -> tuple[float, float, float]:
    """Degrees, minutes and seconds."""
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return float(whole), float(minutes), round(((degrees - whole) * 60 - minutes) * 60, 4)


def encoded(image: Image.Image, exif: Image.Exif | None = None, quality: int = 90) -> bytes:
    """The JPEG bytes."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, **({} if exif is None else {"exif": exif}))
    return buffer.getvalue()
