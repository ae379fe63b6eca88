"""Facts about styles and scripts on the wire: compressed by the build, for whoever takes it, and never an old one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from web.compressing import SMALLEST_BYTES, CompressedPages
from web.static_files import StaticAnswers

STYLE, SCRIPT = "body { margin: 0 } " * SMALLEST_BYTES, "void 0;"
KEPT = b"brotli, made by the build"
SECOND_NS = 1_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As the build leaves it: one style sheet, one script."""
    (tmp_path / "built" / "styles").mkdir(parents=True)
    (tmp_path / "page.css").write_text(STYLE)
    (tmp_path / "built" / "page.js").write_text(SCRIPT)
    for kept in ("styles/page.css.br", "page.js.br"):
        (tmp_path / "built" / kept).write_bytes(KEPT)
    return tmp_path


@pytest.fixture
def reader(folder: Path) -> TestClient:
    app = Starlette()
    app.mount("/static", StaticAnswers(directory=folder))
    app.add_middleware(CompressedPages)
    return TestClient(app)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/static/page.css", "text/css; charset=utf-8"), ("/static/built/page.js", "text/javascript; charset=utf-8")],
)
@pytest.mark.parametrize("takes", ["br", "gzip, deflate, br, zstd", "gzip;q=0.5, br;q=0.9", "br ; q=1.0"])
def test_whoever_takes_brotli_gets_what_the_build_kept(reader: TestClient, path: str, kind: str, takes: str) -> None:
    """Must send the kept bytes under the file's own kind, say how they are packed, and not send them twice."""
    with reader.stream("GET", path, headers={"Accept-Encoding": takes}) as answer:
        assert b"".join(answer.iter_raw()) == KEPT
    assert (answer.headers["content-type"], answer.headers["content-encoding"]) == (kind, "br")
    assert "Accept-Encoding" in answer.headers["vary"]
    known = {"Accept-Encoding": takes, "If-None-Match": answer.headers["etag"]}
    assert reader.get(path, headers=known).status_code == 304


@pytest.mark.parametrize("takes", ["gzip", "identity", "br;q=0", "br;q=0.000, gzip", "brotli", ""])
def test_whoever_does_not_gets_the_file(reader: TestClient, takes: str) -> None:
    """Must send the style sheet itself, and the script, which is too short to be packed, as it is."""
    style = reader.get("/static/page.css", headers={"Accept-Encoding": takes})
    assert style.text == STYLE
    assert style.headers.get("content-encoding") == ("gzip" if "gzip" in takes else None)
    script = reader.get("/static/built/page.js", headers={"Accept-Encoding": takes})
    assert (script.text, script.headers.get("content-encoding")) == (SCRIPT, None)


def test_a_style_that_changed_since_the_build_is_sent_as_it_is_now(reader: TestClient, folder: Path) -> None:
    """Must not answer with the old one."""
    changed = (folder / "built" / "styles" / "page.css.br").stat().st_mtime_ns + SECOND_NS
    os.utime(folder / "page.css", ns=(changed, changed))
    assert reader.get("/static/page.css", headers={"Accept-Encoding": "br"}).text == STYLE


def test_what_was_not_built_is_there_all_the_same(reader: TestClient, folder: Path) -> None:
    """Must need no build for styles."""
    (folder / "built" / "styles" / "page.css.br").unlink()
    assert reader.get("/static/page.css", headers={"Accept-Encoding": "br"}).text == STYLE
    assert reader.get("/static/nothing.css").status_code == 404
