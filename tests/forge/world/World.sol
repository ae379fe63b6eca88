// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BufferPool} from "../../../contracts/BufferPool.sol";
import {CarbonCredit} from "../../../contracts/CarbonCredit.sol";
import {CooperativeClaims} from "../../../contracts/CooperativeClaims.sol";
import {CreditExchange} from "../../../contracts/CreditExchange.sol";
import {CreditRegistry} from "../../../contracts/CreditRegistry.sol";
import {RegistryAccess} from "../../../contracts/RegistryAccess.sol";
import {ReportRules} from "../../../contracts/ReportRules.sol";
import {RetirementCertificate} from "../../../contracts/RetirementCertificate.sol";
import {SealRegistry} from "../../../contracts/SealRegistry.sol";
import {VerificationOracle} from "../../../contracts/VerificationOracle.sol";
import {VerifierSet} from "../../../contracts/VerifierSet.sol";
import {ICreditRegistry} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {IVerificationOracle} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {RenewablePower} from "../../../contracts/methodologies/RenewablePower.sol";
import {PaymentToken} from "../../../contracts/testing/PaymentToken.sol";
import {ProjectId} from "../../../contracts/types/Ids.sol";
import {vm} from "./Vm.sol";

/// @title Every contract, wired as scripts/deploy.py wires it, and the accounts that act
/// @dev The world itself is deployer and admin. Time is `clock`, so that a run has one clock for all its calls.
abstract contract World {
    address internal constant REGISTRAR = address(0x1001);
    address internal constant OPERATOR = address(0x1002);
    address internal constant SEALER = address(0x1003);
    address internal constant GUARDIAN = address(0x1004);
    address internal constant EXCHANGE_OPERATOR = address(0x1005);
    address internal constant TREASURY = address(0x1006);
    address internal constant STRANGER = address(0x1007);
    address internal constant COMPLIANCE = address(0x1008);
    address internal constant ARBITER = address(0x1009);

    uint32 internal constant SILENCE_S = 1 days;
    uint64 internal constant STARTS_AT = 1_467_331_200; // 2016-07-01
    uint64 internal constant DAILY_CAP_KG = 20_000;
    uint64 internal constant RULING_TIME_S = 3 days;
    uint64 internal constant CLAIM_LIFETIME_S = 30 days;
    uint64 internal constant HEARTBEAT_S = 1 days;
    uint256 internal constant BOND = 0.1 ether;
    uint256 internal constant MEASURED = 8; // projects before this position are measured here, from it on bridged
    uint256 internal constant RESERVE = 12; // position of two projects that only mint stock for holders: they never owe
    uint256 internal constant FIRST_MAKER_KEY = 0x5001;
    uint256 internal constant MAKERS = 5; // the first two own projects
    bytes32 internal constant RULE = keccak256("T-VER-S-METH-01-01 v1");
    bytes32 internal constant ENDED_RULE = keccak256("Rule that ended before the project began");
    bytes32 internal constant ABSORBER_ORGANISATION = keccak256("organisation of the absorbers");

    ProjectId internal constant FOREST = ProjectId.wrap(901); // a kind that the rule does not cover
    ProjectId internal constant UNDER_ENDED_RULE = ProjectId.wrap(902);

    RegistryAccess public access;
    CreditRegistry public registry;
    SealRegistry public seals;
    RetirementCertificate public certificates;
    CarbonCredit public credit;
    BufferPool public pool;
    CooperativeClaims public claims;
    VerifierSet public verifiers;
    VerificationOracle public oracle;
    CreditExchange public exchange;
    PaymentToken public token;
    RenewablePower public rule;

    uint64 internal clock = 1_790_000_000;
    ProjectId[] internal projects;
    address[MAKERS] private _makers; // kept: deriving an address from a key is slow

    function makerKey(uint256 position) internal pure returns (uint256) {
        return FIRST_MAKER_KEY + position % MAKERS;
    }

    function makerOf(uint256 position) public view returns (address) {
        return _makers[position % MAKERS];
    }

    function makerCount() external pure returns (uint256) {
        return MAKERS;
    }

    function projectCount() external view returns (uint256) {
        return projects.length;
    }

    function projectAt(uint256 position) external view returns (ProjectId) {
        return projects[position];
    }

    function _deploy(uint64 windowS) internal {
        vm.warp(clock);
        for (uint256 i = 0; i < MAKERS; ++i) {
            _makers[i] = vm.addr(makerKey(i));
        }
        _deployLedger(vm.getNonce(address(this)));
        verifiers = new VerifierSet(address(access));
        oracle = new VerificationOracle(
            address(access),
            ReportRules.Wiring(registry, credit, seals, pool, claims, verifiers),
            _settings(windowS)
        );
        exchange = new CreditExchange(address(access), credit, TREASURY, SILENCE_S);
        rule = new RenewablePower();
        token = new PaymentToken();
        assert(address(oracle) == registry.oracle());

        _assignRoles();
        _register();
        _fund();
    }

    /// @dev Addresses that are needed before they exist follow from the number of contracts deployed before them.
    function _deployLedger(uint64 nonce) private {
        address ledger = vm.computeCreateAddress(address(this), nonce + 4);
        BufferPool buffer = BufferPool(vm.computeCreateAddress(address(this), nonce + 5));
        address judge = vm.computeCreateAddress(address(this), nonce + 8);

        access = new RegistryAccess(address(this));
        registry = new CreditRegistry(address(access), judge, true);
        seals = new SealRegistry(address(access));
        certificates = new RetirementCertificate(ledger, registry, seals, buffer);
        credit = new CarbonCredit(
            address(access), registry, judge, certificates, address(buffer), "/api/v1/batches/{id}.json", "/collection.json"
        );
        pool = new BufferPool(address(access), judge, credit);
        claims = new CooperativeClaims(judge, credit);
        assert(address(credit) == ledger && pool == buffer);
    }

    /// @dev Without a window nobody needs a heartbeat either: the ledger alone is of interest.
    function _settings(uint64 windowS) private pure returns (IVerificationOracle.Settings memory) {
        return IVerificationOracle.Settings({
            challengeWindowS: windowS,
            rulingTimeS: RULING_TIME_S,
            claimLifetimeS: CLAIM_LIFETIME_S,
            heartbeatS: windowS == 0 ? 0 : HEARTBEAT_S,
            bond: BOND
        });
    }

    function _assignRoles() private {
        _allow(address(registry), registry.registerMethodology.selector, 1, REGISTRAR);
        _allow(address(registry), registry.registerProject.selector, 1, REGISTRAR);
        _allow(address(registry), registry.setLabels.selector, 1, REGISTRAR);
        _allow(address(registry), registry.proposeDailyCap.selector, 1, REGISTRAR);
        _allow(address(pool), pool.setShare.selector, 1, REGISTRAR);
        _allow(address(exchange), exchange.listPayment.selector, 1, REGISTRAR);
        _allow(address(registry), registry.confirmDailyCap.selector, 2, REGISTRAR);
        _allow(address(verifiers), verifiers.accredit.selector, 2, REGISTRAR);
        _allow(address(verifiers), verifiers.revoke.selector, 2, REGISTRAR);
        _allow(address(verifiers), verifiers.setConflict.selector, 2, REGISTRAR);
        _allow(address(oracle), oracle.heartbeat.selector, 3, OPERATOR);
        _allow(address(oracle), oracle.submit.selector, 3, OPERATOR);
        _allow(address(oracle), oracle.submitLoss.selector, 3, OPERATOR);
        _allow(address(oracle), oracle.submitImmobilisation.selector, 3, OPERATOR);
        _allow(address(seals), seals.seal.selector, 4, SEALER);
        _allow(address(seals), seals.supersede.selector, 4, SEALER);
        _allow(address(seals), seals.nullify.selector, 4, SEALER);
        _allow(address(credit), credit.pauseTransfers.selector, 5, GUARDIAN);
        _allow(address(exchange), exchange.pauseSettlement.selector, 5, GUARDIAN);
        _allow(address(exchange), exchange.settle.selector, 6, EXCHANGE_OPERATOR);
        _allow(address(credit), credit.setFrozenTokens.selector, 7, COMPLIANCE);
        _allow(address(credit), credit.announceForcedTransfer.selector, 7, COMPLIANCE);
        _allow(address(credit), credit.withdrawForcedTransfer.selector, 7, COMPLIANCE);
        _allow(address(credit), credit.forcedTransfer.selector, 7, COMPLIANCE);
        _allow(address(oracle), oracle.rule.selector, 8, ARBITER);
    }

    function _allow(address target, bytes4 selector, uint64 role, address member) private {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        access.setTargetFunctionRole(target, selectors, role);
        access.grantRole(role, member, 0);
    }

    function _register() private {
        ICreditRegistry.Methodology memory facts =
            ICreditRegistry.Methodology(rule, 1_262_304_000, 4_102_444_800, keccak256("methodology document"));
        vm.prank(REGISTRAR);
        registry.registerMethodology("T-VER-S-METH-01-01 v1", facts);
        facts.validUntil = STARTS_AT;
        vm.prank(REGISTRAR);
        registry.registerMethodology("Rule that ended before the project began", facts);

        for (uint128 i = 0; i < RESERVE + 2; ++i) {
            projects.push(ProjectId.wrap(101 + i));
            _registerProject(ProjectId.wrap(101 + i), solarFacts(i));
        }
        ICreditRegistry.Project memory odd = solarFacts(0);
        odd.kind = ICreditRegistry.Kind.Forestry;
        _registerProject(FOREST, odd);
        odd = solarFacts(0);
        odd.methodology = ENDED_RULE;
        _registerProject(UNDER_ENDED_RULE, odd);
    }

    /// @dev A Thai solar plant of an absorber; every other one moves in whole credits only.
    function solarFacts(uint256 position) internal view returns (ICreditRegistry.Project memory) {
        return ICreditRegistry.Project({
            owner: makerOf(position / 2 % 2),
            organisation: ABSORBER_ORGANISATION,
            methodology: RULE,
            country: "TH",
            kind: ICreditRegistry.Kind.RenewablePower,
            wholeTonneOnly: position % 2 == 1,
            dailyCapKg: DAILY_CAP_KG,
            startsAt: STARTS_AT,
            documentHash: keccak256("project document")
        });
    }

    function _registerProject(ProjectId project, ICreditRegistry.Project memory facts) private {
        vm.prank(REGISTRAR);
        registry.registerProject(project, "Solar plant", facts);
    }

    /// @dev Every maker trusts the exchange with credits and money; a gift lies in the exchange, which must never move it.
    function _fund() private {
        vm.prank(REGISTRAR);
        exchange.listPayment(address(token));
        for (uint256 i = 0; i < MAKERS; ++i) {
            token.mint(makerOf(i), 1e24);
            vm.prank(makerOf(i));
            token.approve(address(exchange), type(uint256).max);
            vm.prank(makerOf(i));
            credit.setApprovalForAll(address(exchange), true);
        }
        token.mint(address(exchange), 7);
    }
}
