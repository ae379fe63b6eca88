"""Reads the story that the demonstration left, for the front page; a story that is not there is no story."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError

STORY_FILE = "story.json"  # beside the database
LARGEST_STORY_BYTES = 1_000_000
Hash = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]


class StoryFigure(BaseModel):
    """A figure with its unit in its name, and how it is known."""

    name: str
    value: str
    known: Literal["measured", "estimated", "verified"]


class StoryChapter(BaseModel):
    """One step of the story."""

    name: str
    sentence: str
    figures: list[StoryFigure] = []
    transactions: dict[str, Hash] = {}


class Story(BaseModel):
    """The whole story, with the notice that its figures must carry."""

    notice: str
    chapters: list[StoryChapter]


def read_story(file: Path) -> Story | None:
    """The story; None if there is none, or what is there cannot be read as one."""
    try:
        if file.stat().st_size > LARGEST_STORY_BYTES:
            return None
        return Story.model_validate(json.loads(file.read_bytes()))
    except (OSError, ValueError, ValidationError):
        return None
