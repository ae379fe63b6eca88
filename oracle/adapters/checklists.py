"""Reads the checklists of inspections: what every expert is asked, and what each methodology adds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from oracle.domain.inspection import Checklist, Point
from registry.errors import InvalidInput

FILE = "inspection-checklists.json"


def checklist_of(methodology: str) -> Checklist:
    """The checklist of a methodology by its name on chain, `CarboniX <Name> after <standard>, v1`.

    Raises InvalidInput for one without a list: an expert who is asked nothing has seen nothing.
    """
    lists = _lists()
    words = methodology.split()
    own = lists["methodologies"].get(words[1] if len(words) > 1 else "")
    if own is None:
        raise InvalidInput("methodology", methodology, f"has no checklist; {', '.join(lists['methodologies'])} have")
    points = (*lists["common"].items(), *own.items())
    return Checklist(lists["version"], tuple(Point(identity, text) for identity, text in points))


@cache
def _lists() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((files("oracle") / "data" / FILE).read_text(encoding="utf-8"))
    return found
