"""`carbonix demo`: brings the system up, tells the story, and then serves it, or with --once ends."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from registry.command_line import one_sentence
from registry.config import Settings, settings_from_environment
from registry.domain.notices import DEMONSTRATION_NOTICE
from web.story.record import Chapter
from web.system.running import running_system
from web.system.serving import serve_registry

WIDEST_FIGURE = 44
FOLDER = "demo"


def demo(
    once: Annotated[bool, typer.Option("--once", help="prove the story and end")] = False,
    out: Annotated[Path, typer.Option(help="folder for story.json and certificate.json")] = Path(FOLDER),
) -> None:
    """Tell the whole story on a real chain: one credit from a meter reading to a public proof."""
    with one_sentence():
        _demonstrate(settings_from_environment(), out, once)


def _demonstrate(settings: Settings, out: Path, once: bool) -> None:
    from web.story.telling import tell_story  # it brings a broker and a model: no other command waits for them

    console, begun = Console(), time.monotonic()
    with console.status("starting") as status, running_system(settings, say=status.update) as registry:
        chapters = tell_story(registry, out, status.update)
        status.stop()
        for number, chapter in enumerate(chapters, start=1):
            show(console, number, chapter)
        console.print(DEMONSTRATION_NOTICE, style="italic")
        console.print(f"Proved in {time.monotonic() - begun:.0f} s: {out}/story.json, {out}/certificate.json.")
        if not once:
            serve_registry(registry, say=partial(console.print, soft_wrap=True, highlight=False))


def show(console: Console, number: int, chapter: Chapter) -> None:
    """One chapter as a person reads it."""
    console.print(f"\n[bold]{number}. {chapter.name}[/]")
    console.print(chapter.sentence)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    hashes = {figure.name: figure.value for figure in chapter.figures if len(figure.value) > WIDEST_FIGURE}
    for figure in chapter.figures:
        if figure.name not in hashes:
            table.add_row(figure.name, figure.value, f"[dim]{figure.known}[/]")
    console.print(table)
    for what, value in (hashes | dict(chapter.transactions)).items():
        # Never cut: a hash is there to be copied.
        console.print(f"{value}  {what}", style="dim", soft_wrap=True, highlight=False)
