"""Photos: place, time and look are read; what is missing, elsewhere, in the future or known is refused."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from PIL import Image

from oracle.adapters.photo_reader import LARGEST_PHOTO_BYTES, read_photo
from oracle.domain.field_refusals import PhotoDuplicated, PhotoRefused
from oracle.domain.photo import (
    SAME_PICTURE_BITS,
    KnownPhoto,
    Taken,
    bits_between,
    require_at_place_and_time,
    require_new,
)
from tests.oracle.field.photos import EXIF_IFD, encoded, exif_of, photo, view

TAKEN = int(datetime(2017, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(("longitude", "latitude"), [(98.905, 18.805), (-60.25, -3.125), (0.0, 0.0)])
def test_place_and_time_come_out_of_the_photo(longitude: float, latitude: float) -> None:
    """Must read degrees, minutes and seconds of all four quarters of the globe, and the satellites' time."""
    taken = read_photo(photo(longitude=longitude, latitude=latitude))
    assert (taken.longitude_udeg, taken.latitude_udeg) == (round(longitude * 10**6), round(latitude * 10**6))
    assert taken.taken_at == TAKEN


def test_the_cameras_time_needs_its_offset() -> None:
    """Must take the original time with an offset where the satellites' is missing, and refuse it without."""
    exif = exif_of(98.9, 18.8, None)
    exif.get_ifd(EXIF_IFD)[0x9003] = "2017:01:02 10:04:05"
    with pytest.raises(PhotoRefused, match="offset"):
        read_photo(encoded(view(1), exif))
    exif.get_ifd(EXIF_IFD)[0x9011] = "+07:00"
    assert read_photo(encoded(view(1), exif)).taken_at == TAKEN


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"", "photo"),
        (b"\xff\xd8\xff\xe0 no photo at all", "photo"),
        (photo()[:900], "photo"),
        (b"\0" * (LARGEST_PHOTO_BYTES + 1), "photo"),
        (encoded(view(1)), "place"),
        (photo(at=None), "time"),
        (encoded(Image.new("RGB", (64, 64), (9, 9, 9)), exif_of(1, 1, "2017-01-01")), "photo"),
    ],
)
def test_what_states_nothing_is_refused_by_field(content: bytes, field: str) -> None:
    """Must refuse what is no photo, has no place, no time, or shows nothing."""
    with pytest.raises(PhotoRefused) as refused:
        read_photo(content)
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize("content", [encoded(view(1)), photo(at=None)], ids=["no place", "no time"])
def test_a_photo_that_lacks_something_says_so_in_words(content: bytes) -> None:
    """Must call what the camera left out "not stated", and not by the number of its field."""
    with pytest.raises(PhotoRefused) as refused:
        read_photo(content)
    assert refused.value.facts["value"] == "not stated"


def test_copies_look_the_same_and_views_do_not() -> None:
    """Must keep copies below the limit of bits and different views far above it."""
    for seed in range(20):
        original = read_photo(photo(seed)).picture_hash
        for copy in (photo(seed, quality=40), photo(seed, side=500), photo(seed, side=120, quality=60)):
            assert bits_between(original, read_photo(copy).picture_hash) <= SAME_PICTURE_BITS
    looks = [read_photo(photo(seed)).picture_hash for seed in range(40)]
    assert min(bits_between(*pair) for pair in itertools.combinations(looks, 2)) > SAME_PICTURE_BITS


def test_a_known_photo_is_named_to_its_own_company_only() -> None:
    """Must refuse the same bytes and the same look, and not tell one company of another's photos."""
    look = "00ff00ff00ff00ff"
    ours, theirs = KnownPhoto("0x01", "here", look), KnownPhoto("0x01", "there", look)
    for sha256, other in (("0x01", "ffffffffffffffff"), ("0x02", "00ff00ff00ff00fe")):
        with pytest.raises(PhotoDuplicated) as refused:
            require_new(sha256, other if sha256 == "0x02" else look, "here", [ours])
        assert refused.value.facts["other"] == "0x01"
    with pytest.raises(PhotoDuplicated) as hidden:
        require_new("0x03", look, "here", [theirs])
    assert hidden.value.facts["other"] == "a photo of another organisation"
    require_new("0x03", "ff00ff00ff00ff00", "here", [ours, theirs])


@pytest.mark.parametrize(
    ("distance", "at", "field"), [(101, 50, "place"), (0, 9, "time"), (0, 101, "time"), (None, 200, "time")]
)
def test_a_photo_from_elsewhere_or_another_time_is_refused(distance: int | None, at: int, field: str) -> None:
    """Must take photos on the ground, from the period's begin to now, and no others."""
    with pytest.raises(PhotoRefused) as refused:
        require_at_place_and_time(Taken(0, 0, at, "0" * 16), distance, 10, 100)
    assert refused.value.facts["field"] == field
    require_at_place_and_time(Taken(0, 0, 50, "0" * 16), 100, 10, 100)
