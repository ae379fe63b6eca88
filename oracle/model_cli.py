"""Commands on models: train a calibration from a collocation, train it again and compare, find methane releases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from oracle.domain.model_card import TREES, ModelCard, card_of
from oracle.domain.release_rule import ReleaseRule, Window, windows_of
from registry.adapters.canonical_json import canonical, parse_canonical
from registry.adapters.input_file import read_input
from registry.command_line import EXIT_FAILED, AsJson, one_sentence
from registry.errors import InvalidInput

LARGEST_FILE_BYTES = 50_000_000
LARGEST_CARD_BYTES = 64 * 1024
CARD_FILE = "card.json"
PPB_PER_PPM = 1_000

app = typer.Typer(no_args_is_help=True, help=__doc__)
DataFile = Annotated[Path, typer.Argument(help="the UCI Air Quality file (CSV)")]
Folder = Annotated[Path, typer.Option("--out", help="the folder of the model; it is made")]


@app.command()
def train(
    file: DataFile,
    out: Folder,
    target: Annotated[str, typer.Option("--target", help="co, no2 or c6h6")] = "co",
    trees: Annotated[bool, typer.Option("--trees", help="boosted trees inside the hull, the ridge outside")] = False,
    as_json: AsJson = False,
) -> None:
    """Train a calibration on the first 70 % of the hours, measure it on the rest, write its card and its files."""
    with one_sentence(as_json):
        card, files = _trained(file, target, with_trees=trees)
        out.mkdir(parents=True, exist_ok=True)
        for name, content in {CARD_FILE: canonical(card.document()), **files}.items():
            (out / name).write_bytes(content)
    _show(card, as_json)


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="the folder of a model")], file: DataFile, as_json: AsJson = False
) -> None:
    """Train a model again from its data and compare every hash with its card; exit code 1 where one differs."""
    with one_sentence(as_json):
        stated = card_of(parse_canonical(read_input(folder / CARD_FILE, LARGEST_CARD_BYTES)))
        target = stated.name.removeprefix("air-quality-").removesuffix("-trees")
        again, files = _trained(file, target, with_trees=stated.method == TREES)
        kept = {name: read_input(folder / name, LARGEST_FILE_BYTES) for name in files}
    differing = [member for member, value in again.document().items() if stated.document()[member] != value]
    differing += [name for name, content in files.items() if kept[name] != content]
    typer.echo(json.dumps({"differs": differing}) if as_json else _verdict(differing))
    if differing:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def releases(
    file: Annotated[Path, typer.Argument(help="methane by the minute (CSV: time_utc, ch4_ppm_..., wind_speed_ms)")],
    as_json: AsJson = False,
) -> None:
    """List the spans in which the 3 ppm rule says that methane is released; a span without readings counts as one."""
    from oracle.adapters.models.methane_file import read_minutes

    rule = ReleaseRule()
    with one_sentence(as_json):
        spans = _spans(windows_of(read_minutes(read_input(file, LARGEST_FILE_BYTES)), rule), rule.window_s)
    if as_json:
        typer.echo(json.dumps(spans, indent=2))
        return
    typer.echo(f"above {rule.threshold_ppb / PPB_PER_PPM:g} ppm at any sensor, windows of {rule.window_s} s")
    for span in spans:
        typer.echo("  ".join(f"{name} {value}" for name, value in span.items()))


def _trained(file: Path, target: str, *, with_trees: bool) -> tuple[ModelCard, dict[str, bytes]]:
    from oracle.adapters.models.air_quality_file import TARGETS, read_hours
    from oracle.adapters.models.training import sha256_of, train

    if target not in TARGETS:
        raise InvalidInput("target", target, f"one of {', '.join(TARGETS)}")
    content = read_input(file, LARGEST_FILE_BYTES)
    trained = train(read_hours(content, TARGETS[target]), sha256_of(content), with_trees=with_trees)
    return trained.card, trained.files


def _show(card: ModelCard, as_json: bool) -> None:
    from oracle.adapters.models.training import sha256_of

    document = {"cardHash": sha256_of(canonical(card.document())), **card.document()}
    if as_json:
        typer.echo(json.dumps(document, indent=2))
        return
    for name in ("cardHash", "name", "method", "quantity", "unit", "split"):
        typer.echo(f"{name:24}{document[name]}")
    for name, value in card.metrics.items():
        typer.echo(f"{name:24}{value:.4f}")


def _verdict(differing: Sequence[str]) -> str:
    if differing:
        return f"another model: {', '.join(differing)} differ"
    return "the same model: every hash of the card came out again"


def _spans(windows: Sequence[Window], window_s: int) -> list[dict[str, str]]:
    spans: list[list[Window]] = []
    for before, window in zip([None, *windows], windows, strict=False):
        if window.releasing and not (before is not None and before.releasing):
            spans.append([])
        if window.releasing:
            spans[-1].append(window)
    return [
        {
            "from": _instant(span[0].start_s),
            "until": _instant(span[-1].start_s + window_s),
            "highestPpb": str(max((one.highest_ppb for one in span if one.highest_ppb is not None), default="none")),
        }
        for span in spans
    ]


def _instant(time_s: int) -> str:
    return f"{datetime.fromtimestamp(time_s, UTC):%Y-%m-%dT%H:%M:%SZ}"
