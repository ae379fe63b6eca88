"""From the door to the final seal on a real chain: what was approved is anchored, and a stranger can check it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from passport.adapters.generations import generation_of
from passport.bootstrap import Passport, open_passport
from passport.usecases import anchor_offsets
from registry.adapters.canonical_json import parse_canonical
from registry.adapters.evidence_tables import EvidenceChainRow
from registry.adapters.signer import LocalSigner
from registry.adapters.timestamps import HttpTimeStamper
from registry.bootstrap import Registry, assemble
from registry.config import TimeAuthority, load_settings
from registry.domain.cid import Cid
from registry.domain.seals import SealKind
from registry.usecases import mark_evidence, verify_evidence
from tests.deployed import Characters, DeployedChain
from tests.passport.offsets.conftest import Company, doors
from tests.registry.evidence.authority import Authority, running_authority
from tests.web.html_page import Page
from web.app import create_app
from web.cli import app
from web.system.anchoring import Anchorer

pytestmark = pytest.mark.chain
CONFIRMATIONS = 3


@dataclass
class Stage:
    """A registry with a time-stamp authority on a deployed chain, and two companies at its doors."""

    registry: Registry
    passport: Passport
    chain: DeployedChain
    authority: Authority
    sealer: LocalSigner
    acme: Company
    rival: Company

    def mine(self, blocks: int) -> None:
        self.registry.chain.request("anvil_mine", hex(blocks))

    def approved(self, company: Company, **changed: Any) -> str:
        said = company.submit(**changed).json()
        assert company.decide(said["approval"]).status_code == 200
        return str(said["id"])

    def shown(self, offset: str) -> dict[str, Any]:
        found: dict[str, Any] = self.acme.compliance.get(f"/api/v1/offsets/{offset}").json()
        return found

    def on_chain(self, function: str, *args: object) -> Any:
        return self.registry.chain.call("SealRegistry", function, *args, at=self.registry.chain.head().number)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running_authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


@pytest.fixture
def stage(
    deployed_chain: DeployedChain, authority: Authority, characters: Characters, tmp_path: Path
) -> Iterator[Stage]:
    """A home of its own; three blocks make a seal final."""
    environment = {"CARBONIX_HOME": str(tmp_path), "CARBONIX_DEPLOYMENTS": str(deployed_chain.deployments_dir)}
    trusted = TimeAuthority(authority.url, authority.roots)
    settings = replace(load_settings(environment), confirmations=CONFIRMATIONS, time_authority=trusted)
    registry = assemble(settings, deployed_chain.gateway)
    opened = doors(registry)
    companies = (Company(opened, "acme"), Company(opened, "rival"))
    yield Stage(registry, open_passport(registry), deployed_chain, authority, characters.sealer, *companies)
    registry.close()


@pytest.fixture
def browser(stage: Stage) -> Iterator[TestClient]:
    with TestClient(create_app(stage.registry, follow=False), raise_server_exceptions=False) as client:
        client.headers["Accept"] = "text/html"
        yield client


def test_an_approved_offset_is_anchored_when_its_seal_is_final(stage: Stage, browser: TestClient) -> None:
    """Must use the certificate up on chain, seal the record, be anchored only at its depth, and verify in public."""
    assert anchor_offsets.__doc__ is not None
    offset, waiting = stage.approved(stage.acme), stage.acme.submit(certificate_id="unapproved").json()
    desk = stage.passport.offsets
    done = desk.anchor()
    assert (done.nullified, len(done.sealed), done.anchored) == (1, 1, 0)
    shown = stage.shown(offset)
    assert (shown["status"], shown["waiting_for"]) == ("pending", "the confirmations of its seal")
    assert stage.on_chain("isNullified", shown["nullifier"]) is True
    pending = browser.post("/verify", data={"q": shown["sha256"]}).text
    assert "This offset record is pending" in Page(pending).words()

    stage.mine(CONFIRMATIONS - 2)
    assert desk.anchor().anchored == 0
    stage.mine(1)
    assert desk.anchor().anchored == 1
    final = stage.shown(offset)
    assert (final["status"], final["waiting_for"]) == ("anchored", "")
    assert stage.on_chain("sealOf", int(final["seal"]["seal"]))["root"] == final["seal"]["root"]
    assert stage.shown(waiting["id"])["waiting_for"] == "the approval of a second person"
    nonce = stage.registry.chain.nonce(stage.sealer.address)
    assert desk.anchor().sealed == ()
    assert stage.registry.chain.nonce(stage.sealer.address) == nonce

    stage.registry.follow()
    words = Page(browser.post("/verify", data={"q": final["sha256"]}).text).words()
    assert "This hash is known here." in words
    assert "leaf 0 of 1 under offset seal" in words
    assert "This is an anchored offset record" in words
    record = stage.acme.admin.get(f"/api/v1/offsets/{offset}/record").content
    dropped = Page(browser.post("/verify", files={"file": ("offset.json", record)}).text).words()
    assert "This document, byte for byte, is known here." in dropped
    changed = browser.post("/verify", files={"file": ("offset.json", record.replace(b'"12"', b'"13"'))}).text
    assert "No document with exactly these bytes" in Page(changed).words()


def test_the_seals_address_gives_nothing_away(stage: Stage) -> None:
    """Must lead from the public seal to leaf hashes only: who recorded which certificate is not there to be read."""
    stage.approved(stage.acme)
    (sealed,) = stage.passport.offsets.anchor().sealed
    uri = stage.on_chain("sealOf", sealed.seal_id)["uri"]
    listed = parse_canonical(stage.registry.evidence.get(Cid(uri.removeprefix("ipfs://"))))
    (offset,) = stage.acme.compliance.get("/api/v1/offsets").json()
    assert listed == {"type": "carbonix/leaf-hashes/1", "kind": "offset", "leafHashes": [offset["leaf_hash"]]}


def test_a_certificate_that_the_chain_knows_is_refused(stage: Stage) -> None:
    """Must refuse one offset, not the batch, where another installation used the certificate meanwhile, and alarm."""
    used, sound = stage.approved(stage.acme), stage.approved(stage.acme, certificate_id="sound")
    nullifier = stage.shown(used)["nullifier"]
    stage.registry.outbox.transact("elsewhere", stage.sealer, "SealRegistry", "nullify", nullifier)
    done = stage.passport.offsets.anchor()
    assert (done.nullified, done.refused, len(done.sealed)) == (1, 1, 1)
    assert stage.shown(used)["status"] == "refused"
    assert stage.shown(sound)["waiting_for"] == "the confirmations of its seal"
    assert [alarm["rule"] for alarm in stage.acme.compliance.get("/api/v1/offset-alarms").json()] == ["chain"]
    stage.registry.follow()
    assert stage.rival.submit().json()["code"] == "OffsetCertificateUsed"


def test_a_crash_between_root_and_seal_sends_the_same_root(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must go on with the assigned root after a crash, and put later offsets under the next one."""
    first, desk = stage.approved(stage.acme), stage.passport.offsets
    with monkeypatch.context() as patch:
        patch.setattr(Registry, "seal_unread", lambda *_: (_ for _ in ()).throw(RuntimeError("power cut")))
        with pytest.raises(RuntimeError):
            desk.anchor()
    (root,) = desk.table.open_batches()
    later = stage.approved(stage.acme, certificate_id="later")
    assert {sealed.root: sealed.size for sealed in desk.anchor().sealed}[root] == 1
    stage.mine(CONFIRMATIONS)
    assert desk.anchor().anchored == 2
    assert stage.shown(first)["seal"]["root"] == root != stage.shown(later)["seal"]["root"]


def test_a_seal_that_a_fork_undid_is_sent_again(stage: Stage) -> None:
    """Must not anchor what the chain lost, and seal it again with the same bytes."""
    offset = stage.approved(stage.acme)
    before = stage.chain.engine.snapshot()
    (sealed,) = stage.passport.offsets.anchor().sealed
    stage.chain.engine.revert(before)
    assert int(stage.on_chain("sealIdOf", int(SealKind.Offset), sealed.root)) == 0
    (again,) = stage.passport.offsets.anchor().sealed
    assert (again.root, again.transaction) == (sealed.root, sealed.transaction)
    stage.mine(CONFIRMATIONS)
    assert stage.passport.offsets.anchor().anchored == 1
    assert stage.shown(offset)["status"] == "anchored"


def test_evidence_is_chained_signed_stamped_and_sealed(stage: Stage) -> None:
    """Must hold every company's chain in one run, verify from end to end, and do nothing the second time."""
    assert mark_evidence.__doc__ is not None
    for company in (stage.acme, stage.rival):
        for number in range(2):
            company.submit(certificate_id=f"{company.tenant} {number}")
    done = stage.registry.mark_evidence()
    assert (done.signed, done.stamped, len(done.sealed), done.pending) == (2, 2, 1, "")
    assert done.sealed[0].size == 4
    again = stage.registry.mark_evidence()
    assert (again.signed, again.stamped, again.sealed) == (0, 0, ())
    verdict = stage.acme.compliance.get("/api/v1/evidence-chain/verification").json()
    assert verdict["failed"] is None
    assert [step["outcome"] for step in verdict["steps"]] == ["pass"] * 5
    (mark,) = stage.acme.compliance.get("/api/v1/evidence-chain/marks").json()
    assert mark["signer"] == stage.sealer.address
    items = stage.acme.compliance.get("/api/v1/evidence-chain").json()
    assert [item["statement"]["previousHash"] for item in items] == ["0x" + "00" * 32, items[0]["hash"]]


def test_without_an_authority_the_stamps_wait(stage: Stage) -> None:
    """Must sign and seal while the authority is away or not set, say so, and stamp when it is back."""
    stage.acme.submit()
    stage.authority.answers.append(b"")
    done = stage.registry.mark_evidence()
    assert (done.signed, done.stamped, len(done.sealed)) == (1, 0, 1)
    assert "HTTP 503" in done.pending
    steps = {step.name: step.outcome for step in stage.registry.verify_evidence("acme").steps}
    assert (steps["time-stamps"], steps["seals"]) == ("not checked", "pass")
    assert stage.registry.mark_evidence().stamped == 1
    assert all(step.outcome == "pass" for step in stage.registry.verify_evidence("acme").steps)


@pytest.mark.parametrize(
    ("field", "value", "failing"),
    [
        ("tags", "carbon", {"chain", "signatures", "time-stamps", "seals"}),
        ("sha256", "0x" + "12" * 32, {"content", "chain", "signatures", "time-stamps", "seals"}),
        ("at", 1, {"chain", "signatures", "time-stamps", "seals"}),
        (None, None, {"signatures", "time-stamps"}),
    ],
)
def test_changed_evidence_is_found(stage: Stage, field: str | None, value: object, failing: set[str]) -> None:
    """Must fail every step that looks at an item which was changed or removed behind the chain's back."""
    assert verify_evidence.__doc__ is not None
    stage.acme.submit()
    stage.registry.mark_evidence()
    with stage.registry.database.transaction() as session:
        row = session.get_one(EvidenceChainRow, ("acme", 1))
        if field is None:
            session.delete(row)
        else:
            setattr(row, field, value)
            session.add(row)
    verdict = stage.registry.verify_evidence("acme")
    broken = {step.name for step in verdict.steps if step.outcome == "fail"}
    assert broken == failing


def test_the_server_anchors_by_itself(stage: Stage) -> None:
    """Must take offsets and evidence as far as they go, and leave the work where no key is."""
    offset = stage.approved(stage.acme)
    anchorer = Anchorer(stage.passport)
    assert anchorer.step() is True
    stage.mine(CONFIRMATIONS)
    assert anchorer.step() is True
    assert stage.shown(offset)["status"] == "anchored"
    assert not stage.registry.evidence_chains.unheld(stamps=True)
    assert not stage.passport.offsets.table.unfinished()
    assert isinstance(stage.registry.time_stamper(), HttpTimeStamper)


def test_an_authority_that_is_away_is_not_asked_all_the_time(stage: Stage) -> None:
    """Must leave an authority in peace for a while after it failed, and never stop the seals for it."""
    stage.acme.submit()
    anchorer = Anchorer(stage.passport)
    stage.authority.answers += [b"", b"never asked for"]
    for _ in range(3):
        assert anchorer.step() is True
    assert stage.authority.answers == [b"never asked for"]
    stage.authority.answers.clear()
    assert [step.outcome for step in stage.registry.verify_evidence("acme").steps][-1] == "pass"


def test_an_offset_changes_no_footprint(stage: Stage) -> None:
    """Must leave the company's gross totals as they were, to the last digit."""
    before = stage.passport.totals("acme")
    offset = stage.approved(stage.acme)
    stage.passport.offsets.anchor()
    stage.mine(CONFIRMATIONS)
    stage.passport.offsets.anchor()
    assert stage.shown(offset)["status"] == "anchored"
    assert stage.passport.totals("acme") == before


def test_anchoring_ends_the_companys_cached_answers(stage: Stage) -> None:
    """Must touch the company whose offset became final, and no other: its report shows anchored offsets."""
    stage.approved(stage.acme)
    stage.passport.offsets.anchor()
    with stage.registry.database.reading() as session:
        before = [generation_of(session, tenant) for tenant in ("acme", "rival")]
    stage.mine(CONFIRMATIONS)
    stage.passport.offsets.anchor()
    with stage.registry.database.reading() as session:
        after = [generation_of(session, tenant) for tenant in ("acme", "rival")]
    assert [new - old for old, new in zip(before, after, strict=True)] == [1, 0]


def test_the_command_line_does_the_same(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Must anchor, seal and verify from the command line, and end with 1 where evidence does not hold."""
    stage.approved(stage.acme)
    settings = stage.registry.settings
    for name, value in {
        "CARBONIX_HOME": str(settings.home),
        "CARBONIX_DEPLOYMENTS": str(settings.deployments_dir),
        "CARBONIX_RPC_URL": stage.registry.chain.rpc_url,
        "CARBONIX_CONFIRMATIONS": "1",
        "CARBONIX_TSA_URL": stage.authority.url,
        "CARBONIX_TSA_ROOTS": str(stage.authority.roots),
    }.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, Any]:
        done = CliRunner().invoke(app, [*words, "--json"])
        return done.exit_code, json.loads(done.stdout)

    assert run("offsets", "anchor") == (0, {"nullified": 1, "refused": 0, "sealed": 1, "anchored": 1})
    assert run("evidence", "seal") == (0, {"signed": 1, "stamped": 1, "sealed": 1, "pending": ""})
    code, told = run("evidence", "verify")
    assert (code, [step["outcome"] for step in told["acme"]]) == (0, ["pass"] * 5)
    assert CliRunner().invoke(app, ["evidence", "verify", "--tenant", "acme"]).stdout.count("acme  ") == 5
    with stage.registry.database.transaction() as session:
        row = session.get_one(EvidenceChainRow, ("acme", 1))
        row.tags = "carbon"
        session.add(row)
    assert run("evidence", "verify")[0] == 1
    assert run("key", "show")[1]["address"] == stage.sealer.address
