"""Commits a staged file: its good rows are written in one transaction, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping

from passport.ports import ImportStore


def commit_import(import_id: str, tenant: str, actor: str, at: int, *, store: ImportStore) -> Mapping[str, object]:
    """The report, now of state committed; `at` in Unix seconds. A file is committed once.

    Raises ImportUnknown, ImportClosed, ImportOutdated, ProductExists.
    """
    return store.commit_staged(import_id, tenant, actor, at)
