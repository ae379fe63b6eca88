"""Reads what risk and benchmarks weigh by: weights, thresholds and the partition of industries are data files."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from passport.adapters.factor_files import DATA
from passport.domain.benchmark import BenchmarkRule
from passport.domain.names import plain_name
from passport.domain.risk import RiskWeights
from passport.domain.spikes import SpikeRule
from registry.adapters.canonical_json import canonical


@dataclass(frozen=True, slots=True)
class SignalRules:
    """Thresholds of the signals that come as alerts; shares in basis points."""

    name: str
    content_hash: str
    spikes: SpikeRule
    least_fall_bp: int
    least_factor_fall_bp: int
    least_own_figure_bp: int


@cache
def risk_weights() -> RiskWeights:
    """The weights of the three scores, with the hash by which an answer names them."""
    document = _document("risk-weights.json")
    severities = document["severities"]
    return RiskWeights(
        name=document["name"],
        content_hash=_hash(document),
        product_grade=severities["product_grade"],
        scope_3_share=tuple((start, severity) for start, severity in severities["scope_3_share"]),
        partner_grade=severities["partner_grade"],
        scores=document["scores"],
    )


@cache
def signal_rules() -> SignalRules:
    """The thresholds of spikes, falls, lowered factors and own figures."""
    document = _document("risk-signals.json")
    spikes = document["spikes"]
    thresholds = {int(months): value for months, value in spikes.pop("thresholds").items()}
    return SignalRules(
        name=document["name"],
        content_hash=_hash(_document("risk-signals.json")),
        spikes=SpikeRule(**spikes, thresholds=thresholds),
        least_fall_bp=document["falls"]["least_fall_bp"],
        least_factor_fall_bp=document["factors"]["least_fall_bp"],
        least_own_figure_bp=document["own_figure"]["least_share_bp"],
    )


@cache
def benchmark_rule() -> BenchmarkRule:
    """Who may be compared with whom, and when a cell keeps silent."""
    document = _document("benchmark.json")
    groups = document["groups"].items()
    return BenchmarkRule(
        name=document["name"],
        least_companies=document["least_companies"],
        largest_share_bp=document["largest_share_bp"],
        p_percent_bp=document["p_percent_bp"],
        least_change=document["least_change"],
        group_of={plain_name(category): group for group, categories in groups for category in categories},
        otherwise=document["otherwise"],
    )


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return document


def _hash(document: dict[str, Any]) -> str:
    return "0x" + hashlib.sha256(canonical(document)).hexdigest()
