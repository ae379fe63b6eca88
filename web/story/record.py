"""What the story printed: chapters with figures and the transactions that prove them, kept as demo/story.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from registry.adapters.durable_file import READABLE, write_whole
from registry.domain.notices import DEMONSTRATION_NOTICE


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, its unit in the name ("point estimate, kg"), and how it is known: measured, estimated or verified."""

    name: str
    value: str
    known: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One step: what happened in a sentence, its figures, and the transactions by what they did."""

    name: str
    sentence: str
    figures: tuple[Figure, ...] = ()
    transactions: Mapping[str, str] = field(default_factory=dict)


def measured(name: str, value: object) -> Figure:
    return Figure(name, str(value), "measured")


def estimated(name: str, value: object) -> Figure:
    return Figure(name, str(value), "estimated")


def verified(name: str, value: object) -> Figure:
    return Figure(name, str(value), "verified")


def write_story(file: Path, chain_id: int, chapters: list[Chapter]) -> None:
    """Writes the story whole or not at all."""
    document = {
        "notice": DEMONSTRATION_NOTICE,
        "chainId": str(chain_id),
        "chapters": [
            {
                "name": chapter.name,
                "sentence": chapter.sentence,
                "figures": [{"name": f.name, "value": f.value, "known": f.known} for f in chapter.figures],
                "transactions": dict(chapter.transactions),
            }
            for chapter in chapters
        ],
    }
    write_whole(file, (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode(), mode=READABLE)
