"""Reads the policy of quality that ships with the room."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from oracle.domain.quality_policy import QualityPolicy, policy_of

POLICY_FILE = Path(__file__).resolve().parents[1] / "data" / "quality-policy.json"


@cache
def quality_policy() -> QualityPolicy:
    """The policy in force. Raises InvalidInput for a file that states none."""
    return policy_of(json.loads(POLICY_FILE.read_text(encoding="utf-8")))
