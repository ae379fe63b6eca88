"""What a device's message, or one of its readings, is refused for: part of the tree that oracle/errors.py draws."""

from __future__ import annotations

from oracle.errors import LONGEST_SHOWN, ReadingRefused, printable
from registry.errors import InvalidInput


class ClockSkewed(ReadingRefused):
    """The device's clock and the receipt are further apart than the feed allows."""


class RegisterWentBack(ReadingRefused):
    """A cumulative register shows less than at an earlier time of the same boot."""


class TravelImpossible(ReadingRefused):
    """The device would have had to be faster than anything that carries one."""


class MessageRefused(InvalidInput):
    """A message that is left out as a whole; the messages around it stand."""

    def __init__(self, field: str, value: object, rule: str) -> None:
        super().__init__(field, printable(str(value)[:LONGEST_SHOWN]), rule)


class MessageUnreadable(MessageRefused):
    """The bytes are not what the door takes."""


class SignatureMissing(MessageRefused):
    """A device that has keys signs every message."""


class SignatureInvalid(MessageRefused):
    """The signature does not hold under the named key."""


class KeyRevoked(MessageRefused):
    """The key is no longer, or not yet, the device's."""


class CounterReplayed(MessageRefused):
    """Too far below the newest counter to be told from a replay."""


class CounterReused(MessageRefused):
    """Two different messages under one counter: the key is in two places, or the device lost its memory."""


class ClonedKey(MessageRefused):
    """An earlier boot speaks after a later one has begun: the key is in two places."""
