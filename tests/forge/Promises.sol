// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICarbonCredit as C} from "../../contracts/interfaces/ICarbonCredit.sol";
import {ICreditRegistry as R} from "../../contracts/interfaces/ICreditRegistry.sol";
import {IRetirementCertificate as K} from "../../contracts/interfaces/IRetirementCertificate.sol";
import {ISealRegistry as S} from "../../contracts/interfaces/ISealRegistry.sol";
import {BatchId, ProjectId, SealId} from "../../contracts/types/Ids.sol";
import {Book} from "./actions/Book.sol";
import {Enforcing} from "./actions/Enforcing.sol";
import {Reversing} from "./actions/Reversing.sol";
import {Trading} from "./actions/Trading.sol";
import {vm} from "./world/Vm.sol";

/// @title The actions as one target for the fuzzer
contract Everyone is Trading, Enforcing, Reversing {
    constructor(uint64 windowS) {
        _deploy(windowS);
        _accreditAll();
    }
}

/// @title The invariants of the specification, read from the chain and compared with a naive second book
abstract contract Promises {
    error Broken(string what, uint256 seen, uint256 allowed);
    error Vacuous(string what, uint256 seen, uint256 calls);

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Everyone internal everyone;
    string private constant RUNS = "runs";
    uint256 private constant RUNS_TO_SEE_ALL = 4;

    string private _sightings;
    string[] private _actions;
    bytes4[] private _selectors;

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(everyone);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(everyone), _selectors);
    }

    function _target(string memory action, bytes4 selector) internal {
        _selectors.push(selector);
        if (selector != everyone.intrude.selector) _actions.push(action);
    }

    function _alsoLively(string memory action) internal {
        _actions.push(action);
    }

    /// @dev What the runs of a walk saw is kept in the process's environment: forge forgets all else between two runs.
    function _begin(string memory walk) internal {
        _sightings = string.concat("CARBONIX_WALK_", walk, "_");
        vm.setEnv(string.concat(_sightings, RUNS), "0");
    }

    function _check() internal view {
        uint256 batches = everyone.registry().batchCount();
        R.Batch[] memory facts = new R.Batch[](batches);
        uint256[] memory issuedKg = new uint256[](batches);
        K.Certificate[] memory certificates = _certificates();
        for (uint256 i = 0; i < batches; ++i) {
            facts[i] = everyone.registry().batchOf(BatchId.wrap(i + 1));
            issuedKg[i] = _checkBatch(BatchId.wrap(i + 1), facts[i], certificates);
        }
        _checkSerials(facts);
        for (uint256 i = 0; i < everyone.projectCount(); ++i) {
            _checkProject(everyone.projectAt(i), facts, issuedKg);
        }
        _checkAllotments(certificates);
        _checkMoney(batches);
        _checkBonds();
        _checkPool(batches);
        _checkSeals();
    }

    function _certificates() private view returns (K.Certificate[] memory all) {
        all = new K.Certificate[](everyone.certificates().certificateCount());
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = everyone.certificates().certificate(i + 1);
        }
    }

    /// @dev I-3, I-5, and the certificates of a batch: they tile [0, retiredKg), and every search agrees with a look at each of them.
    function _checkBatch(BatchId batch, R.Batch memory facts, K.Certificate[] memory all)
        private
        view
        returns (uint256 issuedKg)
    {
        C.Supply memory supply = everyone.credit().supplyOf(batch);
        issuedKg = supply.issuedKg;
        uint256 heldKg = 0;
        for (uint256 i = 0; i < everyone.makerCount(); ++i) {
            heldKg += everyone.credit().balanceOf(everyone.makerOf(i), BatchId.unwrap(batch));
        }
        heldKg += everyone.credit().balanceOf(address(everyone.pool()), BatchId.unwrap(batch));
        heldKg += everyone.credit().balanceOf(address(everyone.claims()), BatchId.unwrap(batch));
        _equal("I-3: held + retired + cancelled = issued", heldKg + supply.retiredKg + supply.cancelledKg, issuedKg);
        _equal("I-3: heldKg", everyone.credit().heldKg(batch), heldKg);
        _equal("a batch is issued whole", issuedKg, uint256(facts.credits) * 1_000);
        _equal("I-5: every mint has a quorum", everyone.hasQuorum(facts.reportHash) ? 1 : 0, 1);

        uint256 endKg = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            if (BatchId.unwrap(all[i].batch) != BatchId.unwrap(batch)) continue;
            _equal("certificates leave no gap and never overlap", all[i].kgStart, endKg);
            endKg = all[i].kgEnd;
            _checkCertificate(batch, facts, all, i);
        }
        _equal("I-4: certificates hold what is retired", endKg, supply.retiredKg);
    }

    function _checkCertificate(BatchId batch, R.Batch memory facts, K.Certificate[] memory all, uint256 i) private view {
        K.Certificate memory one = all[i];
        uint64 middleKg = one.kgStart + uint64(uint256(keccak256(abi.encode(i))) % (one.kgEnd - one.kgStart));
        _atMost("a certificate holds something", one.kgStart + 1, one.kgEnd);
        _equal("certificateAt the first kilogram", everyone.certificates().certificateAt(batch, one.kgStart), i + 1);
        _equal("certificateAt the last kilogram", everyone.certificates().certificateAt(batch, one.kgEnd - 1), i + 1);
        _equal("certificateAt one between", everyone.certificates().certificateAt(batch, middleKg), i + 1);
        _equal("serialStart", one.serialStart, facts.serialStart + one.kgStart / 1_000);
        _equal("serialEnd", one.serialEnd, facts.serialStart + (one.kgEnd - 1) / 1_000);
        _atMost("serials end inside the batch", one.serialEnd, facts.serialStart + facts.credits - 1);
        uint64 firstKg = (one.serialStart - facts.serialStart) * 1_000;
        _equal(
            "certificateOf agrees with a look at every certificate",
            everyone.certificates().certificateOf(batch, one.serialStart),
            _bruteForce(batch, all, firstKg)
        );
    }

    function _bruteForce(BatchId batch, K.Certificate[] memory all, uint64 kg) private pure returns (uint256 found) {
        for (uint256 i = 0; i < all.length; ++i) {
            bool here = BatchId.unwrap(all[i].batch) == BatchId.unwrap(batch) && all[i].kgStart <= kg && kg < all[i].kgEnd;
            if (here && found != 0) revert Broken("a kilogram has one certificate", i + 1, found);
            if (here) found = i + 1;
        }
    }

    function _checkSerials(R.Batch[] memory all) private pure {
        for (uint256 i = 0; i < all.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                bool same = ProjectId.unwrap(all[i].project) == ProjectId.unwrap(all[j].project)
                    && all[i].vintageYear == all[j].vintageYear && all[i].standard == all[j].standard;
                if (same && all[i].serialStart < all[j].serialStart + all[j].credits
                        && all[j].serialStart < all[i].serialStart + all[i].credits) {
                    revert Broken("serial ranges are disjoint", i + 1, j + 1);
                }
                if (all[i].reportHash == all[j].reportHash) revert Broken("one batch per report", i + 1, j + 1);
            }
        }
    }

    /// @dev I-1 and I-2.
    function _checkProject(ProjectId project, R.Batch[] memory facts, uint256[] memory issuedKg) private view {
        uint256 mintedKg = 0;
        for (uint256 i = 0; i < facts.length; ++i) {
            if (ProjectId.unwrap(facts[i].project) == ProjectId.unwrap(project)) mintedKg += issuedKg[i];
        }
        uint256 lowerKg = everyone.lowerBoundsKg(project);
        uint256 paidKg = everyone.deductedKg(project);
        _atMost("I-1: minted <= lower bounds", mintedKg, lowerKg);
        _atMost("I-1: lower bounds <= point estimates", lowerKg, everyone.pointsKg(project));
        _equal("I-1: what is not minted paid debts or is carried", everyone.oracle().carriedKg(project), lowerKg - mintedKg - paidKg);
        _equal("I-1: carriedKg", everyone.oracle().carriedKg(project), everyone.carriedKg(project));
        _equal("L-8.4: debts", everyone.pool().outstandingDebtKg(project), everyone.debtKg(project));
        _equal("I-1: verifiedKg", everyone.oracle().verifiedKg(project), lowerKg);
        _atMost("I-1: less than a credit is carried", everyone.oracle().carriedKg(project), 999);

        _equal("L-3.8: originOf", uint256(everyone.oracle().originOf(project)), uint256(everyone.originOf(project)));
        Book.Period[] memory periods = everyone.periodsOf(project);
        for (uint256 i = 0; i < periods.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                if (periods[i].start < periods[j].end && periods[j].start < periods[i].end) {
                    revert Broken("I-2: measured periods are disjoint", i, j);
                }
            }
        }
    }

    /// @dev I-4: over all subjects, never more than was retired.
    function _checkAllotments(K.Certificate[] memory all) private view {
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 allottedKg = 0;
            for (uint256 subject = 0; subject < 3; ++subject) {
                bytes32 name = keccak256(abi.encode("passport", subject));
                allottedKg += everyone.certificates().allottedKgTo(i + 1, name);
            }
            _equal("I-4: allottedKg is the sum over subjects", everyone.certificates().allottedKg(i + 1), allottedKg);
            _atMost("I-4: allotted <= retired", allottedKg, all[i].kgEnd - all[i].kgStart);
        }
    }

    /// @dev I-7, over the whole run.
    function _checkMoney(uint256 batches) private view {
        _equal("I-7: treasury = sum of fees", everyone.token().balanceOf(everyone.exchange().treasury()), everyone.feeEvents());
        _equal("I-7: the gift still lies there", everyone.token().balanceOf(address(everyone.exchange())), 7);
        uint256 money = everyone.feeEvents() + 7;
        for (uint256 i = 0; i < everyone.makerCount(); ++i) {
            money += everyone.token().balanceOf(everyone.makerOf(i));
        }
        _equal("I-7: no money appears or vanishes", money, everyone.token().totalSupply());
        for (uint256 batch = 1; batch <= batches; ++batch) {
            _equal("I-7: the exchange holds no credits", everyone.credit().balanceOf(address(everyone.exchange()), batch), 0);
        }
    }

    /// @dev L-4.6: the oracle holds the bonds of open challenges and those that nobody collected.
    function _checkBonds() private view {
        _equal("L-4.6: the oracle holds the bonds", address(everyone.oracle()).balance, everyone.bondsToHold());
        for (uint256 i = 0; i < everyone.makerCount(); ++i) {
            address account = everyone.makerOf(i);
            _equal("L-4.6: bondsOf", everyone.oracle().bondsOf(account), everyone.bonds(account));
        }
    }

    /// @dev What accrued and was not drawn is what the pool holds.
    function _checkPool(uint256 batches) private view {
        uint256 heldKg = 0;
        for (uint256 batch = 1; batch <= batches; ++batch) {
            heldKg += everyone.credit().balanceOf(address(everyone.pool()), batch);
        }
        _equal("L-5.2: the pool holds its shares", heldKg, everyone.pooledKg());
    }

    /// @dev I-8: every seal still reads as it did when it was made, and each kind is a chain.
    function _checkSeals() private view {
        _equal("I-8: seals are counted", everyone.seals().sealCount(), everyone.sealPrintCount());
        bytes32[7] memory lastRoot;
        uint64[7] memory sequence;
        for (uint256 i = 0; i < everyone.sealPrintCount(); ++i) {
            S.Seal memory one = everyone.seals().sealOf(SealId.wrap(uint64(i + 1)));
            if (keccak256(abi.encode(one)) != everyone.sealPrints(i)) revert Broken("I-8: seals never change", i + 1, 0);
            uint256 kind = uint256(one.kind);
            if (one.previousRoot != lastRoot[kind]) revert Broken("I-8: each seal names the one before", i + 1, 0);
            _equal("I-8: sequence", one.sequence, ++sequence[kind]);
            lastRoot[kind] = one.root;
        }
        for (uint256 i = 0; i < everyone.nullifierCount(); ++i) {
            _equal("a nullifier stays used", everyone.seals().isNullified(everyone.nullifiers(i)) ? 1 : 0, 1);
        }
    }

    /// @dev Forge replays the shortened moves of an earlier failure before anything else: too few to demand liveliness of.
    function _isReplay() internal view returns (bool) {
        return everyone.moves() < 1_000;
    }

    /// @dev A promise about moves that never happened is worth nothing: every action succeeds in a fifth of its calls.
    function _checkLively() internal view {
        for (uint256 i = 0; i < _actions.length; ++i) {
            (uint128 calls, uint128 successes) = everyone.tallyOf(_actions[i]);
            if (successes * 5 < calls || successes == 0) revert Vacuous(_actions[i], successes, calls);
        }
    }

    /// @dev One run in a hundred misses some guard by chance; the fourth demands what it and those before it met between them.
    function _checkSeen(string memory name, bytes4 refusal) internal {
        string memory sighting = string.concat(_sightings, name);
        if (everyone.refusals(refusal) > 0) vm.setEnv(sighting, "seen");
        else if (_runs() >= RUNS_TO_SEE_ALL && !vm.envExists(sighting)) revert Vacuous(name, 0, _runs());
    }

    function _countRun() internal {
        vm.setEnv(string.concat(_sightings, RUNS), vm.toString(_runs() + 1));
    }

    function _runs() private view returns (uint256) {
        return vm.envUint(string.concat(_sightings, RUNS));
    }

    function _equal(string memory what, uint256 seen, uint256 allowed) private pure {
        if (seen != allowed) revert Broken(what, seen, allowed);
    }

    function _atMost(string memory what, uint256 seen, uint256 allowed) private pure {
        if (seen > allowed) revert Broken(what, seen, allowed);
    }
}
