"""Risk over HTTP: scores with every movement, alerts, kept months, claims and sustainability certificates."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from passport.adapters.answer_cache import Answer, AnswerCache
from passport.adapters.risk_desk import TenantRisk
from passport.adapters.risk_files import risk_weights
from passport.api.answers import reply
from passport.api.risk_schemas import (
    AlertsOut,
    BrandProtectionOut,
    CauseIn,
    CertificateIn,
    ClaimIn,
    ClaimOut,
    KeptOut,
    MonthOut,
    RiskOut,
    SustainabilityOut,
)
from passport.bootstrap import Passport
from passport.domain.greenwashing import Claim
from passport.domain.history import read_month
from passport.domain.risk import BRI
from registry.api.paging import LONGEST_PAGE, PAGE_LENGTH, link_next
from registry.api.schema import Schema
from registry.api.security import require
from registry.domain.roles import Permission, Principal

RISK_AGE_S = 120

RiskReader = Annotated[Principal, Depends(require(Permission.READ_RISK))]
KpiReader = Annotated[Principal, Depends(require(Permission.READ_ESG_KPI))]
Reader = Annotated[Principal, Depends(require(Permission.READ_PASSPORTS))]
Writer = Annotated[Principal, Depends(require(Permission.WRITE_SUPPLY))]
EsgManager = Annotated[Principal, Depends(require(Permission.MANAGE_ESG))]
ProductId = Annotated[str, Path(min_length=1, max_length=64)]
RecordId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
After = Annotated[str, Query(pattern=r"^[A-Za-z0-9._-]{0,64}$")]
Limit = Annotated[int, Query(ge=1, le=LONGEST_PAGE)]


def risk_router(passport: Passport) -> APIRouter:
    """The calls about risk."""
    router = APIRouter(prefix="/api/v1", tags=["risk"])
    for add in (_add_scores, _add_months, _add_claims, _add_certificates):
        add(router, passport)
    return router


def _answer(document: Schema) -> Answer:
    return Answer.of(document.model_dump_json(by_alias=True).encode())


def _add_scores(router: APIRouter, passport: Passport) -> None:
    risks = AnswerCache(passport.registry.database, "risk", RISK_AGE_S)
    brands = AnswerCache(passport.registry.database, "brand", RISK_AGE_S)

    @router.get("/risk", operation_id="getRisk", response_model=RiskOut)
    def get_risk(caller: RiskReader, request: Request) -> Response:
        """BRI, CRS and ERS of the caller's company: which signal, from which source, moved each by how much."""

        def build() -> Answer:
            return _answer(RiskOut.of(passport.risk.scores(caller.tenant), risk_weights()))

        return reply(request, risks.answer(caller, (), build), RISK_AGE_S)

    @router.get("/risk/products/{product_id}", operation_id="getProductRisk")
    def get_product_risk(product_id: ProductId, caller: RiskReader) -> RiskOut:
        """The scores of one product alone, down to its shipments and partners."""
        scores = passport.risk.product_scores(product_id, caller.tenant)
        return RiskOut.of(TenantRisk(scores, 0), risk_weights())

    @router.get("/risk/brand-protection", operation_id="getBrandProtection", response_model=BrandProtectionOut)
    def get_brand_protection(caller: KpiReader, request: Request) -> Response:
        """100 - BRI, without what is behind it."""

        def build() -> Answer:
            return _answer(BrandProtectionOut.of(passport.risk.scores(caller.tenant).scores[BRI], risk_weights()))

        return reply(request, brands.answer(caller, (), build), RISK_AGE_S)

    @router.get("/risk/anomalies", operation_id="getAnomalies")
    def get_anomalies(caller: RiskReader) -> AlertsOut:
        """Products whose footprint of the newest kept month rose out of its own history."""
        return AlertsOut.of(passport.risk.spikes(caller.tenant))

    @router.get("/risk/alerts", operation_id="getAlerts")
    def get_alerts(caller: RiskReader) -> AlertsOut:
        """Offset fraud, claims against evidence, lowered factors, low own figures, falls without a cause, spikes."""
        return AlertsOut.of(passport.risk.alerts(caller.tenant))


def _add_months(router: APIRouter, passport: Passport) -> None:
    @router.post("/risk/months", operation_id="keepMonth")
    def keep_month(caller: Writer) -> KeptOut:
        """Keeps this month's footprints as they stand; again in the same month keeps the newer ones."""
        month, products = passport.risk.keep_month(caller.tenant)
        return KeptOut(month=month, products=products)

    @router.get("/risk/products/{product_id}/months", operation_id="listMonths")
    def list_months(product_id: ProductId, caller: RiskReader) -> list[MonthOut]:
        """The kept months of a product, oldest first."""
        months = passport.risk.months(caller.tenant, product_id)
        return [MonthOut.of(before, kept) for before, kept in zip([None, *months], months, strict=False)]

    @router.put("/risk/products/{product_id}/months/{month}/cause", operation_id="declareCause", status_code=204)
    def declare_cause(product_id: ProductId, month: str, declared: CauseIn, caller: EsgManager) -> Response:
        """Declares why the footprint of a kept month changed."""
        read_month("month", month)
        passport.risk.declare_cause(caller, product_id, month, declared.cause, declared.evidence)
        return Response(status_code=204)


def _add_claims(router: APIRouter, passport: Passport) -> None:
    @router.put("/claims/{claim_id}", operation_id="putClaim", status_code=204)
    def put_claim(claim_id: RecordId, sent: ClaimIn, caller: EsgManager) -> Response:
        """Records what the company says of a product in public."""
        if sent.since_month:
            read_month("since_month", sent.since_month)
        passport.risk.put_claim(caller, Claim(identity=claim_id, **sent.model_dump()))
        return Response(status_code=204)

    @router.get("/claims", operation_id="listClaims")
    def list_claims(
        caller: RiskReader, request: Request, response: Response, after: After = "", limit: Limit = PAGE_LENGTH
    ) -> list[ClaimOut]:
        """The company's claims, each held against its own records."""
        judged = passport.risk.judged_claims(caller.tenant, after, limit)
        link_next(request, response, judged, limit, judged[-1].claim.identity if judged else "")
        return [ClaimOut.of(one) for one in judged]


def _add_certificates(router: APIRouter, passport: Passport) -> None:
    @router.put("/sustainability-certificates/{certificate_id}", operation_id="putSustainability", status_code=204)
    def put_certificate(certificate_id: RecordId, sent: CertificateIn, caller: Writer) -> Response:
        """Records a sustainability certificate of a product or partner."""
        passport.risk.put_certificate(caller, sent.read(certificate_id))
        return Response(status_code=204)

    @router.get("/sustainability-certificates", operation_id="listSustainability")
    def list_certificates(
        caller: Reader, request: Request, response: Response, after: After = "", limit: Limit = PAGE_LENGTH
    ) -> list[SustainabilityOut]:
        """The company's sustainability certificates and how each stands today; they are part of no score."""
        held = passport.risk.certificates.page(caller.tenant, after, limit)
        link_next(request, response, held, limit, held[-1].identity if held else "")
        return [SustainabilityOut.of(one, passport.risk.today()) for one in held]
