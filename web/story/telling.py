"""Tells the story in order, each chapter proved before the next begins; told again, it checks and changes nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from registry.bootstrap import Registry
from web.story.detecting import hear_methane, tell_methane
from web.story.disputing import dispute_a_claim
from web.story.gathering import retire_for_many
from web.story.minting import build_reports, mint_credits, open_claims, show_quantities
from web.story.naming import retire_against_the_footprint
from web.story.proving import balance_the_books, prove_it
from web.story.record import Chapter, write_story
from web.story.replaying import replay_the_day
from web.story.retiring import PRODUCT, issue_passport, retire_credits
from web.story.reversing import repay_a_part, reverse_a_batch
from web.story.rules import write_the_rules
from web.story.sensing import enrol_devices, take_readings
from web.story.sharing import share_the_roof
from web.story.stage import Say, Stage, set_stage
from web.story.trading import trade_credits
from web.story.waiting import leave_a_claim
from web.story_file import STORY_FILE


def tell_story(registry: Registry, folder: Path, say: Say) -> list[Chapter]:
    """The chapters, also written to story.json beside certificate.json. Raises whatever step could not be proved."""
    stage = set_stage(registry, folder, say)
    with closing(stage.market):
        chapters = _tell(stage)
    for place in (folder, registry.settings.home):  # one to take away, one for the front page
        write_story(place / STORY_FILE, registry.chain.chain_id, chapters)
    return chapters


def _tell(stage: Stage) -> list[Chapter]:
    rules, methane = write_the_rules(stage), hear_methane(stage)
    chapters = [rules, enrol_devices(stage), take_readings(stage)]
    if methane is not None:
        chapters.append(tell_methane(stage, methane))
    reports = build_reports(stage)
    chapters += [show_quantities(stage, reports), open_claims(stage, reports)]
    plant, roof = reports[101], reports[102]
    chapters += [dispute_a_claim(stage, plant), mint_credits(stage, reports), share_the_roof(stage, roof)]
    exchange, trades = trade_credits(stage)
    chapters += [exchange, replay_the_day(stage, trades)]
    retirement, certificate = retire_credits(stage)
    chapters += [retirement, issue_passport(stage, certificate), retire_for_many(stage)]
    reversal, loss = reverse_a_batch(stage, certificate)
    chapters += [reversal, repay_a_part(stage, loss, certificate), retire_against_the_footprint(stage, PRODUCT)]
    chapters.append(leave_a_claim(stage))
    return [*chapters, prove_it(stage, certificate), balance_the_books(stage)]
