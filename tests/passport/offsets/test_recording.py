"""An offset is recorded once, by one company, after two people looked at it; nobody learns who came first."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from sqlmodel import select

from passport.adapters.offset_desk import OffsetDesk
from passport.adapters.offset_tables import OffsetRow
from passport.usecases import record_offset
from registry.adapters.canonical_json import parse_canonical
from registry.adapters.evidence_index import EvidenceIndex
from registry.adapters.tables import IdempotentAnswerRow
from registry.domain.approvals import PENDING_S
from registry.domain.merkle import leaf_hash
from registry.domain.roles import MATRIX, Permission, Role
from tests.passport.offsets.conftest import SENT, Company, HandClock


def test_an_offset_is_recorded_hashed_chained_and_proposed(acme: Company, desk: OffsetDesk) -> None:
    """Must answer 201 with the record's hash, keep its bytes as evidence, and wait for a second person."""
    assert record_offset.__doc__ is not None
    answer = acme.submit(currency="USD", vintage=2024, serial_range="1-12", project="Cook stoves")
    assert answer.status_code == 201
    said = answer.json()
    assert (said["status"], said["waiting_for"]) == ("pending", "the approval of a second person")
    assert (said["offset_amount"], said["cost"], said["tags"]) == (12.0, 187.5, ["carbon", "esg", "offset"])
    record = acme.admin.get(f"/api/v1/offsets/{said['id']}/record").content
    assert said["sha256"] == "0x" + sha256(record).hexdigest()
    assert said["leaf_hash"] == "0x" + leaf_hash(record).hex()
    assert parse_canonical(record)["tenant"] == "acme"
    registry = desk.registry
    cid = EvidenceIndex(registry.evidence, registry.database).find(said["sha256"])
    item = registry.evidence_chains.items("acme")[0]
    assert (item.content.sha256, item.content.cid, item.content.tags) == (
        said["sha256"],
        cid,
        ("carbon", "esg", "offset"),
    )
    assert registry.approvals.find("acme", said["approval"]).proposer == "ann"


def test_the_same_certificate_again_is_refused_and_alarmed(acme: Company, rival: Company) -> None:
    """Must refuse it in every spelling, to the same and to another company, tell neither of the other, and count."""
    first = acme.submit().json()
    again = acme.submit(certificate_id="ver 2024 17", provider="GS4GG")
    other = rival.submit(cost=1)
    for answer in (again, other):
        assert (answer.status_code, answer.json()["code"]) == (409, "OffsetCertificateUsed")
        assert first["id"] not in answer.text
        assert "acme" not in answer.text
    rival.submit()
    (alarm,) = rival.compliance.get("/api/v1/offset-alarms").json()
    assert (alarm["rule"], alarm["attempts"], alarm["actor"]) == ("certificate", 2, "ann")
    assert alarm["sent"]["certificateId"] == SENT["certificate_id"]
    assert "acme" not in json.dumps(alarm)
    assert first["id"] not in json.dumps(alarm)
    assert len(acme.compliance.get("/api/v1/offset-alarms").json()) == 1
    assert rival.compliance.get("/api/v1/offsets").json() == []
    assert rival.app.state.registry.evidence_chains.items("rival") == []


def test_the_first_company_hears_nothing_of_the_second(acme: Company, rival: Company) -> None:
    """Must raise the alarm for the later company only; super admins see both."""
    first = acme.submit().json()
    rival.submit()
    assert acme.compliance.get("/api/v1/offset-alarms").json() == []
    assert "rival" not in acme.compliance.get("/api/v1/offsets").text
    (alarm,) = rival.as_("root", Role.SUPER_ADMIN).get("/api/v1/platform/offset-alarms").json()
    assert (alarm["tenant"], alarm["first_tenant"], alarm["first_offset"]) == ("rival", "acme", first["id"])
    assert rival.compliance.get("/api/v1/platform/offset-alarms").status_code == 403


def test_alarms_are_read_page_by_page(acme: Company, rival: Company) -> None:
    """Must give every alarm once, whoever reads them; a page that nobody began is refused."""
    for number in range(3):
        acme.submit(certificate_id=f"C {number}")
        rival.submit(certificate_id=f"C {number}")
    doors = {"/api/v1/offset-alarms": rival.compliance}
    doors["/api/v1/platform/offset-alarms"] = rival.as_("root", Role.SUPER_ADMIN)
    for path, person in doors.items():
        first = person.get(path, params={"limit": 2})
        rest = person.get(first.links["next"]["url"])
        seen = [alarm["sent"]["certificateId"] for page in (first, rest) for alarm in page.json()]
        assert sorted(seen) == ["C 0", "C 1", "C 2"]
        for wrong in ("first", f"1,0x{'0' * 64},\0"):
            assert person.get(path, params={"after": wrong}).status_code == 422


def test_serials_of_one_list_never_count_twice(acme: Company, rival: Company) -> None:
    """Must refuse another certificate over some of the same tonnes; the next tonnes are free."""
    listed = {"registry": "Verra", "project": "VCS 1340"}
    assert acme.submit(serial_range="100-111", **listed).status_code == 201
    other = {"certificate_id": "another", "offset_amount": 2} | listed
    assert rival.submit(serial_range="111-112", **other).status_code == 409
    assert rival.compliance.get("/api/v1/offset-alarms").json()[0]["rule"] == "serials"
    assert rival.submit(serial_range="112-113", **other).status_code == 201


def test_who_proposes_never_decides(acme: Company) -> None:
    """Must refuse the proposer's own approval, and take another person's."""
    said = acme.submit().json()
    assert acme.decide(said["approval"], who=acme.admin).json()["code"] == "SelfApproval"
    assert acme.decide(said["approval"]).status_code == 200
    shown = acme.compliance.get(f"/api/v1/offsets/{said['id']}").json()
    assert (shown["status"], shown["waiting_for"]) == ("pending", "its certificate to be marked as used on chain")


@pytest.mark.parametrize("way", ["rejected", "expired"])
def test_what_nobody_approved_is_free_again(acme: Company, rival: Company, clock: HandClock, way: str) -> None:
    """Must let another company record a certificate that was rejected, or that nobody decided about in time."""
    said = acme.submit().json()
    if way == "rejected":
        assert acme.decide(said["approval"], approved=False).status_code == 200
    else:
        clock.time += PENDING_S
    assert acme.compliance.get(f"/api/v1/offsets/{said['id']}").json()["status"] == way
    assert rival.submit().status_code == 201


def test_the_same_key_acts_once(acme: Company, rival: Company, desk: OffsetDesk) -> None:
    """Must answer a repetition with the same offset, refuse another body under the key, and keep companies apart."""
    first = acme.submit("key-1")
    again = acme.submit("key-1")
    assert (first.status_code, again.status_code, first.json()["id"]) == (201, 201, again.json()["id"])
    changed = acme.submit("key-1", cost=1)
    assert (changed.status_code, changed.json()["code"]) == (422, "IdempotencyKeyReused")
    assert rival.submit("key-1", certificate_id="other").status_code == 201
    assert acme.submit("k y").status_code == 422
    with desk.registry.database.reading() as session:
        assert len(session.exec(select(OffsetRow)).all()) == len(session.exec(select(IdempotentAnswerRow)).all()) == 2
    assert acme.compliance.get("/api/v1/offset-alarms").json() == []


def test_of_many_at_once_one_wins(acme: Company, rival: Company, desk: OffsetDesk) -> None:
    """Must record one of many requests at the same time, refuse the others by name, and leave a sound chain."""
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda place: (acme, rival)[place % 2].submit(cost=place), range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    with desk.registry.database.reading() as session:
        assert len(session.exec(select(OffsetRow)).all()) == 1


def test_a_broken_field_is_one_problem(acme: Company) -> None:
    """Must answer 422 with field, value and rule, and store nothing."""
    broken: list[dict[str, object]] = [
        {"offset_amount": -1},
        {"offset_amount": True},
        {"offset_amount": "1e400"},
        {"offset_amount": None},
        {"cost": -1},
        {"offset_type": "REC"},
        {"certificate_id": 17},
        {"certificate_id": "x" * 401},
        {"vintage": "2024"},
        {"tenant": "rival"},
    ]
    for body in broken:
        answer = acme.submit(**body)
        assert (answer.status_code, answer.json()["code"]) == (422, "InvalidInput"), body
        assert answer.json()["field"] == next(iter(body))
    assert acme.compliance.get("/api/v1/offsets").json() == []


def test_each_role_opens_the_doors_that_it_may(acme: Company) -> None:
    """Must let only the company admin submit, and only who may read audits read; totals are for who reads sums."""
    reading = {
        "/api/v1/offsets": Permission.READ_AUDIT,
        "/api/v1/offsets/totals": Permission.READ_AGGREGATES,
        "/api/v1/offset-alarms": Permission.READ_AUDIT,
        "/api/v1/platform/offset-alarms": Permission.BENCHMARK_TENANTS,
        "/api/v1/evidence-chain": Permission.READ_AUDIT,
        "/api/v1/evidence-chain/marks": Permission.READ_AUDIT,
    }
    for role in Role:
        person = acme.as_("tester", role)
        for path, permission in reading.items():
            expected = 200 if role in MATRIX[permission] else 403
            assert person.get(path).status_code == expected, (role, path)
        sent = person.post("/api/scm/carbon/offset", json=SENT | {"certificate_id": f"of {role}"})
        assert sent.status_code == (201 if role is Role.COMPANY_ADMIN else 403), role


def test_another_companys_offset_does_not_exist(acme: Company, rival: Company) -> None:
    """Must answer 404 for its record, its bytes and its place in a list."""
    said = acme.submit().json()
    for path in (f"/{said['id']}", f"/{said['id']}/record", f"?after={said['id']}"):
        answer = rival.compliance.get("/api/v1/offsets" + path)
        assert (answer.status_code, answer.json()["code"]) == (404, "OffsetUnknown")


def test_a_list_is_read_page_by_page(acme: Company) -> None:
    """Must give every record once, in order, with a link to the next page."""
    ids = [acme.submit(certificate_id=f"C-{number}", cost=number).json()["id"] for number in range(1, 4)]
    first = acme.compliance.get("/api/v1/offsets", params={"limit": 2})
    rest = acme.compliance.get(first.links["next"]["url"])
    seen = [record["id"] for page in (first, rest) for record in page.json()]
    assert sorted(seen) == sorted(ids)
    assert "next" not in rest.links


def test_totals_stand_beside_and_say_so(acme: Company) -> None:
    """Must add up what is pending apart from what is anchored, and take nothing off any footprint."""
    acme.submit()
    told = acme.as_("eve", Role.CEO).get("/api/v1/offsets/totals").json()
    assert (told["anchored_grams"], told["pending_grams"], told["pending_count"]) == ("0", "12000000", 1)
    assert "does not change" in told["notice"]


def test_a_batch_is_written_down_before_it_is_sent(acme: Company, desk: OffsetDesk) -> None:
    """Must give the same root and leaves until they are final, put later offsets under another root, and then count."""
    table = desk.table
    for name in ("first", "second", "later"):
        acme.decide(acme.submit(certificate_id=name).json()["approval"])
    *ready, later = table.to_nullify()
    for record in ready:
        table.nullified(record.id)
    ((root, leaves),) = table.open_batches().items()
    assert list(leaves) == [record.document for record in ready]
    table.nullified(later.id)
    assert {known: len(under) for known, under in table.open_batches().items()}[root] == 2
    assert (len(table.open_batches()), table.unfinished()) == (2, True)
    assert [table.anchor(known, 1_790_000_100) for known in sorted(table.open_batches())].count(2) == 1
    assert (table.open_batches(), table.unfinished(), table.totals("acme").anchored_count) == ({}, False, 3)


def test_an_approval_of_other_words_anchors_nothing(acme: Company, desk: OffsetDesk) -> None:
    """Must not take an approved offset further whose record was changed behind the approval's back."""
    said = acme.submit().json()
    acme.decide(said["approval"])
    assert [record.id for record in desk.table.to_nullify()] == [said["id"]]
    with desk.registry.database.transaction() as session:
        row = session.get_one(OffsetRow, said["id"])
        row.document = row.document.replace(b'"grams":"12000000"', b'"grams":"99000000"')
        session.add(row)
    assert desk.table.to_nullify() == []
    assert desk.table.find("acme", said["id"]).waiting_for == "the approval of a second person"
