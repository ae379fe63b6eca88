"""Tells the story in order, each chapter proved before the next begins; told again, it checks and changes nothing."""

from __future__ import annotations

from pathlib import Path

from registry.bootstrap import Registry
from web.story.minting import mint_credits, read_the_meters
from web.story.proving import balance_the_books, prove_it
from web.story.record import Chapter, write_story
from web.story.retiring import issue_passport, retire_credits
from web.story.rules import write_the_rules
from web.story.stage import Say, set_stage
from web.story.trading import trade_credits

FOLDER = "demo"


def tell_story(registry: Registry, folder: Path, say: Say) -> list[Chapter]:
    """The chapters, also written to story.json beside certificate.json. Raises whatever step could not be proved."""
    stage = set_stage(registry, folder, say)
    chapters = [write_the_rules(stage), read_the_meters(stage), mint_credits(stage), trade_credits(stage)]
    retirement, certificate = retire_credits(stage)
    chapters += [retirement, issue_passport(stage, certificate), prove_it(stage, certificate)]
    chapters.append(balance_the_books(stage))
    write_story(folder / "story.json", registry.chain.chain_id, chapters)
    return chapters
