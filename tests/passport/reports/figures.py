"""The figures that the tests of reports speak of: the coffee's 31.007 kg against a base year of 41.007 kg."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from passport.adapters.standard_files import framework_named, words_of
from passport.domain.certificates import SubjectKind, SustainabilityCertificate
from passport.domain.reports.inventory import (
    BaseYear,
    Inventory,
    Masses,
    Method,
    OffsetFigures,
    PartnerFigures,
    ReportOrder,
    Shares,
)
from passport.domain.reports.report import Report, document_of

METHOD = Method("owner-default-2025", "default-2025", "0x" + "ab" * 32, "not stated")
SHARES = Shares(Fraction(55, 100), Fraction(1, 10))
PAST, PRESENT = (date(2024, 1, 1), date(2025, 6, 30)), (date(2025, 1, 1), date(2026, 1, 1))
INVENTORY = Inventory(
    masses=Masses(2_500_000, 2_550_000, 25_957_000),
    method=METHOD,
    boundary="from the factory to the hand-over: manufacturing, warehousing, transport",
    products=1,
    left_out=2,
    measured=0,
    units=1,
    partners=PartnerFigures(known=3, assessed=2, with_violations=1),
    offsets=OffsetFigures(count=1, grams=2_500_000),
    certificates=(
        SustainabilityCertificate("c1", SubjectKind.Product, "coffee", "Rainforest Alliance", "RA-0042", "=CU", *PAST),
        SustainabilityCertificate("c2", SubjectKind.Partner, "farm", "EU Organic", "TH-BIO-7", "Ceres", *PRESENT),
    ),
)
BASE = BaseYear(2024, Masses(2_500_000, 2_550_000, 35_957_000), METHOD)
COMPANY = {
    "en": "Example Foods",
    "th": "บริษัท น้ำผึ้งป่าศักดิ์สิทธิ์ ตั้งชื่อ ชั่งกุ้ง ฝั่งปั๊ม ญี่ปุ่น จำกัด",
    "vi": "Công ty Cà phê Nguyễn Thị Phượng, Buôn Ma Thuột",
}


def document(framework: str = "gri", language: str = "en", **changes: Any) -> dict[str, Any]:
    """A report of these figures as JSON; `changes` are of the inventory."""
    order = ReportOrder(framework, language, 2025, COMPANY[language], 2024)
    inventory = replace(INVENTORY, **changes)
    report = Report(order, inventory, BASE, SHARES, framework_named(framework), words_of(language))
    return document_of(report)


def lines_of(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Every figure of a report by `code measure`."""
    return {
        f"{disclosure['code']} {line['measure']}": line
        for standard in document["standards"]
        for disclosure in standard["disclosures"]
        for line in disclosure["lines"]
    }
