"""What a board is shown of a company: seven figures, none of a single product or shipment, offsets apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from passport.domain.equivalents import targets_of
from passport.domain.factors import FactorSet, GradeStep
from passport.domain.partners import Rating
from passport.domain.reports.inventory import BaseYear, OffsetFigures
from passport.domain.reports.report import shown_year
from passport.domain.risk import Score, brand_protection_bp
from passport.domain.rounding import rounded
from passport.domain.totals import MG_PER_KG, Totals, mean_grade

TOP_PARTNERS = 5  # of whom the matrix shows an executive no more
BP_PER_POINT = 100
GRAMS_PER_TONNE = 1_000_000
NOTHING = "–"
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Board:
    """The figures as they are now; `brand_risk` is the BRI, `partners` the first five."""

    totals: Totals
    factors: FactorSet
    base: BaseYear | None
    offsets: OffsetFigures
    brand_risk: Score
    partners: Sequence[Rating]

    @property
    def grade(self) -> GradeStep | None:
        """Of the unit-weighted mean footprint; None without products."""
        return mean_grade(self.totals, self.factors)

    @property
    def target_2030_kg(self) -> Fraction:
        """-45 %: of the frozen base year, of the present total while none is frozen."""
        base_kg = Fraction(self.base.masses.total_mg, MG_PER_KG) if self.base else self.totals.total_kg
        return targets_of(base_kg, self.factors).kg_2030

    @property
    def comparable(self) -> bool:
        """True if today's total was computed as the base year was, so that the two may stand against each other."""
        return self.base is not None and self.base.method.factor_set_hash == self.factors.content_hash

    @property
    def brand_protection(self) -> Fraction | None:
        """100 - BRI; None where nothing can be scored."""
        strength_bp = brand_protection_bp(self.brand_risk)
        return None if strength_bp is None else Fraction(strength_bp, BP_PER_POINT)

    @property
    def basis(self) -> str:
        """Measured only if every product was."""
        return "measured" if self.totals.products and not self.totals.estimated else "estimated"


@dataclass(frozen=True, slots=True)
class Card:
    """A figure with its unit, how it is known, and one sentence of what it means."""

    name: str
    title: str
    value: str
    unit: str
    basis: str
    said: str


def cards_of(board: Board, words: Words, language: str) -> list[Card]:
    """The seven figures in the order of a board's interest, in the language of the words."""
    return [_grade(board, words), *_masses(board, words, language), _offsets(board, words), *_standing(board, words)]


def _grade(board: Board, words: Words) -> Card:
    grade = board.grade
    said = words["grade_none"] if grade is None else words[grade.assessment]
    return Card("grade", words["grade"], NOTHING if grade is None else grade.grade, "", board.basis, said)


def _masses(board: Board, words: Words, language: str) -> list[Card]:
    if board.base is None:
        said = words["target_open"]
    else:
        said = words["target_base"].format(year=shown_year(board.base.year, language))
        said += "" if board.comparable else f" {words['other_method']}"
    mean = words["mean_none"] if board.totals.mean_kg is None else words["mean"].format(kg=_kg(board.totals.mean_kg))
    return [
        Card("total", words["total"], _kg(board.totals.total_kg), "kgCO2e", board.basis, mean),
        Card("target", words["target"], _kg(board.target_2030_kg), "kgCO2e", board.basis, said),
    ]


def _offsets(board: Board, words: Words) -> Card:
    tonnes = f"{rounded(Fraction(board.offsets.grams, GRAMS_PER_TONNE), 3):f}"
    return Card("offsets", words["offsets"], tonnes, "tCO2e", "verified", _counted(board.offsets.count, words))


def _counted(count: int, words: Words) -> str:
    return words["offsets_none"] if count == 0 else words["offsets_said"].format(count=count)


def _standing(board: Board, words: Words) -> list[Card]:
    strength, totals = board.brand_protection, board.totals
    shown = NOTHING if strength is None else f"{rounded(strength, 1):f}"
    brand = words["brand_none"] if strength is None else words["brand_said"]
    names = ", ".join(one.partner.name + (f" ({one.grade.value})" if one.grade else "") for one in board.partners)
    products = words["products_said"].format(left_out=totals.faulty, estimated=totals.estimated)
    return [
        Card("brand", words["brand"], shown, "/ 100", "estimated", brand),
        Card("products", words["products"], str(totals.products), "", "measured", products),
        Card("partners", words["partners"], str(len(board.partners)), "", "measured", names or words["partners_none"]),
    ]


def document_of(board: Board, company: str, words: Words, language: str, notice: str = "") -> dict[str, object]:
    """What the board's PDF prints: texts and lists of them only, and no time of its making.

    `notice` says of a demonstration that it is one.
    """
    return {
        "language": language,
        "title": words["title"],
        "company": company,
        "said": [words["gross"], words["apart"], *([notice] if notice else [])],
        "cards": [
            {"title": card.title, "value": card.value, "unit": card.unit, "known": words[card.basis], "said": card.said}
            for card in cards_of(board, words, language)
        ],
        "method": [
            words["methodology"].format(name=board.factors.methodology),
            words["factor_set"].format(name=board.factors.name, hash=board.factors.content_hash),
        ],
        "page": words["page"],
    }


def _kg(kilograms: Fraction) -> str:
    return f"{rounded(kilograms, 3):f}"
