"""Joins the pieces of a line: letters that stand side by side in one colour, font and size become one piece.

Typst begins a new piece, often a new text object, for each cluster and for each mark that is moved up. Some readers
lose a space that stands alone, and take a raised mark for a line of its own. A mark is raised here by text rise
(PDF 32000-1, 9.3.7) instead, inside its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf.generic import FloatObject

from passport.adapters.pdf_pieces import Glyph, Item, Operation, Piece, Rise, Shown, Span, SpanEnd

EM = 1000
STILL = 0.0005  # thousandths of an em that nobody sees
HIGHEST_RISE_EM = 0.5
WIDEST_GAP_EM = 0.3
UPRIGHT = [1.0, 0.0, 0.0, -1.0]  # Typst counts downwards, and turns each text object and each piece back
NEXT_OBJECT = [b"ET", b"Q", b"q", b"cm"]
SETTING = [b"Tr", b"Tf", b"Tm"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text object stands on the page (points) and what it is painted with."""

    left: float
    base: float
    paint: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The next piece: how many operations set it, its text object, and where it begins on the page."""

    length: int
    place: Place
    left: float
    base: float
    shown: Shown


@dataclass(slots=True)
class Line:
    """The piece that others are joined to."""

    shown: Shown
    left: float
    base: float
    place: Place
    rise: float = 0.0


def joined(pieces: Sequence[Piece]) -> list[Operation | Shown]:
    """The operations of a page with its pieces joined; whatever else it draws stays as it is."""
    steps = _unspanned(pieces)
    out: list[Operation | Shown] = []
    line: Line | None = None
    opened = current = Place(0, 0)
    origin = (0.0, 0.0)
    at = 0
    while at < len(steps):
        found = _next_step(steps, at, current) if line is not None and out[-1] is line.shown else None
        if line is not None and found is not None and _fits(line, found):
            _append(line, found)
            at, current = at + found.length, found.place
            continue
        piece = steps[at]
        if isinstance(piece, Shown):
            line = Line(piece, opened.left + origin[0], opened.base - origin[1], opened)
        elif piece[1] == b"cm":
            opened = current = _place(steps, at)
        elif piece[1] == b"Tm":
            piece, origin = _moved(piece, current, opened)
        out.append(piece)
        at += 1
    for shown in (piece for piece in out if isinstance(piece, Shown)):
        shown.items = list(_without_steps_after_marks(shown.items))
    return out


def glyphs_of(lines: Iterable[Operation | Shown]) -> Iterator[Glyph]:
    """Every glyph that the lines draw."""
    for line in lines:
        if isinstance(line, Shown):
            yield from (item for item in line.items if isinstance(item, Glyph))


def _without_steps_after_marks(items: Sequence[Item]) -> Iterator[Item]:
    """The pen's way back from a mark that is moved left becomes the mark's width: readers take a step for a space."""
    before: Glyph | None = None
    for item in items:
        if isinstance(item, float):
            if item < 0 and before is not None and before.font.width(before.number) == 0:
                whole = round(-item)  # some readers know whole widths only
                before.added += whole
                if abs(item + whole) > STILL:
                    yield item + whole
                continue
        elif isinstance(item, Glyph):
            before = item
        yield item


def _unspanned(pieces: Sequence[Piece]) -> list[Operation | Shown]:
    """Without the spans whose text was shared out."""
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


def _next_step(steps: Sequence[Operation | Shown], at: int, current: Place) -> Step | None:
    """The piece that is set from here on, in this text object or at the beginning of the next one."""
    start, place = at, current
    if _operators(steps[at : at + len(NEXT_OBJECT)]) == NEXT_OBJECT:
        place = _place(steps, at + len(NEXT_OBJECT) - 1)
        start = at + len(NEXT_OBJECT) + len(place.paint) + 1
    if _operators(steps[start : start + len(SETTING)]) != SETTING or start + len(SETTING) >= len(steps):
        return None
    shown, matrix = steps[start + len(SETTING)], _numbers(steps[start + 2])
    if not isinstance(shown, Shown) or matrix[:4] != UPRIGHT:
        return None
    return Step(start + len(SETTING) + 1 - at, place, place.left + matrix[4], place.base - matrix[5], shown)


def _place(steps: Sequence[Operation | Shown], at: int) -> Place:
    """The text object whose matrix stands at `at`; nowhere if it is none that Typst turned upright."""
    matrix, paint = _numbers(steps[at]), []
    for step in steps[at + 1 :]:
        if isinstance(step, Shown) or step[1] == b"BT":
            break
        paint.append(repr(step))
    return Place(matrix[4], matrix[5], tuple(paint)) if matrix[:4] == UPRIGHT else Place(float("nan"), 0)


def _fits(line: Line, step: Step) -> bool:
    same = step.shown.font is line.shown.font and step.shown.size == line.shown.size
    if not same or step.place.paint != line.place.paint:
        return False
    near = abs(_gap(line, step)) <= WIDEST_GAP_EM * EM
    return near and abs(step.base - line.base) <= HIGHEST_RISE_EM * step.shown.size


def _append(line: Line, step: Step) -> None:
    rise, gap = step.base - line.base, _gap(line, step)
    if abs(rise - line.rise) > STILL:
        line.shown.items.append(Rise(rise))
        line.rise = rise
    if abs(gap) > STILL:
        line.shown.items.append(-gap)
    line.shown.items += step.shown.items


def _gap(line: Line, step: Step) -> float:
    """From the pen to the next piece, in thousandths of an em."""
    return (step.left - line.left) / line.shown.size * EM - _advance(line.shown)


def _advance(shown: Shown) -> float:
    """How far the pen went, in thousandths of an em."""
    widths = (item.font.width(item.number) for item in shown.items if isinstance(item, Glyph))
    return sum(widths) - sum(item for item in shown.items if isinstance(item, float))


def _moved(step: Operation, current: Place, opened: Place) -> tuple[Operation, tuple[float, float]]:
    """A piece's matrix in the text object that is open, where its own was joined to that one."""
    matrix = _numbers(step)
    if current == opened:
        return step, (matrix[4], matrix[5])
    left, down = current.left + matrix[4] - opened.left, opened.base - current.base + matrix[5]
    return ([*step[0][:4], FloatObject(f"{left:.5f}"), FloatObject(f"{down:.5f}")], step[1]), (left, down)


def _operators(steps: Sequence[Operation | Shown]) -> list[bytes | None]:
    return [None if isinstance(step, Shown) else step[1] for step in steps]


def _numbers(step: Operation | Shown) -> list[float]:
    operands: Any = [] if isinstance(step, Shown) else step[0]
    return [float(number) for number in operands]
