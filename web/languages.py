"""The words of the pages in Thai and Vietnamese: GNU gettext catalogues, one file for each part of the house.

English stands in the templates themselves and is the key. `web/locale/<language>/<part>.po` holds the rest.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from web.asking import ENGLISH, asked

LOCALES = Path(__file__).resolve().parent / "locale"


@cache
def words_of(language: str) -> NullTranslations:
    """Every catalogue of a language as one; a message that none of them has stays English."""
    if language == ENGLISH:
        return NullTranslations()
    made = BytesIO()
    write_mo(made, catalogue_of(language))
    made.seek(0)
    return GNUTranslations(made)


def catalogue_of(language: str) -> Catalog:
    """The files of a language, joined; where two translate one message, the first file by name wins."""
    joined = Catalog(locale=language)
    for file in sorted((LOCALES / language).glob("*.po")):
        with file.open("rb") as text:
            part = read_po(text, locale=language)
        for message in part:
            if message.id and message.string and not message.fuzzy:
                joined[message.id] = message
    return joined


def translated(message: str) -> str:
    """The message in the language that is being asked for."""
    return words_of(asked().language).gettext(message)


def translated_count(one: str, many: str, count: int) -> str:
    """The message that fits a count, in the language that is being asked for."""
    return words_of(asked().language).ngettext(one, many, count)
