"""The leaderboard of a document of partners on the command line; no server and no database is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from passport.adapters.partner_document import read_partners_file
from passport.api.partner_schemas import LeaderboardOut
from passport.domain.partners import PartnerGrade, rank
from registry.command_line import AsJson, one_sentence

PartnersFile = Annotated[Path, typer.Argument(help="a carbonix/partners/1 document (JSON), or - for standard input")]
OnlyGrade = Annotated[PartnerGrade | None, typer.Option("--grade", help="list only partners of this grade")]


def show_leaderboard(file: PartnersFile, grade: OnlyGrade = None, as_json: AsJson = False) -> None:
    """Rank partners by their ESG score, the best first, as the JSON of the specification."""
    with one_sentence(as_json):
        board = rank(read_partners_file(file))
    listed = board.ratings if grade is None else board.of_grade(grade)
    typer.echo(LeaderboardOut.of(board, listed).model_dump_json(indent=2))
