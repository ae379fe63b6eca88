// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {VerificationOracle} from "../../../contracts/VerificationOracle.sol";
import {IBufferPool} from "../../../contracts/interfaces/IBufferPool.sol";
import {ICarbonCredit} from "../../../contracts/interfaces/ICarbonCredit.sol";
import {ICooperativeClaims} from "../../../contracts/interfaces/ICooperativeClaims.sol";
import {ICreditRegistry} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {ISealRegistry} from "../../../contracts/interfaces/ISealRegistry.sol";
import {IVerifierSet} from "../../../contracts/interfaces/IVerifierSet.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {vm} from "../world/Vm.sol";

/// @title The oracle, with claims recorded as a quorum would have
contract Judge is VerificationOracle {
    constructor(address world)
        VerificationOracle(
            world,
            Wiring(
                ICreditRegistry(world),
                ICarbonCredit(world),
                ISealRegistry(world),
                IBufferPool(world),
                ICooperativeClaims(world),
                IVerifierSet(world)
            ),
            Settings(0, 1, 1, 0, 0)
        )
    {}

    function record(bytes32 reportHash, ProjectId project, uint64 lowerBoundKg) external {
        Claim memory claim;
        (claim.kind, claim.status, claim.project) = (ReportKind.Gain, ClaimStatus.Open, project);
        claim.lowerBoundKg = lowerBoundKg;
        this.store(reportHash, claim, new IVerifierSet.Attestation[](0));
    }

    function store(bytes32 reportHash, Claim memory claim, IVerifierSet.Attestation[] calldata none) external {
        _recordClaim(reportHash, claim, none);
    }
}

/// @title I-1 by induction: of every kilogram that was verified it is known whether it minted, paid a debt, or is carried
/// @dev This contract is registry, ledger and pool.
contract CarryProof {
    ProjectId private constant PROJECT = ProjectId.wrap(3);

    Judge private _judge;
    uint64 private _deductedKg;
    uint256 private _issuedKg;

    function setUp() public {
        _judge = new Judge(address(this));
        vm.warp(0);
    }

    /// @notice Must lose no kilogram between two reports, and carry less than a credit.
    function check_no_kilogram_is_lost(uint16 firstKg, uint48 secondKg, uint48 deductedKg) public {
        _judge.record("first", PROJECT, firstKg);
        _judge.finalise("first");
        uint64 carried = _judge.carriedKg(PROJECT);
        assert(carried < 1_000 && _issuedKg + carried == firstKg);

        _deductedKg = deductedKg;
        _judge.record("second", PROJECT, secondKg);
        _judge.finalise("second");
        assert(_judge.carriedKg(PROJECT) < 1_000);
        assert(_issuedKg + _judge.carriedKg(PROJECT) + deductedKg == uint256(firstKg) + secondKg);
        assert(_judge.verifiedKg(PROJECT) == uint256(firstKg) + secondKg);
    }

    /// @notice Must finalise a claim once.
    function check_a_claim_is_finalised_once(uint64 lowerBoundKg) public {
        _judge.record("first", PROJECT, lowerBoundKg);
        _judge.finalise("first");
        (bool again,) = address(_judge).call(abi.encodeCall(_judge.finalise, ("first")));
        assert(!again);
    }

    function openBatch(ProjectId, uint64, uint64, uint64, bytes32, bytes32) external pure returns (BatchId) {
        return BatchId.wrap(1);
    }

    function projectOf(ProjectId) external view returns (ICreditRegistry.Project memory project) {
        project.owner = address(this);
    }

    function issue(BatchId, address, uint64 kg, uint64) external {
        _issuedKg += kg;
    }

    /// @dev What pays debts is any part of what is creditable.
    function deduct(ProjectId, uint64 creditableKg) external view returns (uint64) {
        vm.assume(_deductedKg <= creditableKg);
        return _deductedKg;
    }

    function accrue(ProjectId, BatchId, uint64) external pure returns (uint64) {
        return 0;
    }
}
