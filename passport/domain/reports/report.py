"""Builds a report: every figure under the code that asks for it, every omission with its reason, offsets apart.

A report holds no time of its making: the same figures, order and standards are the same report, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from passport.domain.certificates import SustainabilityCertificate
from passport.domain.reports.inventory import BaseYear, Inventory, ReportOrder, Shares
from passport.domain.reports.measures import Measure, measures_of
from passport.domain.reports.standards import Disclosure, Framework, Omission, Standard

FORMAT = "carbonix/report/1"
APART = ("offset_certificates", "carbon_credits")
LAST_DAY = (12, 31)
COUNTED, MEASURED = 7, 9  # places among the facts
BUDDHIST_ERA = 543  # years before the Gregorian count (Thailand)
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported: the order, the figures, and the standards and words that it was told in."""

    order: ReportOrder
    inventory: Inventory
    base: BaseYear
    shares: Shares
    framework: Framework
    words: Words


def document_of(report: Report) -> dict[str, Any]:
    """The report as JSON: text and lists of it only; every other format is made from this and from nothing else."""
    measures = measures_of(report.inventory, report.base, report.shares)
    language = report.order.language
    return {
        "type": FORMAT,
        "framework": report.framework.identity,
        "language": language,
        "organisation": report.order.organisation,
        "period": str(report.order.period),
        "title": report.framework.title[language],
        "said": [sentence[language] for sentence in report.framework.said],
        "facts": [{"name": name, "value": value} for name, value in _facts(report)],
        "standards": [_standard(standard, measures, report) for standard in report.framework.standards],
        "apart": {
            "title": report.words["apart_title"],
            "said": report.words["apart_said"],
            "lines": [_line(name, measures[name], report.words) for name in APART],
        },
        "certificates": {
            "title": report.words["certificates_title"],
            "said": report.words["certificates_said"],
            "lines": [_certificate(one, report) for one in report.inventory.certificates],
            "more": report.words["certificates_more"] if report.inventory.more_certificates else "",
        },
        "method": _method(report),
    }


def _facts(report: Report) -> list[tuple[str, str]]:
    """What the figures rest on, in the report's language."""
    words, inventory, base = report.words, report.inventory, report.base
    language = report.order.language
    return [
        (words["period"], shown_year(report.order.period, language)),
        (words["base_year"], shown_year(base.year, language)),
        (words["methodology"], inventory.method.methodology),
        (words["factor_set"], f"{inventory.method.factor_set} ({inventory.method.factor_set_hash})"),
        (words["gwp"], words.get(f"gwp_{inventory.method.gwp_set}", inventory.method.gwp_set)),
        (words["gases"], words["gases_said"]),
        (words["boundary"], words["boundary_said"]),
        (words["products"], str(inventory.products)),
        (words["products_left_out"], str(inventory.left_out)),
        (words["products_measured"], str(inventory.measured)),
        (words["units"], str(inventory.units)),
    ]


def is_measured(document: Mapping[str, Any]) -> bool:
    """True where a report counts products and no input of any of them is an estimate: so are then its masses."""
    counted, measured = (document["facts"][place]["value"] for place in (COUNTED, MEASURED))
    return bool(counted == measured and counted != "0")


def shown_year(year: int, language: str) -> str:
    """The Gregorian year; in Thai with the Buddhist one beside it."""
    return f"{year} (พ.ศ. {year + BUDDHIST_ERA})" if language == "th" else str(year)


def _standard(standard: Standard, measures: Mapping[str, Measure], report: Report) -> dict[str, Any]:
    return {
        "id": standard.identity,
        "title": standard.title,
        "edition": standard.edition,
        "issuer": standard.issuer,
        "status": standard.force.value,
        "statusSaid": report.words[f"force_{standard.force.value}"],
        "note": standard.note[report.order.language],
        "disclosures": [_disclosure(disclosure, measures, report) for disclosure in standard.disclosures],
    }


def _disclosure(disclosure: Disclosure, measures: Mapping[str, Measure], report: Report) -> dict[str, Any]:
    language, official = report.order.language, disclosure.title["en"]
    return {
        "code": disclosure.code,
        "title": official,
        "translation": "" if language == "en" else disclosure.title[language],
        "lines": [_line(name, measures[name], report.words) for name in disclosure.measures],
        "omissions": [_omission(omission, report) for omission in disclosure.omissions],
    }


def _line(name: str, measure: Measure, words: Words) -> dict[str, str]:
    """A figure; where there is none, its value is empty and `missing` says why."""
    return {
        "measure": name,
        "label": words[name],
        "value": "" if measure.value is None else format(measure.value, "f"),
        "unit": words.get(f"unit_{measure.unit}", measure.unit),
        "missing": "" if measure.missing is None else words[measure.missing],
    }


def _omission(omission: Omission, report: Report) -> dict[str, str]:
    return {
        "reason": omission.reason.value,
        "reasonSaid": report.words[omission.reason.value],
        "explanation": omission.explanation[report.order.language],
    }


def _certificate(certificate: SustainabilityCertificate, report: Report) -> dict[str, str]:
    """As its scheme issued it, and how it stands on the last day of the period; no figure depends on it."""
    standing = certificate.standing(date(report.order.period, *LAST_DAY))
    return {
        "subject": f"{report.words[f'subject_{certificate.subject_kind.value}']} {certificate.subject_id}",
        "scheme": certificate.scheme,
        "number": certificate.number,
        "issuer": certificate.issuer,
        "validity": f"{certificate.valid_from.isoformat()} – {certificate.valid_until.isoformat()}",
        "standing": standing.value,
        "standingSaid": report.words[standing.value],
    }


def _method(report: Report) -> dict[str, str]:
    """What a program needs to recompute the report and to judge whether two of them compare."""
    method, base = report.inventory.method, report.base
    return {
        "methodology": method.methodology,
        "factorSet": method.factor_set,
        "factorSetHash": method.factor_set_hash,
        "gwpSet": method.gwp_set,
        "boundary": report.inventory.boundary,
        "baseYear": str(base.year),
        "baseTotalMg": str(base.masses.total_mg),
        "baseMethodology": base.method.methodology,
        "baseFactorSetHash": base.method.factor_set_hash,
        "scope1Mg": str(report.inventory.masses.scope1_mg),
        "scope2Mg": str(report.inventory.masses.scope2_mg),
        "scope3Mg": str(report.inventory.masses.scope3_mg),
    }
