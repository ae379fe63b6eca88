"""The day of the exchange is sealed and run again from its journal: the same commands give the same fills."""

from __future__ import annotations

from collections.abc import Sequence

from carbonix_client.models import MarketTradeOut

from marketplace.domain.commands import Traded
from marketplace.usecases.replay_day import ReplayedDay
from registry.adapters.durable_file import READABLE, write_whole
from web.story.errors import NotProved
from web.story.record import Chapter, verified
from web.story.stage import Stage

Fill = tuple[str, ...]


def replay_the_day(stage: Stage, trades: Sequence[MarketTradeOut]) -> Chapter:
    """Seals what was entered, replays it, and holds every fill to what the participants were told."""
    stage.say("running the day of the exchange again")
    archive = stage.market.archive
    if not any(day.sealed for day in archive.days()):
        archive.seal_days(stage.cast.sealer, today=True)
    days = [archive.replay(day.day) for day in archive.days() if day.sealed]
    found = [_fill(fill) for day in days for fill in day.fills]
    told = [(trade.id, trade.batch, trade.buy, trade.sell, trade.amount, trade.price) for trade in trades]
    if found != told or not all(day.holds for day in days):
        raise NotProved(f"the journal run again gives {found} and {[_failures(day) for day in days]}, told was {told}")
    for day in days:
        file = stage.folder / f"exchange-{day.day}.ndjson"
        write_whole(file, archive.bundle(day.day).read_bytes(), mode=READABLE)
    return Chapter(
        "The day, run again",
        "Every command of the exchange stands in a journal whose root is sealed on chain. Run again from the first "
        "command, it gave every trade again, to the credit. demo/ holds the day for whoever wants to try: "
        "carbonix replay DAY --from FILE.",
        (
            verified("fills told to the participants", len(told)),
            verified("fills of the replay, the same", len(found)),
            verified("checks of the replay passed", sum(s.outcome == "pass" for day in days for s in day.steps)),
        ),
    )


def _fill(fill: Traded) -> Fill:
    return (str(fill.number), str(fill.market.batch), fill.buy, fill.sell, str(fill.credits), str(fill.price_minor))


def _failures(day: ReplayedDay) -> list[str]:
    return [step.sentence for step in day.steps if step.outcome == "fail"]
