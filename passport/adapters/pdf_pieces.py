"""Takes a page of a Typst PDF apart: its operations, its glyphs, and the fragments that one text was written for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject, ContentStream, DictionaryObject, TextStringObject

from passport.adapters.pdf_fonts import CODE_BYTES, GlyphFont, Use, glyph_font

SHOWS = (b"Tj", b"TJ")
MARKS = (b"BMC", b"BDC")
Operation = tuple[Any, bytes]


@dataclass(slots=True)
class Fragment:
    """Neighbouring glyphs that Typst wrote one text for."""

    text: str | None
    glyphs: list[Glyph] = field(default_factory=list)
    shared: bool = False


@dataclass(slots=True)
class Glyph:
    """One drawn glyph; `letter` is what it copies out as, `added` what the pen goes on beyond the glyph's own width."""

    font: GlyphFont
    number: int
    letter: str | None
    added: int = 0

    @property
    def use(self) -> Use:
        """What it needs a code for."""
        return self.number, self.letter, self.added


@dataclass(frozen=True, slots=True)
class Rise:
    """From here on letters stand so many points above the line."""

    points: float


Item = Glyph | Rise | float


@dataclass(slots=True)
class Shown:
    """One text-showing operation: glyphs and the moves between them, in thousandths of an em to the left."""

    font: GlyphFont
    size: float
    items: list[Item]


@dataclass(slots=True)
class Span:
    """The beginning of a span with its own text; it stays where the text could not be shared out."""

    operands: Any
    fragment: Fragment


@dataclass(slots=True)
class SpanEnd:
    """The end of that span."""

    fragment: Fragment


Piece = Operation | Shown | Span | SpanEnd


def pieces_of(page: Any, writer: PdfWriter, fonts: dict[int, GlyphFont]) -> tuple[list[Piece], list[Fragment]]:
    """The page's operations with its glyphs taken apart, and its fragments in reading order."""
    pieces: list[Piece] = []
    fragments: list[Fragment] = []
    spans: list[Fragment | None] = []
    font: GlyphFont | None = None
    size = 0.0
    for operands, operator in ContentStream(page["/Contents"].get_object(), writer).operations:
        if operator == b"Tf":
            font, size = _font(page, operands[0], fonts), float(operands[1])
        if operator in MARKS:
            spans.append(_own_text(operands))
            if spans[-1] is not None:
                fragments.append(spans[-1])
                pieces.append(Span(operands, spans[-1]))
                continue
        if operator == b"EMC" and (closed := spans.pop()) is not None:
            pieces.append(SpanEnd(closed))
            continue
        if operator in SHOWS and font is not None:
            current = next((span for span in reversed(spans) if span is not None), None)
            items = list(_items(operands[0], font))
            pieces.append(Shown(font, size, items))
            _gather(items, current, fragments)
            continue
        pieces.append((operands, operator))
    return pieces, fragments


def _font(page: Any, name: str, fonts: dict[int, GlyphFont]) -> GlyphFont | None:
    """None for a font whose glyphs cannot have other codes (an outline of another kind, a colour picture)."""
    reference = page["/Resources"]["/Font"].raw_get(name)
    if reference.idnum not in fonts:
        found = glyph_font(reference.get_object())
        if found is None:
            return None
        fonts[reference.idnum] = found
    return fonts[reference.idnum]


def _own_text(operands: Any) -> Fragment | None:
    properties = operands[-1]
    if isinstance(properties, DictionaryObject) and "/ActualText" in properties:
        return Fragment(str(properties["/ActualText"]))
    return None


def _items(shown: Any, font: GlyphFont) -> Iterator[Item]:
    for part in shown if isinstance(shown, ArrayObject) else [shown]:
        if isinstance(part, ByteStringObject | TextStringObject):
            data = part.original_bytes
            for at in range(0, len(data), CODE_BYTES):
                number = int.from_bytes(data[at : at + CODE_BYTES], "big")
                yield Glyph(font, number, font.letters.get(number))
        else:
            yield float(part)


def _gather(items: list[Item], span: Fragment | None, fragments: list[Fragment]) -> None:
    glyphs = [item for item in items if isinstance(item, Glyph)]
    if span is not None:
        span.glyphs += glyphs
    else:
        fragments += [Fragment(glyph.letter, [glyph]) for glyph in glyphs]
