"""The panel of nodes over HTTP: anybody may read how a report was agreed on, and judge it again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from oracle.adapters.node_transcript import RoundPaper
from oracle.bootstrap import Oracle
from oracle.domain.agreement_refusals import AgreementUnknown
from oracle.domain.agreement_round import round_document

ReportHash = Annotated[str, Path(pattern=r"^0x[0-9a-f]{64}$")]


def node_router(oracle: Oracle) -> APIRouter:
    """All doors of the panel."""
    router = APIRouter(prefix="/api/v1", tags=["oracle"])

    @router.get("/reports/{report_hash}/agreement", operation_id="showAgreement")
    def show_agreement(report_hash: ReportHash) -> RoundPaper:
        """The newest round on a report with every signed word; `carbonix nodes check` judges it again."""
        round_ = oracle.nodes.rounds.newest(report_hash)
        if round_ is None:
            raise AgreementUnknown(report_hash)
        return RoundPaper.model_validate(round_document(round_))

    return router
