"""Facts about the printed report: its text copies out as it went in, in three languages, and its bytes do not move."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from random import Random
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from passport.adapters.pdf_letters import share, with_letters
from passport.adapters.report_pdf import FONT_PACKAGE, report_pdf
from passport.adapters.standard_files import frameworks
from tests.passport.reports.figures import COMPANY, document

LANGUAGES = ("en", "th", "vi")
UNPRINTED = {"type", "framework", "language", "period", "id", "status", "measure", "method", "reason", "standing"}
SHORT = 24  # characters that stand in one line, so that every blank of them must come out too


def printed_texts(part: Any) -> Iterator[str]:
    """Every text of a report that its pages show."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key not in UNPRINTED:
                yield from printed_texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from printed_texts(value)
    elif part:
        yield part


def copied(pdf: bytes) -> str:
    """What a reader copies out of all pages; no reading of replacement texts, only of glyphs."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def without_blanks(text: str) -> str:
    """Lines break between Thai words, where no blank stands: a copied text is compared without them."""
    return "".join(text.split())


CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F)]
UPPER, LOWER, TONES = "ัิีึื็", "ุู", "่้๊๋์"
VIETNAMESE = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
WORDS = 150
PAGE = """#set text(font: "Sarabun", ligatures: false)
#set page(height: auto)
#for word in json(bytes(sys.inputs.words)) [#word #parbreak()]"""


def thai_word(chance: Random) -> str:
    """One to three syllables with whatever marks may stand together in Thai."""
    word = ""
    for _ in range(chance.randint(1, 3)):
        word += chance.choice(["", "", "เ", "แ", "โ", "ใ", "ไ"]) + chance.choice(CONSONANTS)
        mark = chance.choice(["", *UPPER, *LOWER])
        word += mark + chance.choice(["", "", *TONES]) + (chance.choice(["", "", "า", "ะ", "ำ"]) if not mark else "")
    return word


@cache
def printed(language: str) -> bytes:
    """The report of the codes of GRI, printed once for all tests."""
    return report_pdf(document(language=language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_of_a_report_copies_out_as_it_went_in(language: str) -> None:
    """Must find every text of the report in what is copied out: letter by letter, and short ones with their blanks."""
    report = document(language=language)
    out = copied(printed(language))
    texts = sorted(set(printed_texts(report)))
    assert len(texts) > 80
    assert [text for text in texts if without_blanks(text) not in without_blanks(out)] == []
    assert [text for text in texts if len(text) <= SHORT and " ".join(text.split()) not in " ".join(out.split())] == []


def test_thai_clusters_are_copied_once_and_whole() -> None:
    """Must give vowels, raised tone marks and SARA AM back in the order they were typed, none twice, none lost."""
    out = copied(printed("th"))
    assert COMPANY["th"] in out
    assert out.count("น้ำผึ้ง") == out.count("ผึ้ง") == out.count("สิทธิ์") == 1
    assert not any(ord(letter) < 32 and letter != "\n" for letter in out)
    assert "2025 (พ.ศ. 2568)" in out


def test_vietnamese_is_copied_in_whole_letters() -> None:
    """Must give each letter back as one code point with both of its marks."""
    out = copied(printed("vi"))
    assert COMPANY["vi"] in out
    assert "Phát thải khí nhà kính trực tiếp (Phạm vi 1)" in out
    assert not any(0x0300 <= ord(letter) <= 0x036F for letter in out)


def test_the_same_report_is_printed_in_the_same_bytes() -> None:
    """Must give the same PDF for the same figures, and another one for another figure."""
    assert report_pdf(document(language="th")) == printed("th")
    assert report_pdf(document(language="th", products=7)) != printed("th")


@pytest.mark.parametrize("framework", sorted(set(frameworks()) - {"gri"}))
def test_every_report_can_be_printed(framework: str) -> None:
    """Must print each other report with its title."""
    report = document(framework)
    assert without_blanks(report["title"]) in without_blanks(copied(report_pdf(report)))


def test_whatever_marks_stand_together_copy_out() -> None:
    """Must give hundreds of words of every consonant, vowel and tone mark back, line by line."""
    chance = Random(20250101)
    words = [thai_word(chance) for _ in range(WORDS)]
    words += ["".join(chance.choices(VIETNAMESE + VIETNAMESE.upper(), k=5)) for _ in range(WORDS)]
    with as_file(files(FONT_PACKAGE) / "files") as fonts:
        pdf = typst.compile(
            PAGE.encode(),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=0,
            sys_inputs={"words": json.dumps(words)},
            pdf_tags=False,
        )
    assert [line for line in map(str.strip, copied(with_letters(pdf)).split("\n")) if line] == words


@pytest.mark.parametrize(
    "name", ["شركة القهوة", "कॉफ़ी कंपनी", "日本コーヒー 🍵", "∑ ℃ ☃ ½", "= #panic() $x$ *b* @a <b> [c] \\"]
)
def test_no_name_breaks_a_report(name: str) -> None:
    """Must print any name: letters of other scripts, signs of other fonts, and Typst's own signs as they are."""
    out = copied(report_pdf(document("sec-climate") | {"organisation": name}))
    assert "SEC climate fields (not in force)" in out
    assert (name in out) is (name[0] in "∑=")


def test_a_cluster_without_a_sharing_keeps_its_own_text() -> None:
    """Must share one letter to a glyph, give SARA AM's second glyph none, and refuse what does not fit."""
    assert share("กี่", 3) == ["ก", "ี", "่"]
    assert share("น้ำ", 4) == ["น", "้", "ำ", ""]
    assert share("กำ", 3) == ["ก", "ำ", ""]
    assert share("ffi", 1) is None
    assert share("ก", 2) is None
