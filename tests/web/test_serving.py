"""Facts about listening."""

from __future__ import annotations

import pytest

from web.errors import PortTaken
from web.system.serving import listen


def test_a_taken_port_is_named() -> None:
    """Must say which port is taken and how to choose another, instead of a trace."""
    with listen("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(PortTaken) as refusal:
            listen("127.0.0.1", port)
    assert refusal.value.facts["port"] == str(port)
    assert "--port" in refusal.value.sentence
