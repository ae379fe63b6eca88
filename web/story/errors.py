"""What the story raises when a step is not what it must be.

CarbonixError
└── NotProved   the sentence says which check failed, with what was seen
"""

from __future__ import annotations

from registry.errors import CarbonixError


class NotProved(CarbonixError):
    """A check of the story failed."""
