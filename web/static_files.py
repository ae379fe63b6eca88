"""Serves scripts and styles as the build compressed them, to a browser that takes brotli; every other file as it is."""

from __future__ import annotations

import os
import re
from mimetypes import guess_type
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

BUILT, STYLES = "built", "styles"  # vite.config.mts lays `<name>.br` there
# RFC 9110, 12.5.3: named, and not with a quality of 0.
_TAKES_BROTLI = re.compile(r"(?:^|,)\s*br\s*(?:;\s*q=(?:1(?:\.0*)?|0?\.0*[1-9]\d*)\s*)?(?:,|$)", re.IGNORECASE)


class StaticAnswers(StaticFiles):
    """The folder of styles, pictures and what was built."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, or what the build made of these very bytes of it."""
        asking = Headers(scope=scope)
        kept = kept_beside(Path(full_path)) if _TAKES_BROTLI.search(asking.get("accept-encoding", "")) else None
        if kept is None or (made := kept.stat()).st_mtime_ns < stat_result.st_mtime_ns:
            return super().file_response(full_path, stat_result, scope, status_code)
        kind, _ = guess_type(str(full_path))
        answer = FileResponse(kept, status_code, media_type=kind, stat_result=made)
        answer.headers["content-encoding"] = "br"
        answer.headers.add_vary_header("Accept-Encoding")
        return NotModifiedResponse(answer.headers) if self.is_not_modified(answer.headers, asking) else answer


def kept_beside(file: Path) -> Path | None:
    """Where the build keeps the file compressed: beside what it built, and in a folder for styles; None without one."""
    folder = file.parent if file.parent.name == BUILT else file.parent / BUILT / STYLES
    kept = folder / f"{file.name}.br"
    return kept if kept.is_file() else None
