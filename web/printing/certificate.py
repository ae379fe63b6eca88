"""Prints a certificate by Typst as PDF/A-3: its proof bundle inside, a code to /verify; same state, same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

from passport.adapters.qr_codes import qr_code
from web.asking import asked
from web.formatting import day, utc
from web.languages import translated as _

TEMPLATES = Path(__file__).resolve().parent
FONT_PACKAGE = "fontpkg_sarabun"  # Sarabun, SIL Open Font License 1.1: Latin, Vietnamese and Thai in one family
THAI = "th"
BUDDHIST_ERA = 543  # years that Thai custom counts beyond the Gregorian ones


@dataclass(frozen=True, slots=True)
class Printed:
    """What goes on the paper; `facts` are name and value, in order. Times are Unix seconds."""

    number: int
    heading: str
    lede: str
    status: str
    standing: str
    facts: Sequence[tuple[str, str]]
    retired_at: int
    address: str
    notices: Sequence[str]


def certificate_pdf(printed: Printed, bundle: bytes) -> bytes:
    """A4 pages in the language that is asked for."""
    import typst

    with as_file(files(FONT_PACKAGE) / "files") as fonts:
        pdf: bytes = typst.compile(
            str(TEMPLATES / "certificate.typ"),
            root=str(TEMPLATES),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=0,
            pdf_standards=["a-3b"],
            pdf_tags=False,  # tags number the very pieces that are joined afterwards
            sys_inputs={
                "certificate": json.dumps(_told(printed), ensure_ascii=False),
                "bundle": bundle.decode(),
                "code": qr_code(printed.address, "svg").decode(),
            },
        )
    return _readable(pdf)


def printed_day(seconds: int) -> str:
    """A date as readers write it: in Thai with the Buddhist year beside the Gregorian one."""
    text = day(seconds)
    if asked().language != THAI or not text[:4].isdigit():
        return text
    return f"{text} (พ.ศ. {int(text[:4]) + BUDDHIST_ERA})"


def _readable(pdf: bytes) -> bytes:
    """Thai copies out as it went in only where each glyph has its own letter."""
    if asked().language != THAI:
        return pdf
    from passport.adapters.pdf_letters import with_letters

    return with_letters(pdf)


def _told(printed: Printed) -> Mapping[str, object]:
    at = datetime.fromtimestamp(printed.retired_at, UTC)
    parts = {name: getattr(at, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    return {
        "language": asked().language,
        "title": f"{_('Certificate')} {printed.number}",
        "file": f"certificate-{printed.number}.json",
        "retired": parts,
        "heading": printed.heading,
        "lede": printed.lede,
        "status": printed.status,
        "standing": printed.standing,
        "facts": [{"name": name, "value": value} for name, value in printed.facts],
        "address": printed.address,
        "node": f"{_('Retired on chain')}: {utc(printed.retired_at)}",
        "notices": list(printed.notices),
        "words": {
            "page": _("Page"),
            "kind": _("Retirement certificate"),
            "attached": _("Proof bundle: statement, seal and signatures, for anybody to check"),
            "code": _("Code that leads to the verification page"),
            "verify": _("Check it yourself"),
            "how": _(
                "Scan the code, or drop this file on the verification page: your browser checks the signed proof "
                "bundle inside it. What is printed here is proved by nothing but that bundle."
            ),
        },
    }
