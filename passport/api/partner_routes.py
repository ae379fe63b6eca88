"""Partners over HTTP: the leaderboard, whole or its first five, and partners side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from passport.adapters.answer_cache import Answer, AnswerCache
from passport.api.answers import answer_from, reply
from passport.api.partner_schemas import ComparisonOut, LeaderboardOut
from passport.bootstrap import Passport
from passport.domain.partners import Leaderboard, PartnerGrade, Rating
from passport.errors import SupplyUnknown
from registry.api.security import require
from registry.domain.roles import Permission, Principal

PARTNERS_AGE_S = 120
TOP = 5
MOST_LISTED = 1_000
LONGEST_ID = 64
LONGEST_IDS = 2_000

TopReader = Annotated[Principal, Depends(require(Permission.READ_TOP_PARTNERS))]
PartnerReader = Annotated[Principal, Depends(require(Permission.READ_PARTNERS))]
Grade = Annotated[PartnerGrade | None, Query(description="only partners of this grade")]
Limit = Annotated[int, Query(ge=1, le=MOST_LISTED, description="how many are listed at most")]
After = Annotated[str | None, Query(max_length=LONGEST_ID, description="list those that rank below this partner")]
Ids = Annotated[str, Query(max_length=LONGEST_IDS, description="2 to 20 partner ids with commas between them")]


def partner_router(passport: Passport) -> APIRouter:
    """The calls about partners; to be mounted before the doors of single partners, for `compare` is no id."""
    router = APIRouter(tags=["partners"])
    boards = AnswerCache(passport.registry.database, "leaderboard", PARTNERS_AGE_S)
    comparisons = AnswerCache(passport.registry.database, "compare", PARTNERS_AGE_S)

    @router.get("/api/scm/carbon/leaderboard", operation_id="getLeaderboard", response_model=LeaderboardOut)
    def get_leaderboard(
        caller: TopReader, request: Request, grade: Grade = None, limit: Limit = MOST_LISTED, after: After = None
    ) -> Response:
        """Partners by ESG score, the best first; who may see the first five only is shown no others by any filter.

        `Link: rel="next"` leads on where the list is full.
        """

        def build() -> Answer:
            board = passport.leaderboard(caller.tenant)
            found = _asked(board, caller, grade, after)
            listed = found[:limit]
            return answer_from(LeaderboardOut.of(board, listed), _link(request, listed) if found[limit:] else "")

        answer = boards.answer(caller, (grade or "", str(limit), after or ""), build)
        return reply(request, answer, PARTNERS_AGE_S)

    @router.get("/api/v1/partners/compare", operation_id="comparePartners", response_model=ComparisonOut)
    def compare(caller: PartnerReader, request: Request, ids: Ids) -> Response:
        """Partners side by side with every component of their scores, in the order asked for."""
        asked = [one.strip() for one in ids.split(",") if one.strip()]

        def build() -> Answer:
            return answer_from(ComparisonOut.of(passport.compare_partners(caller.tenant, asked)))

        return reply(request, comparisons.answer(caller, tuple(asked), build), PARTNERS_AGE_S)

    return router


def _asked(board: Leaderboard, caller: Principal, grade: PartnerGrade | None, after: str | None) -> list[Rating]:
    """What of the board the caller asked for and may see. Raises SupplyUnknown for `after`."""
    seen = board.ratings if caller.may(Permission.READ_PARTNERS) else board.ratings[:TOP]
    start = 0 if after is None else _place_of(after, seen) + 1
    return [rating for rating in seen[start:] if grade in (None, rating.grade)]


def _link(request: Request, listed: Sequence[Rating]) -> str:
    """The same question, after the last one listed (RFC 8288)."""
    asked = {**request.query_params, "after": listed[-1].partner.partner_id}
    return f'<{request.url.path}?{urlencode(asked)}>; rel="next"'


def _place_of(partner_id: str, ratings: Sequence[Rating]) -> int:
    for place, rating in enumerate(ratings):
        if rating.partner.partner_id == partner_id:
            return place
    raise SupplyUnknown("partners", partner_id)
