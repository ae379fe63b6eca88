"""The executive's page: seven figures of the company, no shipment and no single product; the same as a PDF."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from passport.adapters.board_pdf import board_pdf, board_words_of
from passport.domain.board import Board, Card, cards_of, document_of
from registry.domain.roles import Permission, Principal
from web.asking import asked
from web.front import Front
from web.languages import translated
from web.session import require_caller
from web.sheets import Sheet

COLUMNS = ("figure", "title", "value", "unit", "known", "said")
Language = Annotated[str | None, Query(max_length=2)]


def executive_router(front: Front) -> APIRouter:
    """`/executive` and its PDF for the board."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/executive")
    def show(request: Request) -> Response:
        caller = _executive(request)
        board, language = front.passport.board(caller), asked().language
        cards = cards_of(board, board_words_of(language), language)
        sheet = _sheet(board, cards, caller)
        return front.answer("executive.html", front.frame(), sheet, board=board, cards=cards, caller=caller)

    @router.get("/executive/board.pdf")
    def print_board(request: Request, language: Language = None) -> Response:
        caller, chosen = _executive(request), language or asked().language
        words = board_words_of(chosen)
        printed = board_pdf(document_of(front.passport.board(caller), caller.tenant, words, chosen, front.notice))
        named = {
            "Content-Disposition": f'attachment; filename="board-{chosen}.pdf"',
            "Cache-Control": "private, no-cache",
        }
        return Response(printed, media_type="application/pdf", headers=named)

    return router


def _executive(request: Request) -> Principal:
    here = translated("The company on one page: its overall grade, its target, its offset proof, its brand.")
    return require_caller(request, Permission.READ_ESG_KPI, here=here)


def _sheet(board: Board, cards: list[Card], caller: Principal) -> Sheet:
    rows = [(one.name, one.title, one.value, one.unit, one.basis, one.said) for one in cards]
    facts = {"company": caller.tenant, "methodology": board.factors.methodology, "factorSet": board.factors.name}
    return Sheet("executive", COLUMNS, rows, facts)
