"""Gives every word of a column its number by asking once per different word, however long the column is."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from registry.errors import InvalidInput

Meaning = Callable[[str], int]
UNKNOWN = -1


def looked_up(words: pl.Series, meaning: Meaning) -> pl.Series:
    """The numbers of the words, null where there is no word. Raises what `meaning` raises for a word that occurs."""
    coded = _coded(words)
    categories = coded.dtype.categories.to_list() if isinstance(coded.dtype, pl.Enum) else []
    numbers = pl.Series([_number(word, meaning) for word in categories] or [UNKNOWN], dtype=pl.Int64)
    found = numbers.gather(coded.to_physical())
    if found.min() == UNKNOWN:
        meaning(coded.filter(found == UNKNOWN).head(1).cast(pl.String).item())
    return found


def _number(word: str, meaning: Meaning) -> int:
    """A word without a number may stand in the list of words that a column could hold: only its use is a fault."""
    try:
        return meaning(word)
    except InvalidInput:
        return UNKNOWN


def _coded(words: pl.Series) -> pl.Series:
    if isinstance(words.dtype, pl.Enum):
        return words
    texts = words if words.dtype == pl.String else words.cast(pl.String)
    return texts.cast(pl.Enum(texts.unique(maintain_order=True).drop_nulls()))
