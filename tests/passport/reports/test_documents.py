"""Facts about what a report says: right codes and titles, gross figures, omissions with reasons, offsets apart."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from passport.adapters.report_csv import BOM, inert, report_csv
from passport.adapters.report_xlsx import report_xlsx
from passport.adapters.standard_files import framework_named, frameworks, languages, words_of
from passport.domain.certificates import Validity
from passport.domain.reports.inventory import BaseYear, Masses, OffsetFigures, PartnerFigures, ReportOrder
from passport.domain.reports.measures import measures_of
from passport.domain.reports.report import Report, document_of
from passport.domain.reports.standards import Force, Reason
from registry.adapters.canonical_json import canonical
from registry.errors import InvalidInput
from tests.passport.reports.figures import BASE, INVENTORY, METHOD, SHARES, document, lines_of

GRI_TITLES = {
    "305-1": "Direct (Scope 1) GHG emissions",
    "305-2": "Energy indirect (Scope 2) GHG emissions",
    "305-3": "Other indirect (Scope 3) GHG emissions",
    "305-5": "Reduction of GHG emissions",
    "308-1": "New suppliers that were screened using environmental criteria",
    "414-1": "New suppliers that were screened using social criteria",
    "102-1": "Transition plan for climate change mitigation",
    "102-2": "Climate change adaptation plan",
    "102-3": "Just transition",
    "102-4": "GHG emissions reduction targets and progress",
    "102-5": "Scope 1 GHG emissions",
    "102-6": "Scope 2 GHG emissions",
    "102-7": "Scope 3 GHG emissions",
    "102-8": "GHG emissions intensity",
    "102-9": "GHG removals in the value chain",
    "102-10": "Carbon credits",
}
ORDER = ReportOrder("gri", "en", 2025, "Example Foods", 2024)
CLAIMS = re.compile(r"neutral|net[- ]zero|compensated|climate positive", re.IGNORECASE)


def test_gri_disclosures_have_their_own_titles() -> None:
    """Must print each code of the owner's list and of GRI 102 with the title of the standard, in every language."""
    for language in languages():
        report = document(language=language)
        shown = {entry["code"]: entry["title"] for one in report["standards"] for entry in one["disclosures"]}
        assert shown == GRI_TITLES


def test_figures_are_the_products_own() -> None:
    """Must say tonnes to the gram, the targets as shares of the base year, and the change with its sign."""
    lines = lines_of(document())
    values = {name: lines[name]["value"] for name in lines if name.startswith(("305", "102-8"))}
    assert values == {
        "305-1 scope_1": "0.002500",
        "305-2 scope_2": "0.002550",
        "305-3 scope_3": "0.025957",
        "305-5 base_total": "0.041007",
        "305-5 change_since_base": "-0.010000",
        "305-5 target_2030": "0.022554",
        "305-5 target_2050": "0.004101",
        "102-8 intensity_per_unit": "31.007",
    }


def test_offsets_never_lower_a_figure() -> None:
    """Must leave every figure and every file's masses as they are, whatever certificates stand beside them."""
    without, with_many = (document(offsets=OffsetFigures(count, count * 10**9)) for count in (0, 40))
    credit_lines = {"offset_certificates", "carbon_credits"}
    for name, line in lines_of(without).items():
        same = lines_of(with_many)[name] == line
        assert same is (line["measure"] not in credit_lines), name
    assert with_many["apart"]["lines"][1]["value"] == "40000.000000"
    assert without["method"] == with_many["method"]


def test_certificates_are_shown_and_move_no_figure() -> None:
    """Must list scheme, number, issuer and validity with the standing on the period's last day, and change nothing."""
    report, without = document(), document(certificates=())
    assert [(line["number"], line["standing"]) for line in report["certificates"]["lines"]] == [
        ("RA-0042", "expired"),
        ("TH-BIO-7", "valid"),
    ]
    assert {key: part for key, part in report.items() if key != "certificates"} == {
        key: part for key, part in without.items() if key != "certificates"
    }
    assert "'=CU" in report_csv(report).decode("utf-8")
    more = document(more_certificates=True)
    assert (report["certificates"]["more"], more["certificates"]["more"]) == ("", words_of("en")["certificates_more"])
    assert more["certificates"]["more"] in report_csv(more).decode("utf-8")


def test_another_method_gives_no_difference() -> None:
    """Must leave the change out, with the reason, if the base year was computed by another factor set."""
    other = replace(METHOD, factor_set_hash="0x" + "cd" * 32)
    report = Report(
        ORDER, INVENTORY, BaseYear(2024, BASE.masses, other), SHARES, framework_named("gri"), words_of("en")
    )
    line = lines_of(document_of(report))["305-5 change_since_base"]
    assert line["value"] == ""
    assert line["missing"] == words_of("en")["other_method"]


def test_nothing_is_divided_by_nothing() -> None:
    """Must say why there is no share of no partners and no intensity of no units."""
    empty = replace(INVENTORY, units=0, partners=PartnerFigures(0, 0, 0), masses=Masses(0, 0, 0))
    measures = measures_of(empty, BASE, SHARES)
    assert (measures["partners_assessed_share"].value, measures["partners_assessed_share"].missing) == (
        None,
        "no_partners",
    )
    assert (measures["intensity_per_unit"].value, measures["intensity_per_unit"].missing) == (None, "no_units")
    assert measures["total"].value == Decimal("0.000000")


@pytest.mark.parametrize("identity", sorted(frameworks()))
def test_every_word_of_a_report_is_there_in_every_language(identity: str) -> None:
    """Must hold titles, notes, omissions and labels in English, Thai and Vietnamese, and each figure it names."""
    framework, known = framework_named(identity), set(measures_of(INVENTORY, BASE, SHARES))
    texts = [framework.title, *framework.said]
    for standard in framework.standards:
        texts.append(standard.note)
        for entry in standard.disclosures:
            texts += [entry.title, *(omission.explanation for omission in entry.omissions)]
            assert entry.measures or entry.omissions, entry.code
            assert set(entry.measures) <= known, entry.code
    assert all(set(text) == set(languages()) and all(text.values()) for text in texts)
    assert len({frozenset(words) for words in languages().values()}) == 1
    named = {
        *(standing.value for standing in Validity),
        *known,
        *(f"force_{force.value}" for force in Force),
        *(reason.value for reason in Reason),
    }
    assert named <= set(words_of("en"))


@pytest.mark.parametrize("identity", sorted(frameworks()))
def test_no_report_claims_what_it_may_not(identity: str) -> None:
    """Must say gross, and never that anything is evened out by certificates."""
    report = document(identity)
    text = canonical(report).decode()
    assert not CLAIMS.search(text)
    assert "never subtracted" in report["apart"]["said"]
    assert any("gross" in sentence for sentence in report["said"])


def test_what_is_not_in_force_says_so() -> None:
    """Must mark the SEC fields as not in force and GRI 102 as not yet effective."""
    assert [one["statusSaid"] for one in document("sec-climate")["standards"]] == ["not in force"]
    status = {one["id"]: one["status"] for one in document("gri")["standards"]}
    assert status["gri-102-2025"] == "not_yet_effective"


def test_a_csv_runs_nothing() -> None:
    """Must quote what a spreadsheet would compute, and leave numbers numbers."""
    for text in ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")'):
        assert inert(text) == f"'{text}"
    assert [inert(text) for text in ("-0.010000", "12", "a=b", "")] == ["-0.010000", "12", "a=b", ""]
    report = document()
    report["organisation"] = "=cmd|'/c calc'!A1"
    out = report_csv(report).decode("utf-8")
    assert out.startswith(BOM)
    assert "'=cmd|" in out
    assert ",=" not in out


def test_a_workbook_runs_nothing_and_counts() -> None:
    """Must keep a formula text, write figures as numbers, and hold no formula and no link at all."""
    report = document()
    report["organisation"] = "=1+1"
    packed = report_xlsx(report)
    sheet = ZipFile(BytesIO(packed)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    rows = CalamineWorkbook.from_filelike(BytesIO(packed)).get_sheet_by_index(0).to_python()
    assert any("=1+1" in row for row in rows)
    assert any(row[5] == "scope_3" and row[7] == 0.025957 for row in rows)


def test_tables_of_the_same_report_have_the_same_bytes() -> None:
    """Must hold no time of writing in CSV, workbook and JSON."""
    for write in (report_csv, report_xlsx, canonical):
        assert write(document(language="vi")) == write(document(language="vi"))
    names = ZipFile(BytesIO(report_xlsx(document()))).infolist()
    assert {entry.date_time for entry in names} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"period": 1800}, "period"),
        ({"base_year": 3000}, "base_year"),
        ({"base_year": 2026}, "base_year"),
        ({"organisation": " "}, "organisation"),
        ({"organisation": "a\nb"}, "organisation"),
        ({"organisation": "x" * 201}, "organisation"),
    ],
)
def test_an_order_that_cannot_be_is_refused(changes: dict[str, object], field: str) -> None:
    """Must name the field that breaks its rule."""
    with pytest.raises(InvalidInput) as refusal:
        replace(ORDER, **changes)
    assert refusal.value.facts["field"] == field


def test_unknown_reports_and_languages_are_refused() -> None:
    """Must name those that there are."""
    with pytest.raises(InvalidInput, match="gri"):
        framework_named("astrology")
    with pytest.raises(InvalidInput, match="vi"):
        words_of("xx")
