"""Draws QR codes (ISO/IEC 18004) of addresses; the same address gives the same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import segno

ERROR_LEVEL = "m"  # GS1 General Specifications 5.9: at least M, for codes are printed small and get scratched
QUIET_MODULES = 4
PIXELS_PER_MODULE = 8

CodeForm = Literal["svg", "png"]
MEDIA_TYPES: dict[CodeForm, str] = {"svg": "image/svg+xml", "png": "image/png"}


def qr_code(address: str, form: CodeForm) -> bytes:
    """The code as an image, with its quiet zone."""
    out = BytesIO()
    code = segno.make_qr(address, error=ERROR_LEVEL, boost_error=False)
    code.save(out, kind=form, scale=PIXELS_PER_MODULE, border=QUIET_MODULES)
    return out.getvalue()
