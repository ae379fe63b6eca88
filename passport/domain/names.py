"""Makes one name of its spellings: "Air Short-Haul", "air_short_haul" and "air short haul" are the same mode."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s_\-]+")
_WORD = re.compile(r"[^\W_]+")


def plain_name(text: str) -> str:
    """Lower case, words apart by one space."""
    return _SEPARATORS.sub(" ", text).strip().casefold()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a name in lower case; whatever is neither letter nor digit parts them: "DHL, Inc." holds dhl."""
    return tuple(_WORD.findall(text.casefold()))
