"""Makes the text of a Typst PDF copy out as it went in, in every reader, letter by letter.

Typst writes a cluster of glyphs (a Thai consonant with its vowel and tone mark) with the cluster's whole text beside it
as /ActualText, which many readers do not read, and writes it twice where a mark is moved up. Here each glyph gets the
letter that it was set for. Source: PDF 32000-1, 9.4.3 (text showing), 9.10.3 (ToUnicode), 14.9.4 (replacement text).
"""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from passport.adapters.pdf_fonts import GlyphFont
from passport.adapters.pdf_lines import glyphs_of, joined
from passport.adapters.pdf_pieces import Fragment, Glyph, pieces_of
from passport.adapters.pdf_words import content_of

SARA_AM = "\u0e33"  # one letter, drawn as the ring, alone or in one glyph with the tone mark, and the vowel after it


def with_letters(pdf: bytes) -> bytes:
    """The same pages, every glyph with its own letter; the same bytes give the same bytes."""
    reader = PdfReader(BytesIO(pdf))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    fonts: dict[int, GlyphFont] = {}
    pages = [(page, pieces_of(page, writer, fonts)) for page in writer.pages]
    for _, (_, fragments) in pages:
        _share_out(fragments)
    lines = [joined(pieces) for _, (pieces, _) in pages]
    for glyph in glyphs_of(line for page in lines for line in page):
        glyph.font.note(glyph.use)
    for font in fonts.values():
        font.number_codes()
        font.write(writer)
    for (page, _), drawn in zip(pages, lines, strict=True):
        page[NameObject("/Contents")] = content_of(writer, drawn)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def share(text: str, glyphs: int) -> list[str] | None:
    """One letter for each glyph in the order they are drawn; None if there is no such sharing."""
    if len(text) == glyphs:
        return list(text)
    if len(text) + 1 == glyphs and text.endswith(SARA_AM):
        return [*text, ""]
    return None


def _share_out(fragments: list[Fragment]) -> None:
    """Gives letters to glyphs; a cluster that Typst cut where a mark is moved up is put together again."""
    at = 0
    while at < len(fragments):
        taken = _cluster(fragments, at)
        glyphs = [glyph for fragment in taken for glyph in fragment.glyphs]
        letters = share(taken[0].text or "", len(glyphs))
        if letters is not None:
            for glyph, letter in zip(glyphs, letters, strict=True):
                glyph.letter = letter
            for fragment in taken:
                fragment.shared = True
        at += len(taken)


def _cluster(fragments: list[Fragment], first: int) -> list[Fragment]:
    """The fragment, or as many from it on as belong to one cluster of its text; alone if that comes out uneven."""
    text = fragments[first].text or ""
    taken = [fragments[first]]
    if not taken[0].glyphs:  # it is drawn in a font that stays as it is
        return taken
    while not _whole(text, [glyph for fragment in taken for glyph in fragment.glyphs]):
        place = first + len(taken)
        if place == len(fragments) or not _continues(fragments[place], text):
            return taken[:1]
        taken.append(fragments[place])
    return taken


def _whole(text: str, glyphs: list[Glyph]) -> bool:
    """True if nothing of the cluster is missing; SARA AM ends with a wide glyph after the consonant's own."""
    if text.endswith(SARA_AM):
        return sum(glyph.font.width(glyph.number) > 0 for glyph in glyphs) >= min(len(text), 2)
    return len(glyphs) >= len(text)


def _continues(fragment: Fragment, text: str) -> bool:
    """A mark has no width; only the vowel of SARA AM has one without being a letter of its own."""
    if fragment.text != text or not fragment.glyphs:
        return False
    begins = fragment.glyphs[0]
    return begins.font.width(begins.number) == 0 or text.endswith(SARA_AM)
