"""A key in a hardware module signs what the chain accepts, never leaves it, and is named when it cannot be used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from eth_account import Account
from eth_account.hdaccount import key_from_seed, seed_from_mnemonic
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from registry.adapters.hsm_signer import HsmSigner, HsmUnavailable, make_hsm_key
from registry.adapters.outbox import Outbox
from registry.adapters.recovery import HALF_ORDER, recover
from registry.adapters.seal_store import SealTable
from registry.adapters.sealer_key import sealer_key
from registry.adapters.signer import DEV_MNEMONIC, dev_signer, text_digest
from registry.config import HsmSettings, load_settings
from registry.domain.seals import SealKind
from registry.errors import InvalidInput
from registry.key_cli import app
from registry.usecases.seal_evidence import seal
from tests.databases import Database
from tests.deployed import DeployedChain
from tests.registry.evidence.soft_hsm import put_key, soft_hsm

MADE, MOVED, FOREIGN = "made-inside", "sealer", "another-curve"


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HsmSettings]:
    """A token with a key made inside, the development sealer's key moved in, and a key of another curve."""
    with pytest.MonkeyPatch.context() as patch:
        token = soft_hsm(tmp_path_factory.mktemp("hsm") / "softhsm", patch, MOVED)
        secret = key_from_seed(seed_from_mnemonic(DEV_MNEMONIC, ""), "m/44'/60'/0'/0/3")
        put_key(token, MOVED, secret)
        put_key(token, FOREIGN, secret, "secp256r1")
        make_hsm_key(replace(token, key=MADE))
        with pytest.raises(InvalidInput) as taken:
            make_hsm_key(replace(token, key=MADE))
        assert taken.value.facts["field"] == "CARBONIX_HSM_KEY"
        yield token


@pytest.fixture(scope="module")
def signer(module: HsmSettings) -> HsmSigner:
    """The development sealer's key, in the module; opened through the one door that the service uses."""
    found = sealer_key(Path("unused"), 1, module)
    assert isinstance(found, HsmSigner)
    return found


@settings(max_examples=60)
@given(digest=st.binary(min_size=32, max_size=32))
def test_every_signature_is_low_and_leads_back_to_the_key(signer: HsmSigner, digest: bytes) -> None:
    """Must give s in the lower half and the v that recovers to the key's own address, whatever s the module chose."""
    signature = signer.sign_digest(digest)
    assert recover(digest, signature) == signer.address
    assert int.from_bytes(signature[32:64], "big") <= HALF_ORDER


def test_a_key_that_moved_in_keeps_its_address(signer: HsmSigner) -> None:
    """Must find the same address for the same key in a file and in a module, and hide the key in its text form."""
    assert signer.address == dev_signer(3).address
    assert repr(signer) == f"HsmSigner({signer.address})"
    assert recover(text_digest("a text"), signer.sign_text("a text")) == signer.address


def test_a_signed_transaction_names_its_sender(signer: HsmSigner) -> None:
    """Must encode the typed transaction so that any client recovers the sender."""
    fees = {"gas": 21_000, "maxFeePerGas": 10, "maxPriorityFeePerGas": 1}
    raw = signer.sign_transaction(
        {"type": 2, "chainId": 31337, "nonce": 7, "to": bytes(20), "value": 1, "data": "0x"} | fees
    )
    assert Account.recover_transaction(raw).lower() == signer.address


@pytest.mark.chain
def test_a_real_chain_takes_a_seal_signed_in_the_module(
    signer: HsmSigner, deployed_chain: DeployedChain, sqlite: Database
) -> None:
    """Must seal on chain in the name of the key in the module."""
    gateway = deployed_chain.gateway
    store, outbox = SealTable(sqlite), Outbox(sqlite, gateway)
    sealed = seal(SealKind.Evidence, [b"signed in a module"], "", store=store, outbox=outbox, signer=signer)
    on_chain = gateway.call("SealRegistry", "sealOf", sealed.seal_id, at=gateway.head().number)
    assert (on_chain["sealer"], on_chain["root"]) == (signer.address, sealed.root)
    assert sealed.root == "0x" + sha256(b"\0signed in a module").hexdigest()


def test_a_lost_session_is_opened_again(signer: HsmSigner) -> None:
    """Must sign on after the token was taken out and put back: the key is still there."""
    assert signer._session is not None
    signer._session.close()
    digest = b"\x07" * 32
    assert recover(digest, signer.sign_digest(digest)) == signer.address


def test_a_key_is_made_inside_by_the_command_line(
    signer: HsmSigner, module: HsmSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Must make a key once, print its address, and show it again; without a module there is nothing to make."""
    for name, value in {
        "CARBONIX_HOME": str(tmp_path),
        "CARBONIX_HSM_MODULE": str(module.module),
        "CARBONIX_HSM_TOKEN": module.token,
        "CARBONIX_HSM_KEY": "by-command",
        "CARBONIX_HSM_PIN_FILE": str(module.pin_file),
    }.items():
        monkeypatch.setenv(name, value)
    made = CliRunner().invoke(app, ["make", "--json"])
    shown = CliRunner().invoke(app, ["show", "--json"])
    assert (made.exit_code, json.loads(made.stdout)) == (0, json.loads(shown.stdout))
    assert json.loads(shown.stdout)["address"] != signer.address
    assert CliRunner().invoke(app, ["make"]).exit_code == 2
    monkeypatch.delenv("CARBONIX_HSM_MODULE")
    assert CliRunner().invoke(app, ["make"]).exit_code == 2


def test_what_cannot_be_used_is_named_without_the_pin(signer: HsmSigner, module: HsmSettings, tmp_path: Path) -> None:
    """Must say by name what is missing: library, token, a digest of the wrong length; never the PIN."""
    with pytest.raises(InvalidInput):
        signer.sign_digest(b"short")
    for broken in (replace(module, module=tmp_path / "absent.so"), replace(module, token="absent")):
        with pytest.raises(HsmUnavailable) as refusal:
            HsmSigner(broken)
        assert "4321" not in refusal.value.sentence


def test_a_pin_that_others_may_read_is_refused(module: HsmSettings, tmp_path: Path) -> None:
    """Must refuse a PIN file that is missing, open to others, or no text."""
    (tmp_path / "open").write_text("4321")
    (tmp_path / "open").chmod(0o644)
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    (tmp_path / "bytes").chmod(0o600)
    for name in ("open", "bytes", "absent"):
        with pytest.raises(InvalidInput) as refusal:
            HsmSigner(replace(module, pin_file=tmp_path / name))
        assert refusal.value.facts["field"] == "CARBONIX_HSM_PIN_FILE"


def test_the_settings_name_the_module() -> None:
    """Must read library, token, key and PIN file, and refuse a library without a token."""
    found = load_settings({"CARBONIX_HSM_MODULE": "/lib/hsm.so", "CARBONIX_HSM_TOKEN": "t", "CARBONIX_HOME": "/tmp/h"})
    assert found.hsm == HsmSettings(Path("/lib/hsm.so"), "t", "sealer", Path("/tmp/h/hsm.pin"))
    with pytest.raises(InvalidInput):
        load_settings({"CARBONIX_HSM_MODULE": "/lib/hsm.so"})
    with pytest.raises(InvalidInput):
        load_settings({"CARBONIX_CONFIRMATIONS": "0"})
