"""Writes a page's joined lines: each glyph by its code, each word with marks beside its own text, once.

The text beside a word serves readers that sort letters by their place.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
)

from passport.adapters.pdf_fonts import CODE_BYTES
from passport.adapters.pdf_pieces import Glyph, Item, Operation, Rise, Shown


def content_of(writer: PdfWriter, lines: Sequence[Operation | Shown]) -> Any:
    """The content stream of the page, added to the document."""
    content = ContentStream(None, writer)
    content.operations = [step for piece in lines for step in _operations(piece)]
    plain = StreamObject()
    plain.set_data(content.get_data())
    return writer._add_object(plain.flate_encode())


def _operations(piece: Operation | Shown) -> Iterator[Operation]:
    if not isinstance(piece, Shown):
        yield piece
        return
    raised = any(isinstance(item, Rise) for item in piece.items)
    for word in _words(piece.items):
        if _has_marks(word):
            text = "".join(item.letter or "" for item in word if isinstance(item, Glyph))
            yield [NameObject("/Span"), DictionaryObject({NameObject("/ActualText"): _text(text)})], b"BDC"
            yield from _shows(word)
            yield [], b"EMC"
        else:
            yield from _shows(word)
    if raised:
        yield [FloatObject(0)], b"Ts"


def _text(text: str) -> ByteStringObject:
    return ByteStringObject(BOM_UTF16_BE + text.encode("utf-16-be"))


def _words(items: Sequence[Item]) -> list[list[Item]]:
    """The items cut before each space; neighbours without marks stay together."""
    starts = [place for place, item in enumerate(items) if isinstance(item, Glyph) and item.letter == " "]
    bounds = [0, *(place for place in starts if place > 0), len(items)]
    words: list[list[Item]] = []
    for word in (list(items[start:end]) for start, end in pairwise(bounds)):
        if words and not _has_marks(word) and not _has_marks(words[-1]):
            words[-1].extend(word)
        else:
            words.append(word)
    return words


def _has_marks(word: Sequence[Item]) -> bool:
    """True if a glyph has no width of its own, and every letter is known."""
    glyphs = [item for item in word if isinstance(item, Glyph)]
    known = all(glyph.letter is not None for glyph in glyphs)
    return known and any(glyph.font.width(glyph.number) == 0 for glyph in glyphs)


def _shows(items: Sequence[Item]) -> Iterator[Operation]:
    parts = ArrayObject()
    for item in items:
        if isinstance(item, Rise):
            if parts:
                yield [parts], b"TJ"
            yield [FloatObject(f"{item.points:.3f}")], b"Ts"
            parts = ArrayObject()
        elif isinstance(item, Glyph):
            code = item.font.codes[item.use].to_bytes(CODE_BYTES, "big")
            before = bytes(parts.pop()) if parts and isinstance(parts[-1], ByteStringObject) else b""
            parts.append(ByteStringObject(before + code))
        else:
            parts.append(FloatObject(f"{item:.3f}"))
    if parts:
        yield [parts], b"TJ"
