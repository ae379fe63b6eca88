"""Releases the month's benchmark once: what was released is never computed again, so that no two can be subtracted."""

from __future__ import annotations

from passport.domain.benchmark import BenchmarkRule, Release, benchmark_of
from passport.ports import BenchmarkSource


def release_benchmark(month: str, factor_set_hash: str, *, source: BenchmarkSource, rule: BenchmarkRule) -> Release:
    """The release of the month: the kept one, else a new one over products computed with this factor set."""
    kept = source.released(month)
    if kept is not None:
        return kept
    return benchmark_of(source.contributions(factor_set_hash), rule, source.earlier(month))
