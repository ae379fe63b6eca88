"""Reads the policy of silver that ships with the room."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from oracle.domain.silver_rules import SilverPolicy, policy_of

POLICY_FILE = Path(__file__).resolve().parents[2] / "data" / "silver-policy.json"


@cache
def silver_policy() -> SilverPolicy:
    """The policy in force. Raises InvalidInput for a file that states none."""
    return policy_of(json.loads(POLICY_FILE.read_text(encoding="utf-8")))
