"""The public doors: what HTTP and the command line say of certificates, proofs, seals and evidence."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from registry.adapters.embedded_chain import REPOSITORY
from registry.adapters.sealer_key import SealerKeyMissing, sealer_key
from registry.adapters.signer import dev_signer
from registry.api.problems import install
from registry.api.proofs import router
from registry.domain.cid import cid_of
from registry.domain.notices import DEMONSTRATION_NOTICE
from registry.domain.verdict import STEPS
from registry.errors import InvalidInput
from registry.proof_cli import register
from tests.registry import bundle_parts as parts
from tests.registry import retirement_stage
from tests.registry.retirement_stage import Stage

proved = retirement_stage.proved
stage = retirement_stage.stage
GENUINE = parts.sign(parts.unsigned_bundle())


@pytest.fixture
def client(stage: Stage) -> Iterator[TestClient]:
    app = FastAPI()
    app.state.registry = stage.registry
    app.include_router(router)
    install(app)
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def commands() -> typer.Typer:
    app = typer.Typer()
    register(app)
    return app


@pytest.fixture
def bundle_file(tmp_path: Path) -> Path:
    file = tmp_path / "bundle.json"
    file.write_bytes(GENUINE)
    return file


@pytest.mark.chain
def test_a_certificate_is_public(client: TestClient, stage: Stage, proved: bytes) -> None:
    """Must show the statement that was sealed, its notice, its place, and what was allotted."""
    answer = client.get("/api/v1/certificates/1")
    assert answer.status_code == 200
    body = answer.json()
    assert body["statement"] == json.loads(proved)["statement"]
    assert body["notice"] == DEMONSTRATION_NOTICE
    assert body["sealed"] == {"seal": json.loads(proved)["seal"]["id"], "index": "0", "size": "1"}
    assert (body["corrections"], body["allottedKg"]) == ([], "0")


@pytest.mark.chain
def test_a_proof_downloads_byte_for_byte(client: TestClient, stage: Stage, proved: bytes) -> None:
    """Must serve the very bytes that a stranger verifies."""
    answer = client.get("/api/v1/certificates/1/proof")
    assert answer.content == proved
    assert answer.headers["content-disposition"] == 'attachment; filename="certificate-1.json"'
    assert stage.verify(answer.content).sentence == "Genuine."


@pytest.mark.chain
def test_a_seal_and_its_leaves_are_public(client: TestClient, proved: bytes) -> None:
    """Must show the root as on chain, and serve the leaves under the address that it names."""
    expected = json.loads(proved)["seal"]
    seal = client.get(f"/api/v1/seals/{expected['id']}").json()
    assert (seal["root"], seal["kind"], seal["sealer"]) == (expected["root"], "certificate", expected["sealer"])
    cid = seal["uri"].removeprefix("ipfs://")
    evidence = client.get(f"/api/v1/evidence/{cid}")
    assert cid_of(evidence.content) == cid
    assert evidence.headers["etag"] == f'"{cid}"'
    found = client.get(f"/api/v1/hashes/{expected['root']}").json()
    # In a tree of one leaf the root is the hash of that leaf: both meanings are true.
    assert [entry["kind"] for entry in found] == ["seal", "leaf"]


@pytest.mark.chain
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/certificates/99", 404, "CertificateUnknown"),
        ("/api/v1/certificates/99/proof", 404, "CertificateUnknown"),
        ("/api/v1/certificates/0", 422, "InvalidInput"),
        ("/api/v1/certificates/one", 422, "InvalidInput"),
        ("/api/v1/seals/99", 404, "SealUnknown"),
        (f"/api/v1/evidence/{cid_of(b'never stored')}", 404, "EvidenceUnknown"),
        ("/api/v1/evidence/..%2f..%2fsecret", 404, "NotFound"),
        ("/api/v1/evidence/secret", 422, "InvalidInput"),
        ("/api/v1/hashes/0x12", 422, "InvalidInput"),
    ],
)
def test_what_does_not_exist_is_a_problem_with_a_name(client: TestClient, path: str, status: int, code: str) -> None:
    """Must answer by RFC 9457 under the name that chain and Python use."""
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_verify_says_each_step_and_exits_with_zero(commands: typer.Typer, bundle_file: Path) -> None:
    """Must print one line for each step and the verdict."""
    result = CliRunner().invoke(commands, ["verify", str(bundle_file), "--root", parts.root_of(GENUINE)])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert len(lines) == len(STEPS) + 1
    assert all(name in line for name, line in zip(STEPS, lines, strict=False))
    assert lines[-1].startswith("Genuine, as far as checked")


def test_verify_unfolds_its_inputs(commands: typer.Typer, bundle_file: Path) -> None:
    """Must show the raw values when asked."""
    root = parts.root_of(GENUINE)
    result = CliRunner().invoke(commands, ["verify", str(bundle_file), "--root", root, "--inputs"])
    assert f"root: {root}" in result.output


@pytest.mark.parametrize(("options", "code"), [([], 1), (["--root", "0x" + "11" * 32], 1), (["--root", "0x12"], 2)])
def test_verify_exits_by_what_it_found(commands: typer.Typer, bundle_file: Path, options: list[str], code: int) -> None:
    """Must exit with 1 where nothing is proved or a step fails, and with 2 where it was asked wrongly."""
    assert CliRunner().invoke(commands, ["verify", str(bundle_file), *options]).exit_code == code


def test_a_missing_file_is_unusable(commands: typer.Typer, tmp_path: Path) -> None:
    """Must exit with 2 and name the file."""
    result = CliRunner().invoke(commands, ["verify", str(tmp_path / "none.json")])
    assert result.exit_code == 2
    assert "none.json" in result.output


def test_a_dead_node_is_unusable(commands: typer.Typer, bundle_file: Path) -> None:
    """Must not call a bundle false because nobody answered."""
    result = CliRunner().invoke(commands, ["verify", str(bundle_file), "--rpc", "http://127.0.0.1:9"])
    assert result.exit_code == 2
    assert "does not answer" in result.output


def test_verify_as_json_holds_every_step(commands: typer.Typer) -> None:
    """Must read standard input and give machines the whole verdict."""
    options = ["verify", "-", "--json", "--root", parts.root_of(GENUINE)]
    result = CliRunner().invoke(commands, options, input=GENUINE)
    verdict = json.loads(result.output)
    assert verdict["passed"] is True
    assert [step["name"] for step in verdict["steps"]] == list(STEPS)


def test_a_broken_file_fails_by_name(commands: typer.Typer) -> None:
    """Must say which step failed, in JSON too."""
    result = CliRunner().invoke(commands, ["verify", "-", "--json"], input=GENUINE + b"\n")
    assert (result.exit_code, json.loads(result.output)["failed"]) == (1, "canonical")


def test_verifying_loads_no_database() -> None:
    """Must keep every database library out of a process that only verifies."""
    program = (
        "import sys, registry.proof_cli, registry.usecases.verify_on_chain\n"
        "print([name for name in ('sqlmodel', 'sqlalchemy', 'alembic', 'fastapi') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.strip() == "[]"


@pytest.mark.chain
def test_prove_writes_what_verify_accepts(
    commands: typer.Typer, stage: Stage, proved: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must write the bundle from the stored state, and verify it against the node."""
    monkeypatch.setenv("CARBONIX_HOME", str(stage.registry.settings.home))
    monkeypatch.setenv("CARBONIX_DEPLOYMENTS", str(stage.registry.settings.deployments_dir))
    file = tmp_path / "certificate.json"
    written = CliRunner().invoke(commands, ["prove", "1", "--out", str(file), "--rpc", stage.rpc_url])
    assert written.exit_code == 0, written.output
    assert file.read_bytes() == proved
    checked = CliRunner().invoke(commands, ["verify", str(file), "--rpc", stage.rpc_url])
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (0, "Genuine.")
    assert DEMONSTRATION_NOTICE in checked.output
    unknown = CliRunner().invoke(commands, ["prove", "99", "--rpc", stage.rpc_url])
    assert (unknown.exit_code, "no certificate 99" in unknown.output) == (2, True)


def test_the_sealer_key_is_read_from_its_file(tmp_path: Path) -> None:
    """Must prefer the owner's key to the development key."""
    file = tmp_path / "sealer.key"
    file.write_text("11" * 32 + "\n")
    file.chmod(0o600)
    assert sealer_key(tmp_path, 31337).address != dev_signer(3).address
    assert sealer_key(tmp_path / "elsewhere", 31337).address == dev_signer(3).address


def test_a_sealer_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """Must not use a key that is no secret, nor show what a broken file holds."""
    file = tmp_path / "sealer.key"
    file.write_text("11" * 32)
    file.chmod(0o644)
    with pytest.raises(InvalidInput) as readable:
        sealer_key(tmp_path, 31337)
    assert readable.value.facts["value"] == "0o644"
    file.chmod(0o600)
    file.write_text("eleven")
    with pytest.raises(InvalidInput) as broken:
        sealer_key(tmp_path, 31337)
    assert "eleven" not in broken.value.sentence


def test_no_development_key_beyond_its_chain(tmp_path: Path) -> None:
    """Must not sign with a key that everybody has on any other chain."""
    with pytest.raises(SealerKeyMissing) as refusal:
        sealer_key(tmp_path, 1)
    assert refusal.value.facts == {"chainId": "1", "file": "sealer.key"}
