"""The browser's verifier, bundled once."""

from __future__ import annotations

import pytest

from tests.verifier.browser import BrowserVerifier, bundled


@pytest.fixture(scope="session")
def in_browser(tmp_path_factory: pytest.TempPathFactory) -> BrowserVerifier:
    """web/islands/verifier with all that it imports."""
    folder = tmp_path_factory.mktemp("verifier")
    return BrowserVerifier(bundled("verifier/verify.ts", folder), folder)
