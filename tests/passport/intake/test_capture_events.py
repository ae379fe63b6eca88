"""Facts about EPCIS 2.0 documents: valid ones go in once, invalid ones are refused by field, nothing is fetched."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from passport.adapters.epcis_documents import DEEPEST, MOST_EVENTS, read_epcis
from passport.adapters.event_hashes import event_hash
from passport.adapters.risk_tables import GtinRow
from passport.domain.epcis_events import gtin_of, place_id
from passport.errors import FileRefused
from passport.usecases.capture_events import report_of_events
from tests.passport.intake.conftest import Company
from tests.passport.intake.real_data import EPCIS, with_epcis
from web.cli import app as commands

CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
GTIN = "09521141012345"
STORED: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventTime": "2026-02-03T08:00:00.000+07:00",
    "eventTimeZoneOffset": "+07:00",
    "action": "OBSERVE",
    "bizStep": "storing",
    "bizLocation": {"id": "https://id.gs1.org/414/9521141012345"},
    "epcList": [f"https://id.gs1.org/01/{GTIN}/21/1", f"https://id.gs1.org/01/{GTIN}/21/2"],
}
# The field that makes each document of the folder Invalid invalid, as the reader names it.
FAULTS = {
    "Combination_of_events_with_missing_mandatory_fields": "epcisBody.eventList.0.action",
    "Combination_of_non_standard_bizStep_and_disposition": "epcisBody.eventList.0.bizStep",
    "ObjectEvent_with_ilmd_field_without_namespace": "epcisBody.eventList.0.ilmd.materialType",
    "ObjectEvent_with_invalid_certificationInfo": "epcisBody.eventList.0.certificationInfo.0",
    "ObjectEvent_with_non_standard_bizStep": "epcisBody.eventList.0.bizStep",
    "ObjectEvent_with_non_standard_disposition": "epcisBody.eventList.0.disposition",
    "ObjectEvent_with_unknown_field_in_quantityList": "epcisBody.eventList.0.quantityList.0.weight",
    "ObjectEvent_without_identifier_list": "epcisBody.eventList.0",
    "QueryDocument_with_invalid_eventType": "epcisBody.queryResults.resultsBody.eventList.0.type",
    "Query_with_unknown_parameter": "type",
}


def document(*events: Any, **changes: Any) -> dict[str, Any]:
    head = {"@context": [CONTEXT], "type": "EPCISDocument", "schemaVersion": "2.0"}
    return head | {"creationDate": "2026-02-03T09:00:00Z", "epcisBody": {"eventList": list(events)}} | changes


def capture(company: Company, content: object) -> Any:
    return company.http.post("/api/v1/epcis/capture", json=content)


@with_epcis
def test_every_valid_document_is_good() -> None:
    """Must take each event of the documents that others call valid, with a hash for each."""
    files = sorted(EPCIS.glob("[DEQ]*/*.json"))
    for file in files:
        events, faults, total = read_epcis(file.read_bytes())
        assert (file.stem, faults) == (file.stem, [])
        assert len({event.key for event in events}) == total > 0
    assert len(files) == 26


@with_epcis
def test_every_invalid_document_is_refused_by_its_field() -> None:
    """Must name the field for each document of the folder of invalid ones, and take none of their events."""
    found = {}
    for file in EPCIS.glob("Invalid/*.json"):
        events, faults, _ = read_epcis(file.read_bytes())
        assert events == []
        found[file.stem] = faults[0].field
    assert found == FAULTS


@with_epcis
def test_the_command_checks_without_a_server(tmp_path: Path) -> None:
    """Must end with 0 for a good document and with 1 and a report for a bad one."""
    run, report = CliRunner(env={"CARBONIX_HOME": str(tmp_path / "home")}), tmp_path / "report.json"
    good = run.invoke(commands, ["import", "epcis", str(EPCIS / "Documents" / "ObjectEvent.json"), "--check"])
    bad = ["import", "epcis", str(EPCIS / "Invalid" / "ObjectEvent_with_non_standard_bizStep.json"), "--check"]
    assert (good.exit_code, run.invoke(commands, [*bad, "--report", str(report)]).exit_code) == (0, 1)
    assert json.loads(report.read_text())["faults"][0]["value"] == "transforming"
    assert not (tmp_path / "home").exists()


def test_one_unknown_event_type_is_one_problem_and_loses_no_other_event(acme: Company) -> None:
    """Must keep the good event beside an unknown one, and answer a problem where no event is good."""
    unknown = STORED | {"type": "ObjectEventInvalid"}
    mixed = capture(acme, document(STORED, unknown))
    assert (mixed.status_code, mixed.json()["stored"], mixed.json()["refused"]) == (201, 1, 1)
    assert [fault["field"] for fault in mixed.json()["faults"]] == ["epcisBody.eventList.1.type"]
    told = acme.passport.registry.audit_log.entries("acme")[-1]
    assert (told.actor, told.action, told.facts["stored"]) == ("ann", "epcis.captured", "1")
    alone = capture(acme, document(unknown))
    assert (alone.status_code, alone.json()["field"]) == (422, "epcisBody.eventList.0.type")
    assert len(acme.http.get("/api/v1/epcis/events").json()["items"]) == 1


def test_an_event_is_kept_once_and_tells_of_storage(acme: Company, rival: Company) -> None:
    """Must store an event once by its hash, however it is written, and count it for the product of its GTIN."""
    product = {"format": "carbonix/product/1", "product_id": "tea", "name": "Tea", "category": "F&B"}
    acme.http.post("/api/v1/products", json=product).raise_for_status()
    with acme.passport.registry.database.transaction() as session:
        session.add(GtinRow(gtin=GTIN, tenant="acme", product_id="tea"))
    assert capture(rival, document(STORED)).json()["storage_events"] == 0
    first = capture(acme, document(STORED)).json()
    assert (first["stored"], first["storage_events"]) == (1, 1)
    backwards = dict(reversed(STORED.items())) | {"epcList": STORED["epcList"][::-1], "bizStep": "cbv:BizStep-storing"}
    again = capture(acme, document(backwards, deepcopy(STORED))).json()
    assert (again["stored"], again["known"], again["repeated"]) == (0, 2, 1)
    (stay,) = acme.passport.products.product("tea").stays
    assert (stay.warehouse, stay.events) == ("9521141012345", 1)
    wrong = STORED | {"errorDeclaration": {"declarationTime": "2026-02-04T08:00:00Z"}}
    assert capture(acme, document(wrong)).json()["withdrawn"] == 1
    assert acme.passport.products.product("tea").stays == ()


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (document(STORED, schemaVersion=2), "schemaVersion"),
        (document(STORED, colour="red"), "colour"),
        (document(STORED | {"eventTime": "yesterday"}), "epcisBody.eventList.0.eventTime"),
        (document("event"), "epcisBody.eventList.0"),
        (document(STORED, **{"@context": [CONTEXT, "http://169.254.169.254/x"]}), "@context"),
        (document(STORED, **{"@context": [CONTEXT, {"@import": "http://localhost/x"}]}), "@context"),
        (document(STORED | {"ex:note": "\ud800"}), "epcisBody.eventList.0"),
        ({"type": ["EPCISDocument"]}, "type"),
        (document(epcisBody={}), "epcisBody.eventList"),
    ],
)
def test_each_fault_of_a_document_is_named(content: dict[str, Any], field: str) -> None:
    """Must name the field of what is wrong around or inside of events; nothing is ever loaded from outside."""
    events, faults, _ = read_epcis(json.dumps(content).encode())
    assert events == []
    assert faults[0].field == field


HOSTILE = (b"", b"[]", b"{", b'{"a":' * (DEEPEST + 1), b'{"a": NaN}', b"\xff")


@pytest.mark.parametrize("data", [*HOSTILE, json.dumps(document(*[{}] * (MOST_EVENTS + 1))).encode()])
def test_hostile_bytes_are_refused_as_a_whole(data: bytes) -> None:
    """Must refuse what is no JSON object, too deep, or too much."""
    with pytest.raises(FileRefused):
        read_epcis(data)


def test_a_document_refused_as_a_whole_refuses_its_events() -> None:
    """Must count no event as kept where the document around them is wrong."""
    events, faults, total = read_epcis(json.dumps(document(STORED, colour="red")).encode())
    report = report_of_events(events, faults, total)
    assert (report["rows"], report["kept"], report["refused"]) == (1, 0, 1)


def test_names_are_the_same_in_both_notations() -> None:
    """Must read the same GTIN and place from URN and Digital Link, and hash an event whose form the library loses."""
    assert (
        gtin_of("urn:epc:id:sgtin:9521141.001234.1") == gtin_of("https://example.org/x/01/09521141012345?a=b") == GTIN
    )
    assert gtin_of("urn:epc:id:sscc:9521141.1234567890") is None
    assert place_id("urn:epc:id:sgln:9521141.01234.0") == place_id("https://id.gs1.org/414/9521141012345")
    assert place_id("https://example.org/depot").startswith("https-example.org-depot-")
    odd = {"type": "TransactionEvent", "bizTransactionList": [[]]}
    assert event_hash([CONTEXT], odd).endswith("?ver=canonical")
