"""The browser's verifier asks a node by itself and says of a bundle what the server says, step by step."""

from __future__ import annotations

import pytest

from registry.adapters.canonical_json import canonical, parse_canonical
from registry.adapters.proof_tools import EthereumProofTools, node_at
from registry.domain.bundle import issuer_text
from registry.domain.bundle_schema import CONTRACTS
from registry.domain.verdict import Step
from registry.usecases.verify_bundle import verify_bundle
from tests.verifier.browser import BrowserVerifier, bundled
from tests.web.told import Told

pytestmark = pytest.mark.chain


@pytest.fixture(scope="module")
def in_browser(tmp_path_factory: pytest.TempPathFactory) -> BrowserVerifier:
    folder = tmp_path_factory.mktemp("verifier")
    return BrowserVerifier(bundled("verifier/verify.ts", folder), folder)


def signed(told: Told, document: dict[str, object]) -> bytes:
    """The document as a bundle that the sealer signed anew."""
    unsigned = {key: value for key, value in document.items() if key != "issuer"}
    signer = told.characters.sealer
    signature = "0x" + signer.sign_text(issuer_text(canonical(unsigned))).hex()
    return canonical(unsigned | {"issuer": {"address": signer.address, "signature": signature}})


def on_server(told: Told, data: bytes) -> list[Step]:
    verdict = verify_bundle(data, tools=EthereumProofTools(), open_chain=node_at(told.registry.chain.rpc_url))
    return list(verdict.steps)


def test_the_browser_reads_the_chain_as_the_server_does(told: Told, in_browser: BrowserVerifier) -> None:
    """Must give every step the outcome, the sentence and the raw inputs that the server gives it."""
    genuine = parse_canonical(told.bundle)
    other_code = genuine | {
        "contracts": genuine["contracts"] | {"codeHashes": dict.fromkeys(CONTRACTS, "0x" + "00" * 32)}
    }
    other_seal = genuine | {"seal": genuine["seal"] | {"block": "1"}}
    other_chain = parse_canonical(told.bundle.replace(b'"chainId":"31337"', b'"chainId":"1"'))
    bundles = [told.bundle, signed(told, other_code), signed(told, other_seal)]
    told_by_browser = in_browser.steps(bundles, node=told.registry.chain.rpc_url)
    assert told_by_browser == [on_server(told, data) for data in bundles]
    failing = [next((step.name for step in steps if step.outcome == "fail"), None) for steps in told_by_browser]
    assert failing == [None, "root", "root"]
    (elsewhere,) = in_browser.steps([signed(told, other_chain)], node=told.registry.chain.rpc_url)
    assert "it is on chain 31337, the bundle of chain 1" in elsewhere[7].sentence


def test_what_a_contract_refuses_fails_by_its_name(told: Told, in_browser: BrowserVerifier) -> None:
    """Must say CertificateUnknown where the chain never heard of the certificate, and go on with the other steps."""
    document = parse_canonical(told.bundle)
    data = signed(told, document | {"statement": document["statement"] | {"certificate": "77"}})
    (steps,) = in_browser.steps([data], node=told.registry.chain.rpc_url)
    by_name = {step.name: step for step in steps}
    assert by_name["certificate"].outcome == "fail"
    assert "CertificateUnknown" in by_name["certificate"].sentence
    assert by_name["supply"].outcome == "pass"
    assert [step.outcome for step in steps] == [step.outcome for step in on_server(told, data)]
