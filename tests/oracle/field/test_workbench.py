"""The workbench on a real chain: from a claim to the expert's attestation, by key, by contract wallet, by door."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from oracle.adapters.meter_files import SERF_EAST
from oracle.api.boundary_routes import boundary_router
from oracle.api.inspection_routes import inspection_router
from oracle.cli import app
from oracle.domain.field_refusals import VerifierConflicted
from oracle.domain.monitoring_report import MonitoringReport
from oracle.domain.photo import photo_text
from oracle.usecases import inspect_claim, sign_inspection
from registry.adapters.signer import LocalSigner
from registry.api.problems import install
from registry.domain.report import Layer
from registry.domain.roles import Principal, Role
from registry.errors import Refused
from tests.deployed import Characters, DeployedChain
from tests.oracle.conftest import ROOF, Room, open_room
from tests.oracle.field.photos import photo
from tests.oracle.field.places import OWNER, square

pytestmark = pytest.mark.chain
RIVALS = Principal("rival@example.org", "rivals", frozenset({Role.VERIFIER}))
YES: dict[str, str] = {"answer": "yes", "note": ""}
USE_CASES = (inspect_claim, sign_inspection)


@dataclass(frozen=True, slots=True)
class Bench:
    """A claim that waits for its expert, and the doors to it."""

    room: Room
    claim: MonitoringReport
    client: TestClient
    company: Principal  # a verifier of a company of this test's own

    def call(self, method: str, path: str, caller: Principal | None = None, **sent: Any) -> Any:
        caller = caller or self.company
        registry = self.room.registry
        now = registry.clock.now()
        token = registry.tokens.issue_token(caller.subject, caller.tenant, caller.roles, now, 600)
        return self.client.request(method, f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"}, **sent)

    def opened(self) -> dict[str, Any]:
        body = {"reportHash": self.claim.report_hash, "verifier": self.room.characters.expert.address}
        answer = self.call("POST", "/inspections", json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def answered(self) -> str:
        """An inspection with every point answered and one photo."""
        opened = self.opened()
        identity = str(opened["id"])
        answers = [{"point": point["id"]} | YES for point in opened["points"]]
        assert self.call("PUT", f"/inspections/{identity}/answers", json={"answers": answers}).status_code == 200
        assert self.shown(identity, self.view()).status_code == 201
        return identity

    def view(self, number: int = 0, **taken: Any) -> bytes:
        """A photo that no other test takes."""
        return photo(int(self.company.tenant[:8], 16) + number, **taken)

    def shown(self, identity: str, content: bytes, signer: LocalSigner | None = None) -> Any:
        text = photo_text(identity, "0x" + hashlib.sha256(content).hexdigest())
        signature = "0x" + (signer or self.room.characters.expert).sign_text(text).hex()
        sent: dict[str, Any] = {
            "files": {"file": ("photo.jpg", content, "image/jpeg")},
            "data": {"signature": signature},
        }
        return self.call("POST", f"/inspections/{identity}/photos", **sent)


@pytest.fixture(scope="module")
def workplace(
    registered_chain: DeployedChain, characters: Characters, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    """The roof's report, its boundary drawn by its owner, and the doors, once for all tests."""
    room = open_room(registered_chain, characters, tmp_path_factory.mktemp("workbench"))
    claim = room.reported()
    room.oracle.field.draw(ROOF.number, square(), "renewable", 5, OWNER)
    service = FastAPI()
    service.state.registry = room.registry
    install(service)
    service.include_router(boundary_router(room.oracle))
    service.include_router(inspection_router(room.oracle))
    with TestClient(service) as client:
        yield Bench(room, claim, client, RIVALS)
    room.registry.close()


@pytest.fixture
def bench(workplace: Bench, request: pytest.FixtureRequest) -> Bench:
    """The workplace as a company meets it that was never there."""
    tenant = hashlib.sha256(request.node.name.encode()).hexdigest()[:16]
    company = Principal(f"{tenant}@example.org", tenant, frozenset({Role.VERIFIER}))
    return replace(workplace, company=company)


def test_a_claim_stands_beside_its_evidence_and_can_be_recomputed(bench: Bench) -> None:
    """Must show report, ground and files, and the same kilograms and root from the stored readings."""
    [row] = bench.call("GET", "/workbench/claims").json()
    assert (row["reportHash"], row["lowerBoundKg"]) == (bench.claim.report_hash, "1617")
    shown = bench.call("GET", f"/workbench/claims/{bench.claim.report_hash}").json()
    assert shown["ground"]["west"] == "98.900000"
    assert shown["lineage"] == [f"/api/v1/projects/{ROOF.number}/readings"]
    assert shown["gold"] == []
    assert shown["evidence"] == [f"/api/v1/evidence/{cid}" for cid in bench.claim.files]
    recomputed = bench.call("POST", f"/workbench/claims/{bench.claim.report_hash}/recompute").json()
    assert recomputed["agrees"] is True
    assert {one["name"] for one in recomputed["figures"]} >= {"pointKg", "lowerBoundKg", "dataRoot", "modelHash"}


def test_an_inspection_ends_with_the_attestation_that_opens_the_claim(bench: Bench) -> None:
    """Must take both signatures of the wallet, keep the expert's attestation, and let the chain accept it."""
    room, identity = bench.room, bench.answered()
    waiting = bench.call("GET", f"/inspections/{identity}/typed-data").json()
    expert = room.characters.expert
    signatures = {
        name: "0x" + _typed_signature(expert, waiting[key])
        for name, key in (("signature", "inspection"), ("attestation", "attestation"))
    }
    signed = bench.call("POST", f"/inspections/{identity}/signatures", json=signatures)
    assert (signed.status_code, signed.json()["state"]) == (201, "signed")
    again = bench.call("POST", f"/inspections/{identity}/signatures", json=signatures)
    assert (again.status_code, again.json()["code"]) == (409, "InspectionSigned")
    late = bench.call("PUT", f"/inspections/{identity}/answers", json={"answers": [{"point": "plant"} | YES]})
    assert late.json()["code"] == "InspectionSigned"
    [attested] = room.oracle.reports.attestations(bench.claim.report_hash)
    assert (attested.layer, attested.signature) == (Layer.Expert, signatures["attestation"])
    others = [
        room.oracle.attest(bench.claim, layer, signer)
        for layer, signer in room.verifiers().items()
        if layer is not Layer.Expert
    ]
    receipt = room.oracle.submit(bench.claim, [attested, *others], room.characters.operator)
    assert "ReportSubmitted" in {event.name for event in receipt.events}
    actions = [entry.action for entry in room.registry.audit_log.entries(bench.company.tenant)]
    assert actions == ["inspection.opened", "inspection.answered", "inspection.photo", "inspection.signed"]


def test_a_key_at_hand_signs_as_a_wallet_does(bench: Bench) -> None:
    """Must accept the expert's own key through the same check, and nobody else's."""
    identity = bench.answered()
    workbench = bench.room.oracle.workbench
    with pytest.raises(Refused) as refused:
        workbench.sign_with(identity, bench.room.characters.stranger, bench.company)
    assert refused.value.name == "InvalidSignature"
    assert workbench.sign_with(identity, bench.room.characters.expert, bench.company).signed is not None


def test_an_open_list_is_not_signed(bench: Bench) -> None:
    """Must refuse to sign with a point unanswered, and name it."""
    identity = bench.opened()["id"]
    workbench, expert = bench.room.oracle.workbench, bench.room.characters.expert
    with pytest.raises(Refused) as refused:
        workbench.sign_with(identity, expert, bench.company)
    assert (refused.value.name, "identity" in refused.value.facts["unanswered"]) == ("ChecklistIncomplete", True)
    assert bench.call("GET", f"/inspections/{identity}").json()["state"] == "open"


def test_what_changed_after_the_signature_was_made_is_not_signed(bench: Bench) -> None:
    """Must check the signature over the document as it stands, not as it was shown."""
    identity, workbench = bench.answered(), bench.room.oracle.workbench
    waiting, expert = (
        workbench.to_sign(workbench.inspections.find(bench.company.tenant, identity)),
        bench.room.characters.expert,
    )
    changed = {"point": "gaps", "answer": "yes", "note": "seen later"}
    bench.call("PUT", f"/inspections/{identity}/answers", json={"answers": [changed]})
    given = expert.sign_digest(waiting.inspection_digest), expert.sign_digest(waiting.attestation_digest)
    with pytest.raises(Refused) as refused:
        workbench.sign(identity, *given, bench.company)
    assert refused.value.name == "InvalidSignature"


def test_photos_are_signed_on_the_ground_and_new(bench: Bench) -> None:
    """Must keep a photo under the verifier's signature, and refuse a stranger's, a distant and a known one."""
    identity = bench.opened()["id"]
    kept = bench.shown(identity, bench.view())
    assert (kept.status_code, kept.json()["distanceM"], kept.json()["longitude"]) == (201, 0, "98.905000")
    content = bench.call("GET", f"/inspections/{identity}/photos/{kept.json()['sha256']}")
    assert content.content == bench.view()
    codes = [
        bench.shown(identity, each, signer).json()["code"]
        for each, signer in (
            (bench.view(1), bench.room.characters.stranger),
            (bench.view(1, longitude=99.5), None),
            (bench.view(1, at="2001-01-01"), None),
            (bench.view(), None),
            (bench.view(quality=45), None),
        )
    ]
    assert codes == ["InvalidSignature", "PhotoRefused", "PhotoRefused", "PhotoDuplicated", "PhotoDuplicated"]
    assert len(bench.call("GET", f"/inspections/{identity}").json()["photos"]) == 1


def test_who_is_not_independent_is_told_why(bench: Bench) -> None:
    """Must answer before anything is opened: the owner's company, its key, a key of another layer, a stranger."""
    path = f"/workbench/claims/{bench.claim.report_hash}/independence"
    cast = bench.room.characters

    def verdict(signer: LocalSigner, caller: Principal | None = None) -> tuple[bool, str | None]:
        answer = bench.call("GET", f"{path}?verifier={signer.address}", caller).json()
        return answer["may"], answer["code"]

    assert verdict(cast.expert) == (True, None)
    assert verdict(cast.model) == (False, "LayerMismatch")
    assert verdict(cast.stranger) == (False, "VerifierUnknown")
    drew = replace(OWNER, roles=frozenset({Role.VERIFIER}))
    assert verdict(cast.expert, drew) == (False, "VerifierConflicted")
    with pytest.raises(VerifierConflicted, match="boundary"):
        bench.room.oracle.workbench.open(bench.claim.report_hash, cast.expert.address, drew)
    assert bench.call("GET", "/inspections").json() == []


def test_another_companys_inspection_does_not_exist(bench: Bench) -> None:
    """Must answer 404 at every door of an inspection to whoever is not of its company."""
    identity = bench.answered()
    kept = bench.call("GET", f"/inspections/{identity}").json()["photos"][0]["sha256"]
    assert bench.call("GET", "/inspections", RIVALS).json() == []
    answers = {"json": {"answers": [{"point": "plant"} | YES]}}
    signatures = {"json": {"signature": "0x00", "attestation": "0x00"}}
    for method, path, sent in (
        ("GET", "", {}),
        ("GET", "/typed-data", {}),
        ("GET", f"/photos/{kept}", {}),
        ("PUT", "/answers", answers),
        ("POST", "/signatures", signatures),
    ):
        answer = bench.call(method, f"/inspections/{identity}{path}", RIVALS, **sent)
        assert (answer.status_code, answer.json()["code"]) == (404, "InspectionUnknown"), path


def test_owners_draw_and_classify_over_http(bench: Bench) -> None:
    """Must keep a boundary and a class of the caller's company, and show neither to another."""
    body = {"geometry": square(east=0.5), "kind": "forestry", "expectedTonnesPerYear": 10}
    drawn = bench.call("PUT", "/projects/900/boundary", OWNER, json=body)
    assert (drawn.status_code, drawn.json()["areaM2"]) == (200, str(int(drawn.json()["areaM2"])))
    assert bench.call("GET", "/projects/900/boundary", OWNER).json() == drawn.json()
    rival = replace(RIVALS, roles=OWNER.roles)
    assert bench.call("GET", "/projects/900/boundary", rival).json()["code"] == "BoundaryUnknown"
    assert bench.call("PUT", "/projects/900/boundary", rival, json=body).status_code in (404, 409)
    edges = [*(f"2023-{month:02d}-01" for month in range(1, 13)), "2024-01-01"]
    rows = "\n".join(f"{start},{end},{90 + at}" for at, (start, end) in enumerate(pairwise(edges)))
    series = {"series": f"period_start,period_end,net_kg\n{rows}\n"}
    kept = bench.call("POST", "/classifications", OWNER, json=series).json()
    assert kept["classification"]["class"] == "absorber"
    [listed] = bench.call("GET", "/classifications", OWNER).json()
    assert listed["classification"] == kept["classification"]
    assert bench.call("GET", "/classifications", rival).json() == []
    bad = bench.call("POST", "/classifications", OWNER, json={"series": "period_start,period_end,net_kg\na,b,c\n"})
    assert (bad.status_code, bad.json()["code"]) == (422, "SeriesRefused")


def test_a_contract_wallet_is_asked_on_chain(bench: Bench) -> None:
    """Must accept what the code at the signer's address accepts (ERC-1271), and nothing that it does not."""
    signs, gateway = bench.room.oracle.workbench.signatures, bench.room.chain.gateway
    agreeing, refusing = "0x" + "a1" * 20, "0x" + "a2" * 20
    # PUSH4 answer, shifted to the left of a word, stored and returned
    for wallet, answer in ((agreeing, "1626ba7e"), (refusing, "deadbeef")):
        gateway.request("anvil_setCode", wallet, f"0x63{answer}60e01b60005260206000f3")
    signs.require(agreeing, b"\x01" * 32, b"several keys of a safe")
    for wallet in (refusing, bench.room.characters.stranger.address):
        with pytest.raises(Refused) as refused:
            signs.require(wallet, b"\x01" * 32, b"several keys of a safe")
        assert refused.value.name == "InvalidSignature"


def test_a_verifier_signs_on_the_command_line(bench: Bench) -> None:
    """Must show the document, refuse an account without the permission, and sign with the key that it is given."""
    identity, registry = bench.answered(), bench.room.registry
    for caller in (bench.company, OWNER):
        registry.accounts.admit(caller.subject, caller.tenant, caller.roles, registry.clock.now())

    def run(*words: str) -> Result:
        settings = registry.settings
        environment = {
            "CARBONIX_HOME": str(settings.home),
            "CARBONIX_DEPLOYMENTS": str(settings.deployments_dir),
            "CARBONIX_RPC_URL": bench.room.chain.rpc_url,
        }
        return CliRunner().invoke(app, ["inspection", *words], env=environment)

    shown = run("show", identity, "--as", bench.company.subject)
    assert json.loads(shown.stdout)["reportHash"] == bench.claim.report_hash
    assert run("sign", identity, "--as", OWNER.subject, "--key", "7").exit_code == 2
    assert "InvalidSignature" in run("sign", identity, "--as", bench.company.subject, "--key", "13").output
    assert "CARBONIX_HSM_MODULE" in run("sign", identity, "--as", bench.company.subject, "--key", "hsm").output
    signed = run("sign", identity, "--as", bench.company.subject, "--key", "7", "--json")
    assert json.loads(signed.stdout)["state"] == "signed"


def _typed_signature(signer: LocalSigner, data: dict[str, Any]) -> str:
    """What a wallet makes of typed data, by eth-account's own encoder."""
    message = encode_typed_data(full_message=data)
    return signer.sign_digest(keccak(b"\x19" + message.version + message.header + message.body)).hex()


def test_the_roof_is_the_file_that_was_reported(bench: Bench) -> None:
    """Must inspect the report of the real meter file."""
    assert bench.claim.meter == SERF_EAST.meter.id
