"""Reads a photo: place and time out of its EXIF data, and its look out of its pixels; Pillow decodes both."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from oracle.domain.field_refusals import PhotoRefused
from oracle.domain.photo import ACROSS, DOWN, Taken, picture_hash, udeg_of

LARGEST_PHOTO_BYTES = 12_000_000
MOST_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
GPS_IFD, EXIF_IFD = 0x8825, 0x8769
LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE, GPS_TIME, GPS_DATE = 1, 2, 3, 4, 7, 29
TAKEN, TAKEN_OFFSET = 0x9003, 0x9011


def read_photo(content: bytes) -> Taken:
    """What a photo states of itself. Raises PhotoRefused for whatever it lacks."""
    if len(content) > LARGEST_PHOTO_BYTES:
        raise PhotoRefused("photo", f"{len(content)} bytes", f"at most {LARGEST_PHOTO_BYTES}")
    try:
        gps, exif, grey = _decoded(content)
    except PhotoRefused:
        raise
    except Exception as fault:  # a hostile file may break the decoder anywhere
        raise PhotoRefused("photo", type(fault).__name__, f"must be a whole photo, {', '.join(FORMATS)}") from fault
    try:
        longitude = udeg_of(_three(gps[LONGITUDE]), str(gps[LONGITUDE_REF]), "W")
        latitude = udeg_of(_three(gps[LATITUDE]), str(gps[LATITUDE_REF]), "S")
    except (KeyError, ValueError, TypeError, ZeroDivisionError) as fault:
        raise PhotoRefused(
            "place", _stated(fault), "the photo states its place (EXIF GPS latitude and longitude)"
        ) from fault
    if abs(longitude) > 180_000_000 or abs(latitude) > 90_000_000:
        raise PhotoRefused("place", f"{longitude}, {latitude}", "micro-degrees of a place on Earth")
    return Taken(longitude, latitude, _time(gps, exif), picture_hash(grey))


def _decoded(content: bytes) -> tuple[Mapping[int, Any], Mapping[int, Any], list[int]]:
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:  # asked before a single pixel is decoded
            raise PhotoRefused("photo", f"{image.width} x {image.height} pixels", f"at most {MOST_PIXELS}")
        exif = image.getexif()
        grey = image.convert("L").resize((ACROSS, DOWN), Image.Resampling.LANCZOS)
        return exif.get_ifd(GPS_IFD), exif.get_ifd(EXIF_IFD), list(grey.tobytes())


def _three(value: Any) -> tuple[Fraction, Fraction, Fraction]:
    first, second, third = (Fraction(int(one.numerator), int(one.denominator)) for one in value)
    return first, second, third


def _time(gps: Mapping[int, Any], exif: Mapping[int, Any]) -> int:
    """The satellites' time where the photo has it, else the camera's with its offset."""
    try:
        if GPS_DATE in gps and GPS_TIME in gps:
            hours, minutes, seconds = (int(one) for one in gps[GPS_TIME])
            day = datetime.strptime(str(gps[GPS_DATE]).strip("\0 "), "%Y:%m:%d").replace(tzinfo=UTC)
            return int(day.timestamp()) + hours * 3600 + minutes * 60 + seconds
        stated = f"{exif[TAKEN]}{exif[TAKEN_OFFSET]}".replace("\0", "")
        return int(datetime.strptime(stated, "%Y:%m:%d %H:%M:%S%z").timestamp())
    except (KeyError, ValueError, TypeError, OverflowError) as fault:
        rule = "the photo states its time: EXIF GPS date and time, or the original time with its offset"
        raise PhotoRefused("time", _stated(fault), rule) from fault


def _stated(fault: Exception) -> str:
    """A field that is not there is named by its EXIF number, which tells a photographer nothing."""
    return "not stated" if isinstance(fault, KeyError) else str(fault)
