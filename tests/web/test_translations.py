"""Facts about the words of the pages: every message has its Thai and its Vietnamese, with the same places to fill."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from registry.domain.notices import DEMONSTRATION_NOTICE
from web.demonstration import READERS
from web.front import MAIN_PAGES
from web.languages import LOCALES, catalogue_of

WEB = LOCALES.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "translated": None, "translated_count": (1, 2)}
TONGUES = ("th", "vi")
PLACES = re.compile(r"%\(\w+\)[sd]|(?<!%)\{\w+\}")
# Words that reach the templates as values: each is the key of its translation.
AS_VALUES = (
    *(name for _, name in MAIN_PAGES),
    *(word for reader in READERS.values() for word in (reader.name, reader.does)),
    DEMONSTRATION_NOTICE,
)


def sources() -> list[Path]:
    """Everything that speaks to readers."""
    return sorted([*WEB.glob("templates/**/*.html"), *(file for file in WEB.rglob("*.py") if speaks(file))])


def speaks(file: Path) -> bool:
    return "translated(" in file.read_text() and file.name != "languages.py"


def messages_of(file: Path) -> list[str]:
    """The English texts that a file marks for translation."""
    method = "jinja2.ext:babel_extract" if file.suffix == ".html" else "python"
    options = {"trimmed": "false", "silent": "false"}
    found = extract_from_file(method, file, KEYWORDS, (), options if file.suffix == ".html" else None)
    return [text[0] if isinstance(text, tuple) else text for _, text, *_ in found]


@cache
def catalogue(tongue: str) -> Catalog:
    return catalogue_of(tongue)


def lacks(message: Message | None, text: str) -> bool:
    """True without a translation, or with one that fills other places than the English text."""
    if message is None or not message.string:
        return True
    strings = [message.string] if isinstance(message.string, str) else [one for one in message.string if one]
    return any(set(PLACES.findall(one)) != set(PLACES.findall(text)) for one in strings)


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("file", sources(), ids=lambda file: file.name)
def test_every_message_has_its_words(file: Path, tongue: str) -> None:
    """Must find each message of the file in the catalogues, with the same places to fill."""
    missing = [text for text in messages_of(file) if lacks(catalogue(tongue).get(text), text)]
    assert missing == []


@pytest.mark.parametrize("tongue", TONGUES)
def test_names_that_come_as_values_have_their_words(tongue: str) -> None:
    """Must translate the names of the pages and characters, and the notice that stands on every page."""
    assert [text for text in AS_VALUES if lacks(catalogue(tongue).get(text), text)] == []


@pytest.mark.parametrize("file", sorted(LOCALES.glob("*/*.po")), ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_translation_is_another_text(file: Path) -> None:
    """Must hold no message that was left English, unless it is a name or a sign that is the same everywhere."""
    same = [m.id for m in _own(file) if m.id == m.string and len(re.findall(r"[A-Za-z]{3,}", _plain(m))) > 3]
    assert same == []


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_message_reads_the_same_in_every_part(tongue: str) -> None:
    """Must translate one message in one way: the parts' files are joined, and only the first of two is read."""
    told: dict[object, set[object]] = {}
    for file in sorted((LOCALES / tongue).glob("*.po")):
        for message in _own(file):
            told.setdefault(message.id, set()).add(message.string)
    assert {text: words for text, words in told.items() if len(words) > 1} == {}


def _plain(message: Message) -> str:
    return PLACES.sub("", str(message.id))


def _own(file: Path) -> list[Message]:
    with file.open("rb") as text:
        return [message for message in read_po(text) if message.id]
