"""The front page: what this is, the live figures, the story's chapters with their proof, and a way to every page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from web.demonstration import READERS
from web.front import Front
from web.live import live_figures


def home_router(front: Front) -> APIRouter:
    """`/`."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/")
    def home() -> HTMLResponse:
        frame = front.frame()
        return front.render(
            "home.html",
            frame,
            figures=live_figures(front, frame.ledger),
            story=front.story(),
            certificates=sorted(frame.ledger.certificates),
            readers=READERS if front.is_demonstration else {},
            passports=[(one.sealed, one.level) for one in front.passport.public.passports()],
        )

    return router
