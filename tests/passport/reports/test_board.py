"""Facts about the board's page: seven figures, offsets apart, three languages, and the same bytes on each run."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from passport.adapters.board_pdf import board_pdf, board_words, board_words_of
from passport.adapters.factor_files import default_factors
from passport.domain.board import Board, cards_of, document_of
from passport.domain.partners import Leaderboard
from passport.domain.reports.inventory import OffsetFigures
from passport.domain.risk import BRI, Score
from passport.domain.totals import Totals
from passport.usecases.build_board import build_board
from registry.domain.roles import Principal, Role
from registry.errors import InvalidInput, NotAuthorised
from tests.passport.reports.figures import BASE, COMPANY

TOTALS = Totals(2, 1, 10, 0, 1, (100_000_000, 50_000_000, 160_070_000), (1, 1, 1), {"C": 2})
NOTHING = Totals(0, 0, 0, 0, 0, (0, 0, 0), (0, 0, 0), {})
RISK = Score(BRI, 3_500, (), ())
BOARD = Board(TOTALS, default_factors(), BASE, OffsetFigures(1, 2_500_000), RISK, ())
NOTICE = "Demonstration: invented figures."


def shown(board: Board) -> dict[str, str]:
    return {card.name: card.value for card in cards_of(board, board_words_of("en"), "en")}


def test_a_board_sees_seven_figures() -> None:
    """Must grade the mean of 31.007 kg, take 55 % of the base year, and give 100 less the brand risk."""
    assert shown(BOARD) == {
        "grade": "C",
        "total": "310.070",
        "target": "22.554",
        "offsets": "2.500",
        "brand": "65.0",
        "products": "2",
        "partners": "0",
    }


def test_nothing_known_is_said_and_not_counted_as_nought() -> None:
    """Must show a dash with its reason where no product was assessed and nothing can be scored."""
    empty = replace(BOARD, totals=NOTHING, brand_risk=replace(RISK, value_bp=None), base=None)
    cards = {card.name: card for card in cards_of(empty, board_words_of("en"), "en")}
    assert (cards["grade"].value, cards["brand"].value) == ("–", "–")
    assert cards["brand"].said == "nothing is known yet that could be scored"
    assert "freezes a base year" in cards["target"].said


def test_offset_certificates_change_no_other_figure() -> None:
    """Must leave every figure but their own as it is, whatever was bought."""
    bought = replace(BOARD, offsets=OffsetFigures(9, 999_000_000))
    assert {name for name, value in shown(bought).items() if value != shown(BOARD)[name]} == {"offsets"}


def test_a_base_year_of_another_method_is_not_compared() -> None:
    """Must say beside the target that today's total was computed by another set."""
    assert "not compared" in cards_of(BOARD, board_words_of("en"), "en")[2].said
    same = replace(BASE, method=replace(BASE.method, factor_set_hash=default_factors().content_hash))
    assert "not compared" not in cards_of(replace(BOARD, base=same), board_words_of("en"), "en")[2].said


@pytest.mark.parametrize("language", ["en", "th", "vi"])
def test_the_page_copies_out_and_its_bytes_do_not_move(language: str) -> None:
    """Must print every text of the document in its language, on one sheet, twice the same."""
    words = board_words_of(language)
    document = document_of(BOARD, COMPANY[language], words, language, NOTICE)
    printed = board_pdf(document)
    reader = PdfReader(BytesIO(printed))
    copied = "".join("".join(page.extract_text() for page in reader.pages).split())
    texts = [words["title"], COMPANY[language], NOTICE, *(one["said"] for one in document["cards"])]  # type: ignore[attr-defined]
    assert [text for text in texts if "".join(text.split()) not in copied] == []
    assert len(reader.pages) == 1
    assert board_pdf(document) == printed


def test_thai_readers_find_the_year_in_both_counts() -> None:
    """Must write the Buddhist year beside the Gregorian one in Thai, and nowhere else."""
    said = {language: cards_of(BOARD, board_words_of(language), language)[2].said for language in ("en", "th", "vi")}
    assert "2024 (พ.ศ. 2567)" in said["th"]
    assert "2567" not in said["en"] + said["vi"]


def test_every_language_has_every_word() -> None:
    """Must hold the same words in each language, and refuse one that nobody wrote."""
    assert len({frozenset(words) for words in board_words().values()}) == 1
    with pytest.raises(InvalidInput, match="must be one of en, th, vi"):
        board_words_of("de")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CEO])
def test_only_the_executive_sees_it(role: Role) -> None:
    """Must refuse everybody else before any figure is read."""

    def never(_tenant: str) -> Leaderboard:
        raise AssertionError("a figure was read")

    reading = dict.fromkeys(("totals", "factors_of", "base_year", "offsets", "scores", "leaderboard"), never)
    with pytest.raises(NotAuthorised):
        build_board(Principal("ann", "roastery", frozenset({role})), **reading)  # type: ignore[arg-type]
