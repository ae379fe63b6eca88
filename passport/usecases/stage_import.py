"""Stages a judged file: says what it would change, keeps its good rows, and changes nothing yet."""

from __future__ import annotations

from passport.domain.import_preview import Known, placed, preview, updated
from passport.domain.intake import Intake
from passport.ports import ImportStore, StagedFile


def stage_import(intake: Intake, staged: StagedFile, *, store: ImportStore) -> dict[str, object]:
    """The report with the preview; refused rows stay in it for good, good ones wait for `commit_import`."""
    known = store.known(intake, staged.tenant)
    report = report_of(intake, staged, known)
    store.keep(staged, updated(placed(intake, known), known), report)
    return report


def report_of(intake: Intake, staged: StagedFile, known: Known) -> dict[str, object]:
    """Numbers, faults and differences of a file against what its company keeps."""
    good = updated(placed(intake, known), known)
    head: dict[str, object] = {"id": staged.import_id, "state": "staged", "profile": staged.profile}
    return head | {"file_sha256": staged.file_sha256} | good.report() | preview(good, known)
