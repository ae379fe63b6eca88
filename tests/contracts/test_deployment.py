"""A deployment is recorded as it stands, accepted when the chain agrees, and refused with each difference named."""

from __future__ import annotations

import json
from copy import deepcopy

import brownie
import pytest

from scripts import accept_deployment, deploy, export_abis
from scripts.accept_deployment import differences
from scripts.deployment_plan import NAMES, constructor_arguments
from scripts.deployment_record import describe, read_record, record_path, runtime_code_hash, write_record

OTHER = "0x" + "11" * 20


@pytest.fixture(scope="module")
def record(deployed, characters):
    """What deploy.py writes about the deployment under test."""
    configuration = deploy.configure(characters["admin"], characters, demonstration=True, window=0)
    arguments = constructor_arguments(configuration, {name: deployed[name].address for name in NAMES})
    return json.loads(json.dumps(describe(deployed, arguments, configuration)))


@pytest.fixture
def spoiled(record):
    return deepcopy(record)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("CARBONIX_DEPLOYMENTS", str(tmp_path))
    return tmp_path


def test_an_honest_deployment_is_accepted(record):
    """Must find no difference."""
    assert differences(record) == []


def test_the_record_says_where_everything_stands(record, deployed, characters):
    """Must hold address, block, transaction, arguments and code hash of all nine contracts, lower-case."""
    assert set(record["contracts"]) == set(NAMES)
    for name, entry in record["contracts"].items():
        assert entry["address"] == deployed[name].address.lower()
        assert (entry["block"], entry["transaction"]) == (deployed[name].tx.block_number, deployed[name].tx.txid)
        assert entry["runtimeCodeHash"] == runtime_code_hash(entry["address"])
    assert record["block"] == record["contracts"]["RegistryAccess"]["block"]
    assert record["compiler"] == {"version": "0.8.28+commit.7893614a", "evmVersion": "shanghai", "optimizerRuns": 200}
    assert record["roles"]["SEALER"] == [characters["sealer"].address.lower()]
    assert record["contracts"]["CreditExchange"]["constructorArguments"][2] == characters["treasury"].address.lower()


@pytest.mark.parametrize("name", NAMES)
def test_a_tampered_code_hash_is_named(spoiled, name):
    """Must refuse a hash that is not the chain's, for each contract."""
    spoiled["contracts"][name]["runtimeCodeHash"] = "0x" + "00" * 32
    assert [fault.split(":")[0] for fault in differences(spoiled)] == [name]


@pytest.mark.parametrize(
    ("name", "place", "value", "getter"),
    [
        ("CreditRegistry", 1, OTHER, "oracle"),
        ("CreditRegistry", 2, "false", "demonstration"),
        ("SealRegistry", 0, OTHER, "authority"),
        ("RetirementCertificate", 0, OTHER, "ledger"),
        ("CarbonCredit", 2, OTHER, "oracle"),
        ("VerifierSet", 0, OTHER, "authority"),
        (
            "VerificationOracle",
            2,
            "(86400, 259200, 2592000, 0, 100000000000000000)",
            "(challengeWindowS, rulingTimeS, claimLifetimeS, heartbeatS, bond)",
        ),
        ("CreditExchange", 2, OTHER, "treasury"),
    ],
)
def test_a_tampered_constructor_argument_is_named(spoiled, name, place, value, getter):
    """Must compare each argument with what the contract answers."""
    spoiled["contracts"][name]["constructorArguments"][place] = value
    assert any(fault.startswith(f"{name}.{getter}: recorded {value}") for fault in differences(spoiled))


@pytest.mark.parametrize("name", NAMES)
def test_the_constructor_data_is_what_the_chain_got(record, name):
    """Must record the arguments as the creation transaction carries them, after the code that the sources give."""
    entry = record["contracts"][name]
    sent = bytes(brownie.web3.eth.get_transaction(entry["transaction"])["input"]).hex()
    assert sent == getattr(brownie, name).bytecode + entry["constructorData"].removeprefix("0x")


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        ("constructorData", "CarbonCredit: constructor data recorded is not that of the planned arguments"),
        ("standardInputSha256", "CarbonCredit.standardInputSha256: recorded 0x, sources 0x"),
    ],
)
def test_what_a_source_verifier_is_given_is_compared(spoiled, field, fault):
    """Must refuse constructor data and sources that are not those of the deployment."""
    spoiled["contracts"]["CarbonCredit"][field] = "0x"
    [found] = differences(spoiled)
    assert found.startswith(fault)


def test_a_missing_contract_is_named(spoiled):
    """Must refuse an address without code."""
    spoiled["contracts"]["SealRegistry"]["address"] = OTHER
    assert differences(spoiled) == [f"SealRegistry: no code at {OTHER}"]


def test_another_chain_is_refused(spoiled):
    """Must refuse the record of another chain before asking anything else."""
    spoiled["chainId"] = 1
    assert differences(spoiled) == ["chainId: recorded 1, chain 31337"]


def test_tampered_sources_are_named(spoiled):
    """Must refuse sources that are not those that were compiled."""
    spoiled["standardInputSha256"] = "0x" + "00" * 32
    assert [fault.split(":")[0] for fault in differences(spoiled)] == ["standardInputSha256"]


def test_a_differing_contract_is_refused_even_where_its_hash_is_recorded(spoiled, deployed, admin):
    """Must compare with the sources: a record can be made to agree with any code."""
    impostor = admin.deploy(brownie.FreeToken, 6)
    spoiled["contracts"]["SealRegistry"]["address"] = impostor.address.lower()
    spoiled["contracts"]["SealRegistry"]["runtimeCodeHash"] = runtime_code_hash(impostor.address)
    assert "SealRegistry: the code on chain was not compiled from these sources" in differences(spoiled)


def test_a_twin_with_another_oracle_is_refused(spoiled, deployed, admin, stranger):
    """Must see an immutable that differs: the same sources, a registry that obeys a stranger."""
    twin = admin.deploy(brownie.CreditRegistry, deployed["RegistryAccess"], stranger, True)
    entry = spoiled["contracts"]["CreditRegistry"]
    entry["address"] = twin.address.lower()
    entry["runtimeCodeHash"] = runtime_code_hash(twin.address)
    faults = differences(spoiled)
    assert (
        f"CreditRegistry.oracle: recorded {entry['constructorArguments'][1]}, chain {stranger.address.lower()}"
        in faults
    )


def test_a_hidden_member_is_found(record, deployed, admin, stranger):
    """Must count members from the events, not from the record."""
    deployed["RegistryAccess"].grantRole(4, stranger, 0, {"from": admin})
    assert any(
        fault.startswith("SEALER: recorded") and stranger.address.lower() in fault for fault in differences(record)
    )


def test_a_member_that_left_is_noticed(record, deployed, admin, sealer):
    """Must refuse a record whose member no longer holds the role."""
    deployed["RegistryAccess"].revokeRole(4, sealer, {"from": admin})
    assert f"SEALER: {sealer.address.lower()} holds it: False, delay 0 s, planned 0 s" in differences(record)


def test_a_role_outside_of_the_plan_is_found(record, deployed, admin, stranger):
    """Must name a role that no plan knows and somebody holds."""
    deployed["RegistryAccess"].grantRole(77, stranger, 0, {"from": admin})
    assert f"role 77: not in the plan, chain ['{stranger.address.lower()}']" in differences(record)


def test_a_function_given_to_another_role_is_found(record, deployed, admin):
    """Must name a function that the plan gives to somebody else."""
    selectors = [deployed["CarbonCredit"].signatures["unpauseTransfers"]]
    deployed["RegistryAccess"].setTargetFunctionRole(deployed["CarbonCredit"], selectors, 5, {"from": admin})
    assert differences(record) == ["CarbonCredit.unpauseTransfers: planned role 0, chain 5"]


def test_a_closed_contract_is_found(record, deployed, admin):
    """Must name a contract that refuses everyone."""
    deployed["RegistryAccess"].setTargetClosed(deployed["SealRegistry"], True, {"from": admin})
    assert differences(record) == ["SealRegistry: closed to everyone"]


def test_a_changed_threshold_is_found(record, verifiers, admin):
    """Must name the layer."""
    verifiers.setThreshold(2, 3, {"from": admin})
    assert differences(record) == ["threshold of the expert layer: planned 1, chain 3"]


def test_another_payment_token_is_found(record, exchange, admin, registrar):
    """Must find a token that was listed besides the planned one."""
    other = admin.deploy(brownie.FreeToken, 6)
    exchange.listPayment(other, {"from": registrar})
    assert [fault.split(":")[0] for fault in differences(record)] == ["payment tokens"]


@pytest.fixture
def recorded(characters):
    """Deploys another system, under its own settings, and describes it."""

    def deploy_another(**settings):
        chosen = {"demonstration": True, "window": 0} | settings
        contracts = deploy.deploy_all(characters["admin"], characters, **chosen)
        configuration = deploy.configure(characters["admin"], characters, **chosen)
        arguments = constructor_arguments(configuration, {name: contracts[name].address for name in NAMES})
        return contracts, json.loads(json.dumps(describe(contracts, arguments, configuration)))

    return deploy_another


def test_a_slow_admin_is_accepted_and_its_delay_compared(recorded, admin):
    """Must find the delays of the admin, of new members and of each contract as recorded, and name each that is not."""
    _, record = recorded(delay_s=86_400)
    assert differences(record) == []
    record["adminDelayS"] = 3_600
    faults = differences(record)
    assert f"ADMIN: {admin.address.lower()} holds it: True, delay 86400 s, planned 3600 s" in faults
    assert "ORACLE_OPERATOR: planned grant delay 3600 s, chain 86400 s" in faults
    assert "CarbonCredit: planned admin delay 3600 s, chain 86400 s" in faults


def test_an_admin_that_acts_at_once_rules_a_demonstration_only(recorded, admin):
    """Must refuse a real deployment without a delay, and one whose admin is a key."""
    _, record = recorded(demonstration=False)
    key = f"ADMIN: {admin.address.lower()} is an account without code, which only a demonstration may have"
    assert differences(record) == ["ADMIN: acts at once, which only a demonstration may", key]
    _, slow = recorded(demonstration=False, delay_s=86_400)
    assert differences(slow) == [key]


def test_a_real_deployment_is_handed_to_a_contract(recorded, admin):
    """Must accept it when the deployer has offered, the contract has accepted, and the deployer has left."""
    contracts, record = recorded(demonstration=False, delay_s=86_400)
    access, wallet = contracts["RegistryAccess"], admin.deploy(brownie.ContractWallet, admin)
    offer = access.offerAdmin.encode_input(wallet, 86_400)
    access.schedule(access, offer, 0, {"from": admin})
    brownie.chain.sleep(86_400)
    access.execute(access, offer, {"from": admin})
    assert f"ADMIN: offered to {wallet.address.lower()}, who has not accepted" in differences(record)

    wallet.execute(access, access.acceptAdmin.encode_input(), {"from": admin})
    access.renounceRole(0, admin, {"from": admin})
    record["roles"]["ADMIN"] = [wallet.address.lower()]
    assert differences(record) == []


def test_a_role_that_others_rule_is_found(record, deployed, admin):
    """Must name another guardian, and another admin of a role."""
    deployed["RegistryAccess"].setRoleGuardian(6, 1, {"from": admin})
    deployed["RegistryAccess"].setRoleAdmin(3, 1, {"from": admin})
    assert differences(record) == [
        "ORACLE_OPERATOR: planned admin role 0, chain 1",
        "EXCHANGE_OPERATOR: planned guardian role 5, chain 1",
    ]


def test_deploying_twice_deploys_once(folder, module_isolation, capsys):
    """Must write the record, accept it, and leave the chain alone the second time."""
    deploy.main()
    accept_deployment.main()
    assert record_path() == folder / "31337.json"
    written, height = record_path().read_bytes(), brownie.chain.height

    deploy.main()
    assert (record_path().read_bytes(), brownie.chain.height) == (written, height)
    assert "nothing to do" in capsys.readouterr().out


def test_a_deployment_that_differs_is_not_deployed_over(folder, record, spoiled, capsys):
    """Must end with code 1, name the difference, and leave the record as it is."""
    spoiled["roles"]["SEALER"] = [OTHER]
    write_record(spoiled)
    for script in (deploy, accept_deployment):
        with pytest.raises(SystemExit) as ended:
            script.main()
        assert ended.value.code == 1
        assert f"SEALER: recorded ['{OTHER}']" in capsys.readouterr().err
    assert read_record() == spoiled


def test_a_chain_that_lost_its_deployment_gets_a_new_one(folder, record, spoiled):
    """Must deploy anew where the chain ends before the record does."""
    spoiled["lastBlock"] = brownie.chain.height + 1
    write_record(spoiled)
    deploy.main()
    assert read_record()["contracts"]["CarbonCredit"]["address"] != spoiled["contracts"]["CarbonCredit"]["address"]
    accept_deployment.main()


def test_a_missing_record_is_refused(folder, capsys):
    """Must end with code 1 and name the file."""
    with pytest.raises(SystemExit) as ended:
        accept_deployment.main()
    assert ended.value.code == 1
    assert "31337.json is missing" in capsys.readouterr().err


@pytest.mark.parametrize("name", NAMES)
def test_committed_abis_are_those_of_the_build(name):
    """Must hold the service's ABI files equal to what the compiler says: run `make abis` after a change."""
    assert (export_abis.FOLDER / f"{name}.json").read_text() == export_abis.abi_text(name)
