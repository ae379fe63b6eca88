// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ClaimBook} from "../../../contracts/ClaimBook.sol";
import {ICreditRegistry} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {IVerificationOracle} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {IVerifierSet} from "../../../contracts/interfaces/IVerifierSet.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {vm} from "../world/Vm.sol";
import {svm} from "./Svm.sol";

/// @title The claim book by itself: what the oracle does with a claim is proved apart
contract Book is ClaimBook {
    address public constant OWNER = address(0x0123);
    uint256 public released;

    constructor(IVerifierSet verifiers_, Settings memory settings) ClaimBook(address(this), verifiers_, settings) {}

    function record(bytes32 reportHash, Claim memory claim, IVerifierSet.Attestation[] calldata attestations) external {
        _recordClaim(reportHash, claim, attestations);
    }

    function take(bytes32 reportHash, ReportKind kind) external {
        _takeFinalisable(reportHash, kind);
    }

    /// @dev Authority: whoever asks may.
    function canCall(address, address, bytes4) external pure returns (bool, uint32) {
        return (true, 0);
    }

    function _ownerOf(ProjectId) internal pure override returns (address) {
        return OWNER;
    }

    function _releaseReserved(Claim memory) internal override {
        ++released;
    }

    // The rest of the oracle's interface has no part in this.
    function heartbeat() external {}
    function submit(Report calldata, IVerifierSet.Attestation[] calldata) external returns (bytes32) {}
    function submitLoss(Report calldata, IVerifierSet.Attestation[] calldata, BatchId) external returns (bytes32) {}
    function submitImmobilisation(
        Report calldata,
        IVerifierSet.Attestation[] calldata,
        ICreditRegistry.ImmobilisedBlock calldata,
        uint64
    ) external returns (bytes32) {}
    function finalise(bytes32) external returns (BatchId) {}
    function finaliseImmobilisation(bytes32, ICreditRegistry.ImmobilisedBlock calldata, uint64) external returns (BatchId) {}
    function hashReport(Report calldata) external view returns (bytes32) {}
    function nextNonce(ProjectId) external view returns (uint64) {}
    function lastPeriodEnd(ProjectId) external view returns (uint64) {}
    function originOf(ProjectId) external view returns (ICreditRegistry.Origin) {}
    function carriedKg(ProjectId) external view returns (uint64) {}
    function verifiedKg(ProjectId) external view returns (uint256) {}
    function isDataRootUsed(bytes32) external view returns (bool) {}
    function openClaimOf(ProjectId) external view returns (bytes32) {}
    function lastHeartbeat() external view returns (uint64) {}
    function heartbeatS() external view returns (uint64) {}
}

/// @title The state machine of claims: None -> Open -> (Challenged -> Open)* -> Finalised, or Open and Challenged -> Void
contract ClaimsProof {
    bytes32 private constant HASH = "report";
    uint64 private constant RULING_S = 5 days;
    uint64 private constant LIFETIME_S = 30 days;
    uint256 private constant BOND = 1 ether;
    address private constant SIGNER = address(0x51);

    Book private _book;
    uint64 private _revokedAt;

    function setUp() public {
        _book = new Book(IVerifierSet(address(this)), IVerificationOracle.Settings(3 days, RULING_S, LIFETIME_S, 0, BOND));
        _revokedAt = uint64(svm.createUint(64, "revokedAt"));
    }

    /// @dev Verifier set: the one signer was revoked at any time, or never.
    function revokedAt(address) external view returns (uint64) {
        return _revokedAt;
    }

    /// @notice Must leave a claim only by its doors: from any state, at any time, by any move.
    function check_a_claim_moves_only_forward(uint8 status, uint8 move, uint64 chainTime, bool flag) public {
        IVerificationOracle.ClaimStatus before = _start(status, chainTime);
        _move(move, flag);
        IVerificationOracle.ClaimStatus later = _book.claimOf(HASH).status;

        bool stays = later == before;
        bool forward = before == IVerificationOracle.ClaimStatus.Open && later != IVerificationOracle.ClaimStatus.None;
        bool ruled = before == IVerificationOracle.ClaimStatus.Challenged
            && (later == IVerificationOracle.ClaimStatus.Open || later == IVerificationOracle.ClaimStatus.Void);
        assert(stays || forward || ruled);
    }

    /// @notice Must finalise a claim only when open, past its window, before it expires, with no signer revoked since.
    function check_finalised_only_in_time(uint8 status, uint64 chainTime, uint8 kind) public {
        IVerificationOracle.ClaimStatus before = _start(status, chainTime);
        IVerificationOracle.Claim memory claim = _book.claimOf(HASH);
        vm.assume(kind < 3);
        _book.take(HASH, IVerificationOracle.ReportKind(kind));

        assert(before == IVerificationOracle.ClaimStatus.Open && uint8(claim.kind) == kind);
        assert(claim.finalisableAt <= chainTime && chainTime < claim.finalisableAt + LIFETIME_S);
        assert(_revokedAt < claim.submittedAt);
        assert(_book.claimOf(HASH).status == IVerificationOracle.ClaimStatus.Finalised);
    }

    /// @notice Must hold what it owes: bonds to be withdrawn, and one more while a challenge is open. An owner earns none by its loss.
    function check_every_bond_has_its_owner(uint8 status, uint8 move, uint64 chainTime, bool flag) public {
        _start(status, chainTime);
        _assertSolvent();
        _move(move, flag);
        _assertSolvent();
    }

    /// @notice Must give the reserved period and data root back exactly when a claim becomes void.
    function check_only_a_void_claim_releases(uint8 status, uint8 move, uint64 chainTime, bool flag) public {
        IVerificationOracle.ClaimStatus before = _start(status, chainTime);
        _move(move, flag);
        bool voided = before != IVerificationOracle.ClaimStatus.Void
            && _book.claimOf(HASH).status == IVerificationOracle.ClaimStatus.Void;
        assert(_book.released() == (voided ? 1 : 0));
    }

    /// @notice Must give the window back the time that a rejected challenge took, to the second.
    function check_a_rejected_challenge_costs_no_time(uint64 chainTime, uint64 ruledAt) public {
        _start(uint8(IVerificationOracle.ClaimStatus.Challenged), chainTime);
        uint64 before = _book.claimOf(HASH).finalisableAt;
        uint64 openedAt = _book.challengeOf(HASH).openedAt;
        vm.assume(ruledAt >= openedAt);
        vm.warp(ruledAt);
        _book.rule(HASH, false, "reason");

        assert(_book.claimOf(HASH).finalisableAt == before + (ruledAt - openedAt));
        assert(ruledAt < openedAt + RULING_S);
    }

    /// @dev Any claim in any state; a challenged one was challenged at any time of its window.
    function _start(uint8 status, uint64 chainTime) private returns (IVerificationOracle.ClaimStatus) {
        vm.assume(status <= uint8(IVerificationOracle.ClaimStatus.Void));
        IVerificationOracle.ClaimStatus wanted = IVerificationOracle.ClaimStatus(status);
        bool challenged = wanted == IVerificationOracle.ClaimStatus.Challenged;
        if (wanted != IVerificationOracle.ClaimStatus.None) {
            _book.record(HASH, _anyClaim(challenged ? IVerificationOracle.ClaimStatus.Open : wanted), _signer());
        }
        if (challenged) {
            vm.warp(svm.createUint(64, "openedAt"));
            _book.challenge{value: BOND}(HASH, "grounds");
        }
        vm.assume(chainTime < type(uint64).max / 4);
        vm.warp(chainTime);
        return wanted;
    }

    function _move(uint8 move, bool flag) private {
        if (move == 0) _book.challenge{value: BOND}(HASH, "grounds");
        else if (move == 1) _book.rule(HASH, flag, "reason");
        else if (move == 2) _book.release(HASH);
        else if (move == 3) _book.take(HASH, IVerificationOracle.ReportKind.Gain);
        else _withdraw();
    }

    function _withdraw() private {
        vm.prank(_book.OWNER());
        _book.withdrawBonds();
    }

    function _assertSolvent() private view {
        IVerificationOracle.Claim memory claim = _book.claimOf(HASH);
        bool open = claim.status == IVerificationOracle.ClaimStatus.Challenged;
        uint256 ofOwner = _book.bondsOf(_book.OWNER());
        assert(ofOwner == 0 || claim.kind != IVerificationOracle.ReportKind.Loss);
        uint256 owed = ofOwner + _book.bondsOf(SIGNER) + _book.bondsOf(address(this));
        assert(address(_book).balance == owed + (open ? BOND : 0));
    }

    function _anyClaim(IVerificationOracle.ClaimStatus status) private pure returns (IVerificationOracle.Claim memory claim) {
        uint256 kind = svm.createUint(8, "kind");
        vm.assume(kind < 3);
        claim.kind = IVerificationOracle.ReportKind(kind);
        claim.status = status;
        claim.submittedAt = uint64(svm.createUint(64, "submittedAt"));
        claim.finalisableAt = uint64(svm.createUint(64, "finalisableAt"));
        vm.assume(claim.submittedAt != 0 && claim.submittedAt <= claim.finalisableAt);
        vm.assume(claim.finalisableAt < type(uint64).max / 4);
    }

    function _signer() private pure returns (IVerifierSet.Attestation[] memory attestations) {
        attestations = new IVerifierSet.Attestation[](1);
        attestations[0] = IVerifierSet.Attestation(SIGNER, IVerifierSet.Layer.Sensor, "");
    }
}
