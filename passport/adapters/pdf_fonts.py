"""Lets one glyph of a PDF font stand for different letters: a code of its own for each letter that it was set for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, FloatObject, NameObject, NumberObject, StreamObject

CODE_BYTES = 2
MISSING = 0  # the glyph of letters that a font does not have: readers skip its own number, so that it needs others
ENTRIES_PER_BLOCK = 100  # a CMap holds at most so many in one block (PDF 32000-1, 9.7.5.4, after Adobe TN 5014)
_ENTRY = re.compile(r"^<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]*)>$", re.MULTILINE)
Use = tuple[int, str | None, int]  # glyph, letter, and what is added to the glyph's width, in thousandths of an em
_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo 3 dict dup begin\n"
    "/Registry (Adobe) def\n/Ordering (UCS) def\n/Supplement 0 def\nend def\n/CMapName /Custom def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
)
_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


@dataclass(slots=True)
class GlyphFont:
    """A composite TrueType font (Identity-H) of a document that is being rewritten."""

    font: Any
    letters: dict[int, str]
    widths: dict[int, float]
    codes: dict[Use, int] = field(default_factory=dict)

    def note(self, use: Use) -> None:
        """Says that a glyph is used for a letter (None: for nothing that has one) with a width."""
        self.codes.setdefault(use, use[0])

    def number_codes(self) -> None:
        """Gives each noted use its code: the first one of a glyph's own width keeps the glyph's number."""
        taken: set[int] = set()
        free = max((use[0] for use in self.codes), default=0) + 1
        for use in self.codes:
            glyph, letter, added = use
            if glyph in taken or added or (glyph == MISSING and letter is not None):
                self.codes[use], free = free, free + 1
            else:
                taken.add(glyph)

    def width(self, glyph: int) -> float:
        """Thousandths of an em; a mark has none."""
        return self.widths.get(glyph, 0)

    def write(self, writer: PdfWriter) -> None:
        """Writes the codes into the font: which glyph each draws, how wide it is, which letter it copies out as."""
        descendant = self.font["/DescendantFonts"][0].get_object()
        descendant[NameObject("/CIDToGIDMap")] = _stream(writer, self._glyph_map())
        for (glyph, _, added), code in self.codes.items():
            if code != glyph and (width := self.width(glyph) + added):
                descendant["/W"].extend([NumberObject(code), ArrayObject([FloatObject(f"{width:.3f}")])])
        self.font[NameObject("/ToUnicode")] = _stream(writer, self._letter_map())

    def _glyph_map(self) -> bytes:
        top = max(self.codes.values(), default=0)
        glyphs = list(range(top + 1))
        for (glyph, _, _), code in self.codes.items():
            glyphs[code] = glyph
        return b"".join(glyph.to_bytes(CODE_BYTES, "big") for glyph in glyphs)

    def _letter_map(self) -> bytes:
        known = sorted((code, letter) for (_, letter, _), code in self.codes.items() if letter is not None)
        entries = [f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>\n" for code, letter in known]
        blocks = [entries[at : at + ENTRIES_PER_BLOCK] for at in range(0, len(entries), ENTRIES_PER_BLOCK)]
        body = "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
        return (_HEAD + body + _TAIL).encode("ascii")


def glyph_font(font: Any) -> GlyphFont | None:
    """The letters and widths of a font as Typst wrote it; None if it is no composite TrueType font."""
    descendants = font.get("/DescendantFonts")
    if descendants is None or descendants[0].get_object()["/Subtype"] != "/CIDFontType2":
        return None
    table = font["/ToUnicode"].get_object().get_data().decode("ascii")
    entries = {int(code, 16): text for code, text in _ENTRY.findall(table) if (code, text) != ("0000", "FFFF")}
    letters = {code: bytes.fromhex(text).decode("utf-16-be") for code, text in entries.items()}
    return GlyphFont(font, letters, _widths(font["/DescendantFonts"][0].get_object()["/W"]))


def _widths(array: Any) -> dict[int, float]:
    """PDF 32000-1, 9.7.4.3: `first [w ...]` or `first last w`."""
    widths: dict[int, float] = {}
    at = 0
    while at < len(array):
        first, second = int(array[at]), array[at + 1].get_object()
        if isinstance(second, list):
            widths |= {first + place: float(width) for place, width in enumerate(second)}
            at += 2
        else:
            widths |= dict.fromkeys(range(first, int(second) + 1), float(array[at + 2]))
            at += 3
    return widths


def _stream(writer: PdfWriter, data: bytes) -> Any:
    plain = StreamObject()
    plain.set_data(data)
    return writer._add_object(plain.flate_encode())
