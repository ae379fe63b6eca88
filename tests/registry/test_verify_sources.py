"""Facts about handing sources to Sourcify and Etherscan: what is sent, what is waited for, and what is believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from registry.adapters.source_verifiers import Door, Etherscan, Sourcify, VerifierUnavailable
from registry.cli import app
from registry.domain.source_verification import SourceSubmission, Standing, VerifiedSource
from registry.usecases.verify_sources import PAUSE_S, POLLS, verify_sources
from tests.registry.source_verifier_server import KEY, Opinion, VerifierServer, running_verifier

CHAIN_ID = 11_155_111
COMPILER = "0.8.28+commit.7893614a"
CREATION = "0x" + "cc" * 32
NAMES = ("CarbonCredit", "SealRegistry")
ADDRESSES = {name: f"0x{number:040x}" for number, name in enumerate(NAMES, start=1)}


def standard_input(name: str) -> str:
    return json.dumps({"language": "Solidity", "sources": {f"contracts/{name}.sol": {"content": "contract"}}})


def submission(name: str = "CarbonCredit") -> SourceSubmission:
    return SourceSubmission(
        chain_id=CHAIN_ID,
        contract=name,
        address=ADDRESSES[name],
        source=f"contracts/{name}.sol",
        compiler=COMPILER,
        standard_input=standard_input(name),
        constructor_data="0x" + "ab" * 32,
        creation_transaction=CREATION,
    )


def asked(server: VerifierServer, kind: str, *names: str) -> tuple[list[VerifiedSource], list[int]]:
    """The verifier's words, and the pauses that were made."""
    pauses: list[int] = []
    with Door(server.url) as door:
        verifier = Sourcify(door) if kind == "sourcify" else Etherscan(door, KEY, CHAIN_ID)
        return list(verify_sources([submission(name) for name in names or NAMES[:1]], verifier, pauses.append)), pauses


@pytest.fixture
def stage(tmp_path: Path) -> Mapping[str, str]:
    """A folder with a deployment of two contracts and their Standard JSON inputs, as the environment names it."""
    folder = tmp_path / "deployments" / "standard-json"
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / f"{name}.json").write_text(standard_input(name))
    (tmp_path / "deployments" / f"{CHAIN_ID}.json").write_text(json.dumps(record()))
    return {"CARBONIX_ROOT": str(tmp_path), "CARBONIX_ETHERSCAN_KEY": KEY}


def record() -> dict[str, Any]:
    entries = {
        name: {
            "address": ADDRESSES[name],
            "block": 1,
            "transaction": CREATION,
            "constructorArguments": [],
            "constructorData": "0x" + "ab" * 32,
            "runtimeCodeHash": "0x",
            "source": f"contracts/{name}.sol",
            "standardInputSha256": "0x" + hashlib.sha256(standard_input(name).encode()).hexdigest(),
        }
        for name in NAMES
    }
    facts = {"chainId": CHAIN_ID, "deployer": "0x", "commit": "", "block": 1, "roles": {}, "contracts": entries}
    return facts | {"compiler": {"version": COMPILER}, "standardInputSha256": "0x"}


def run(stage: Mapping[str, str], *words: str) -> Result:
    return CliRunner(env=dict(stage)).invoke(app, ["contracts", "verify", *words])


def test_sourcify_gets_what_its_api_asks_for() -> None:
    """Must send input, compiler, identifier and creation transaction to the address's own path."""
    with running_verifier() as server:
        found, _ = asked(server, "sourcify")
    assert found == [VerifiedSource("CarbonCredit", ADDRESSES["CarbonCredit"], Standing.VERIFIED, "")]
    assert server.submissions["CarbonCredit"] == {
        "chain": str(CHAIN_ID),
        "address": ADDRESSES["CarbonCredit"],
        "stdJsonInput": json.loads(standard_input("CarbonCredit")),
        "compilerVersion": COMPILER,
        "contractIdentifier": "contracts/CarbonCredit.sol:CarbonCredit",
        "creationTransactionHash": CREATION,
    }


def test_etherscan_gets_what_its_api_asks_for() -> None:
    """Must send form and query as documented, the arguments under both spellings, without 0x."""
    with running_verifier() as server:
        found, _ = asked(server, "etherscan")
    assert [source.standing for source in found] == [Standing.VERIFIED]
    assert server.submissions["CarbonCredit"] == {
        "chainid": str(CHAIN_ID),
        "module": "contract",
        "action": "verifysourcecode",
        "apikey": KEY,
        "codeformat": "solidity-standard-json-input",
        "sourceCode": standard_input("CarbonCredit"),
        "contractaddress": ADDRESSES["CarbonCredit"],
        "contractname": "contracts/CarbonCredit.sol:CarbonCredit",
        "compilerversion": f"v{COMPILER}",
        "constructorArguements": "ab" * 32,
        "constructorArguments": "ab" * 32,
    }


@pytest.mark.parametrize("kind", ["sourcify", "etherscan"])
def test_a_pending_job_is_asked_for_until_it_ends(kind: str) -> None:
    """Must wait between questions and believe the last word."""
    with running_verifier(CarbonCredit=Opinion(pending=3)) as server:
        found, pauses = asked(server, kind)
    assert ([source.standing for source in found], pauses) == ([Standing.VERIFIED], [PAUSE_S] * 3)


@pytest.mark.parametrize("kind", ["sourcify", "etherscan"])
def test_a_job_that_never_ends_stays_pending(kind: str) -> None:
    """Must give up after a stated time, name the ticket, and not call it verified."""
    with running_verifier(CarbonCredit=Opinion(pending=10**6)) as server:
        [source], pauses = asked(server, kind)
    assert (source.standing, source.holds, len(pauses)) == (Standing.PENDING, False, POLLS - 1)
    assert source.reason.startswith(f"no word after {POLLS} questions; its ticket is ")
    assert source.reason.endswith("-CarbonCredit")


@pytest.mark.parametrize(
    ("kind", "word", "standing", "reason"),
    [
        ("sourcify", "already", Standing.ALREADY_VERIFIED, ""),
        ("sourcify", "partly", Standing.VERIFIED, "all but the metadata hash is equal"),
        ("sourcify", "refused", Standing.REFUSED, "unsupported_chain: the chain is not supported"),
        ("sourcify", "late refusal", Standing.REFUSED, "no_match: the bytecodes do not match"),
        ("etherscan", "already", Standing.ALREADY_VERIFIED, ""),
        ("etherscan", "refused", Standing.REFUSED, "Unable to locate ContractCode"),
        ("etherscan", "late refusal", Standing.REFUSED, "Fail - Unable to verify"),
    ],
)
def test_each_answer_is_told_apart(kind: str, word: str, standing: Standing, reason: str) -> None:
    """Must report verified, already verified and refused in the verifier's own words, and go on with the next."""
    with running_verifier(CarbonCredit=Opinion(word)) as server:
        first, second = asked(server, kind, *NAMES)[0]
    assert (first.standing, first.reason) == (standing, reason)
    assert (second.contract, second.standing) == ("SealRegistry", Standing.VERIFIED)


@pytest.mark.parametrize("word", ["broken", "nonsense"])
def test_a_verifier_out_of_order_is_named(word: str) -> None:
    """Must tell a broken server from a refusal."""
    with running_verifier(CarbonCredit=Opinion(word)) as server, pytest.raises(VerifierUnavailable) as fault:
        asked(server, "sourcify")
    assert fault.value.facts["address"] == server.url


def test_an_absent_verifier_is_named_without_the_key() -> None:
    """Must say which address does not answer, and keep the key to itself."""
    with running_verifier() as server:
        gone = server.url
    with Door(gone) as door, pytest.raises(VerifierUnavailable) as fault:
        Etherscan(door, KEY, CHAIN_ID).submit(submission())
    assert fault.value.sentence == f"the source verifier at {gone} fails: ConnectError"


def test_the_command_verifies_every_contract(stage: Mapping[str, str]) -> None:
    """Must end with 0 where each is verified or was, one line each, by the only recorded deployment."""
    with running_verifier(SealRegistry=Opinion("already")) as server:
        done = run(stage, "--etherscan", server.url)
    assert done.exit_code == 0, done.output
    lines = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert lines == [
        ["CarbonCredit", ADDRESSES["CarbonCredit"], "verified"],
        ["SealRegistry", ADDRESSES["SealRegistry"], "already verified"],
    ]


def test_the_command_fails_where_one_is_refused(stage: Mapping[str, str]) -> None:
    """Must end with 1 and print the reason as JSON."""
    with running_verifier(CarbonCredit=Opinion("refused")) as server:
        done = run(stage, "--sourcify", server.url, "--contract", "CarbonCredit", "--json")
    assert done.exit_code == 1
    [found] = json.loads(done.stdout)
    assert found["reason"] == "unsupported_chain: the chain is not supported"
    assert list(server.submissions) == ["CarbonCredit"]


def test_a_dry_run_sends_nothing(stage: Mapping[str, str]) -> None:
    """Must print the requests, without the key, and reach no server."""
    with running_verifier() as server:
        shown = run(stage, "--etherscan", server.url, "--dry-run")
        whole = run(stage, "--sourcify", server.url, "--dry-run", "--json")
    assert (shown.exit_code, whole.exit_code, server.submissions) == (0, 0, {})
    assert "contracts/CarbonCredit.sol:CarbonCredit" in shown.stdout
    assert KEY not in shown.stdout
    assert [request["body"]["compilerVersion"] for request in json.loads(whole.stdout)] == [COMPILER] * 2


def test_sources_of_another_state_are_not_sent(stage: Mapping[str, str]) -> None:
    """Must refuse a Standard JSON input that the deployment was not compiled from, before anything is sent."""
    file = Path(stage["CARBONIX_ROOT"]) / "deployments" / "standard-json" / "SealRegistry.json"
    file.write_text("{}")
    with running_verifier() as server:
        done = run(stage, "--sourcify", server.url, "--json")
    assert (done.exit_code, server.submissions) == (2, {})
    assert json.loads(done.stdout)["code"] == "SourcesDiffer"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ((), "--sourcify"),
        (("--sourcify", "http://127.0.0.1:1", "--etherscan", "http://127.0.0.1:1"), "--sourcify"),
        (("--etherscan", "ftp://127.0.0.1"), "--etherscan"),
        (("--sourcify", "http://127.0.0.1:1", "--contract", "Nothing"), "--contract"),
    ],
)
def test_a_command_that_cannot_be_meant_is_refused(
    stage: Mapping[str, str], words: tuple[str, ...], field: str
) -> None:
    """Must name the option that is missing, doubled or wrong."""
    done = run(stage, *words, "--json")
    assert (done.exit_code, json.loads(done.stdout)["field"]) == (2, field)


def test_the_deployment_must_be_named_where_there_are_two(stage: Mapping[str, str]) -> None:
    """Must not guess, and know a deployment that is not recorded."""
    folder = Path(stage["CARBONIX_ROOT"]) / "deployments"
    (folder / "1.json").write_text(json.dumps(record() | {"chainId": 1}))
    with running_verifier() as server:
        done = run(stage, "--sourcify", server.url, "--json")
        assert (done.exit_code, json.loads(done.stdout)["field"]) == (2, "--chain")
        assert run(stage, "--sourcify", server.url, "--chain", str(CHAIN_ID)).exit_code == 0
        missing = run(stage, "--sourcify", server.url, "--chain", "7", "--json")
    assert json.loads(missing.stdout)["code"] == "DeploymentMissing"
