"""Writes the pieces of a page again: each line in one piece, and each word with marks beside its own text.

Some readers lose a space that stands alone, and others sort raised marks by their place unless the word says its text.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE
from collections.abc import Iterator
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
from passport.adapters.pdf_pieces import Glyph, Operation, Piece, Shown, Span, SpanEnd

EM = 1000
STILL = 0.0005  # thousandths of an em that nobody sees


def content_of(writer: PdfWriter, pieces: list[Piece]) -> Any:
    """The content stream of the page, added to the document."""
    content = ContentStream(None, writer)
    content.operations = [step for piece in _joined(_unspanned(pieces)) for step in _operations(piece)]
    plain = StreamObject()
    plain.set_data(content.get_data())
    return writer._add_object(plain.flate_encode())


def _unspanned(pieces: list[Piece]) -> list[Operation | Shown]:
    kept: list[Operation | Shown] = []
    for piece in pieces:
        if isinstance(piece, Span):
            if not piece.fragment.shared:
                kept.append((piece.operands, b"BDC"))
        elif isinstance(piece, SpanEnd):
            if not piece.fragment.shared:
                kept.append(([], b"EMC"))
        else:
            kept.append(piece)
    return kept


def _joined(pieces: list[Operation | Shown]) -> list[Operation | Shown]:
    """Pieces of one line, font and size become one: some readers lose a space that stands alone."""
    joined: list[Operation | Shown] = []
    origin: list[float] | None = None
    at = 0
    while at < len(pieces):
        step = pieces[at : at + 4]
        before = joined[-1] if joined else None
        placed = _placed(step)
        if isinstance(before, Shown) and placed is not None and origin is not None:
            shown, matrix = placed
            if shown.font is before.font and shown.size == before.size and _same_line(origin, matrix):
                gap = (matrix[4] - origin[4]) / before.size * EM - _advance(before)
                before.items += [*([-gap] if abs(gap) > STILL else []), *shown.items]
                at += 4
                continue
        piece = pieces[at]
        joined.append(piece)
        if not isinstance(piece, Shown) and piece[1] == b"Tm":
            origin = [float(number) for number in piece[0]]
        elif not isinstance(piece, Shown) and piece[1] in (b"BT", b"ET"):
            origin = None
        at += 1
    return joined


def _placed(step: list[Operation | Shown]) -> tuple[Shown, list[float]] | None:
    """Typst sets mode, font and place before each piece: the piece and its matrix, if these four stand here."""
    match step:
        case [(_, b"Tr"), (_, b"Tf"), (matrix, b"Tm"), Shown() as shown]:
            return shown, [float(number) for number in matrix]
    return None


def _same_line(one: list[float], other: list[float]) -> bool:
    return one[0] == 1 and one[:4] == other[:4] and one[5] == other[5]


def _advance(shown: Shown) -> float:
    """How far the pen went, in thousandths of an em."""
    return sum(item.font.width(item.number) if isinstance(item, Glyph) else -item for item in shown.items)


def _operations(piece: Operation | Shown) -> Iterator[Operation]:
    """What a page says; a word with marks is a span with its own text beside it, for readers that sort by place."""
    if not isinstance(piece, Shown):
        yield piece
        return
    for marked, items in _words(piece.items):
        if marked:
            text = "".join(item.letter or "" for item in items if isinstance(item, Glyph))
            yield [NameObject("/Span"), DictionaryObject({NameObject("/ActualText"): _text(text)})], b"BDC"
        yield [_shown(items)], b"TJ"
        if marked:
            yield [], b"EMC"


def _text(text: str) -> ByteStringObject:
    return ByteStringObject(BOM_UTF16_BE + text.encode("utf-16-be"))


def _words(items: list[Glyph | float]) -> list[tuple[bool, list[Glyph | float]]]:
    """The items cut before each space; neighbours without marks stay together."""
    starts = [place for place, item in enumerate(items) if isinstance(item, Glyph) and item.letter == " "]
    bounds = [0, *(place for place in starts if place > 0), len(items)]
    words: list[tuple[bool, list[Glyph | float]]] = []
    for word in (items[start:end] for start, end in pairwise(bounds)):
        marked = _has_marks(word)
        if words and not marked and not words[-1][0]:
            words[-1][1].extend(word)
        else:
            words.append((marked, word))
    return words


def _has_marks(word: list[Glyph | float]) -> bool:
    glyphs = [item for item in word if isinstance(item, Glyph)]
    return any(glyph.font.width(glyph.number) == 0 for glyph in glyphs) and all(
        glyph.letter is not None for glyph in glyphs
    )


def _shown(items: list[Glyph | float]) -> ArrayObject:
    parts = ArrayObject()
    run = b""
    for item in items:
        if isinstance(item, Glyph):
            run += item.font.codes[item.number, item.letter].to_bytes(CODE_BYTES, "big")
            continue
        if run:
            parts.append(ByteStringObject(run))
        parts.append(FloatObject(f"{item:.3f}"))
        run = b""
    if run:
        parts.append(ByteStringObject(run))
    return parts
