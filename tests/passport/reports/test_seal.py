"""Facts about a sealed report: whoever holds a file of it finds the file under the root that the chain holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient

from passport.domain.reports.inventory import ReportOrder
from passport.domain.reports.kept import Format, KeptReport, ReportState
from registry.bootstrap import Registry, assemble
from registry.config import load_settings
from registry.domain.cid import Cid, cid_of
from registry.domain.merkle import leaf_hash
from registry.domain.roles import Principal, Role
from registry.domain.seals import SealKind
from registry.usecases.decide_change import decide_change
from tests.deployed import Characters, DeployedChain
from tests.passport.products import coffee
from web.app import create_app
from web.system.anchoring import Anchorer

pytestmark = pytest.mark.chain

TENANT = "roastery"
PROPOSER = Principal("carol", TENANT, frozenset({Role.COMPLIANCE}))
DECIDER = Principal("dora", TENANT, frozenset({Role.COMPANY_ADMIN}))


@dataclass(frozen=True)
class Sealed:
    """A released and sealed report, its files, and a client without an account."""

    registry: Registry
    report: KeptReport
    files: dict[Format, bytes]
    client: TestClient
    again: KeptReport
    state: ReportState


@pytest.fixture(scope="module")
def sealed(
    session_deployment: DeployedChain, characters: Characters, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sealed]:
    before, home = session_deployment.engine.snapshot(), tmp_path_factory.mktemp("reports")
    environment = {"CARBONIX_HOME": str(home), "CARBONIX_DEPLOYMENTS": str(session_deployment.deployments_dir)}
    registry = assemble(replace(load_settings(environment), root=home), session_deployment.gateway)
    app = create_app(registry, follow=False)
    rooms = app.state.front.passport
    rooms.register(coffee(), TENANT)
    proposed = rooms.reports.propose(ReportOrder("gri", "vi", 2025, "Cà phê Buôn Ma Thuột"), PROPOSER)
    approval = registry.approvals.find(TENANT, proposed.approval)
    decide_change(
        approval.id,
        approved=True,
        payload_hash=approval.payload_hash,
        reason="",
        caller=DECIDER,
        now=registry.clock.now(),
        desk=registry.approvals,
    )
    assert Anchorer(rooms).step()
    registry.follow()
    report = rooms.reports.desk.find(proposed.id, TENANT)
    again = rooms.reports.seal(proposed.id, TENANT, PROPOSER.subject, characters.sealer)
    files = {kind: rooms.reports.file(report.id, TENANT, kind) for kind in Format}
    with TestClient(app) as client:
        yield Sealed(registry, report, files, client, again, rooms.reports.state(again))
    registry.close()
    session_deployment.engine.revert(before)


def test_a_report_is_sealed_once(sealed: Sealed) -> None:
    """Must be sealed by the server after its release, and return that seal when it is asked again."""
    assert sealed.report.seal_id is not None
    assert sealed.again == sealed.report
    assert sealed.state is ReportState.SEALED


def test_a_sealed_report_is_an_item_of_the_companys_evidence(sealed: Sealed) -> None:
    """Must chain the statement, which names the hash of each file, once."""
    assert sealed.report.statement is not None
    (item,) = sealed.registry.evidence_chains.items(sealed.report.tenant)
    assert item.content.tags == ("carbon", "esg", "report")
    assert item.content.sha256 == "0x" + sha256(sealed.report.statement).hexdigest()
    assert sealed.registry.evidence.get(Cid(item.content.cid)) == sealed.report.statement


def test_every_file_is_a_leaf_of_the_chains_root(sealed: Sealed) -> None:
    """Must find statement and files, in this order, under the root of kind report that the chain holds."""
    chain = sealed.registry.chain
    seal = chain.call("SealRegistry", "sealOf", sealed.report.seal_id, at=chain.head().number)
    assert (seal["kind"], seal["root"], seal["size"]) == (SealKind.Report, sealed.report.root, 1 + len(Format))
    for place, content in enumerate([sealed.report.statement or b"", *sealed.files.values()]):
        found = sealed.registry.seals.find(leaf_hash(content), SealKind.Report)
        assert found is not None
        assert (found.index, found.sealed.root) == (place, sealed.report.root)


def test_the_statement_names_the_files_and_not_the_company(sealed: Sealed) -> None:
    """Must hold contract, chain, kind and every file's hash, and no name of the company: the statement is public."""
    statement = json.loads(sealed.report.statement or b"")
    chain = sealed.registry.chain
    assert (statement["contract"], statement["chainId"], statement["kind"]) == (
        chain.address_of("SealRegistry"),
        str(chain.chain_id),
        "report",
    )
    for kind, content in sealed.files.items():
        assert statement[f"{kind}Sha256"] == "0x" + sha256(content).hexdigest()
    assert TENANT not in json.dumps(statement)
    assert "Cà phê" not in json.dumps(statement, ensure_ascii=False)


def test_a_stranger_verifies_the_file_in_hand(sealed: Sealed) -> None:
    """Must know each file at the public page, as a leaf whose root the chain holds, and not one changed byte of it."""
    for kind, content in sealed.files.items():
        page = sealed.client.post("/verify", files={"file": (f"report.{kind}", content)}, data={"q": ""}).text
        assert f"under report seal {sealed.report.seal_id}; the chain holds that root" in page
    changed = sealed.client.post("/verify", files={"file": ("report.pdf", sealed.files[Format.PDF] + b"\n")})
    assert "No document with exactly these bytes was sealed or kept here" in changed.text


def test_a_files_hash_is_known(sealed: Sealed) -> None:
    """Must find each file by its SHA-256, at the page and over HTTP, without an account and without the file."""
    for place, content in enumerate(sealed.files.values(), start=1):
        digest = sha256(content).hexdigest()
        found = sealed.client.get(f"/api/v1/hashes/{digest}").json()
        assert [(entry["kind"], entry["identity"]) for entry in found] == [
            ("sealed document", str(sealed.report.seal_id))
        ]
        page = sealed.client.get("/verify", params={"q": digest}).text
        assert f"This is leaf {place} of 5 under report seal {sealed.report.seal_id}" in page


def test_a_stranger_is_not_given_the_file(sealed: Sealed) -> None:
    """Must keep the statement as public evidence and no file: its CID follows from its hash, which is public."""
    assert sealed.client.get(f"/api/v1/evidence/{cid_of(sealed.report.statement or b'')}").status_code == 200
    for content in sealed.files.values():
        assert sealed.client.get(f"/api/v1/evidence/{cid_of(content)}").status_code == 404


def test_sealing_stands_in_the_audit_log(sealed: Sealed) -> None:
    """Must tell who had it sealed, after who released it."""
    entries = [(entry.action, entry.actor) for entry in sealed.registry.audit_log.entries(TENANT)]
    assert entries == [("approval.proposed", "carol"), ("approval.approved", "dora"), ("report.sealed", "the server")]
