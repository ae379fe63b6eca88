// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {IVerificationOracle} from "./interfaces/IVerificationOracle.sol";
import {IVerifierSet} from "./interfaces/IVerifierSet.sol";
import {ProjectId} from "./types/Ids.sol";

/// @title Claims between their quorum and their end: the window, the challenge, the arbiter
/// @dev None -> Open -> (Challenged -> Open)* -> Finalised, or from Open and Challenged -> Void. Nothing leaves the last two.
abstract contract ClaimBook is IVerificationOracle, AccessManaged {
    /// @dev Ten years: no time of ours is longer, and no moment plus one of them overflows.
    uint64 private constant LONGEST_S = 3_650 days;

    IVerifierSet public immutable verifiers;

    /// @inheritdoc IVerificationOracle
    uint64 public immutable challengeWindowS;

    /// @inheritdoc IVerificationOracle
    uint64 public immutable rulingTimeS;

    /// @inheritdoc IVerificationOracle
    uint64 public immutable claimLifetimeS;

    /// @inheritdoc IVerificationOracle
    uint256 public immutable bond;

    /// @inheritdoc IVerificationOracle
    mapping(address account => uint256) public bondsOf;

    mapping(bytes32 reportHash => Claim) private _claims;
    mapping(bytes32 reportHash => Challenge) private _challenges;
    mapping(bytes32 reportHash => address[]) private _signers;

    constructor(address access, IVerifierSet verifiers_, Settings memory settings) AccessManaged(access) {
        if (access == address(0)) revert ZeroAddress("access");
        if (address(verifiers_) == address(0)) revert ZeroAddress("verifiers");
        if (settings.claimLifetimeS == 0 || settings.claimLifetimeS > LONGEST_S) revert InvalidSettings("claimLifetimeS");
        if (settings.challengeWindowS > LONGEST_S) revert InvalidSettings("challengeWindowS");
        if (settings.challengeWindowS != 0 && settings.rulingTimeS == 0) revert InvalidSettings("rulingTimeS");
        if (settings.rulingTimeS > LONGEST_S) revert InvalidSettings("rulingTimeS");
        if (settings.heartbeatS > LONGEST_S) revert InvalidSettings("heartbeatS");
        if (settings.challengeWindowS != 0 && settings.bond == 0) revert InvalidSettings("bond");

        verifiers = verifiers_;
        challengeWindowS = settings.challengeWindowS;
        rulingTimeS = settings.rulingTimeS;
        claimLifetimeS = settings.claimLifetimeS;
        bond = settings.bond;
    }

    /// @inheritdoc IVerificationOracle
    function challenge(bytes32 reportHash, bytes32 groundsHash) external payable {
        Claim storage claim = _requireStatus(reportHash, ClaimStatus.Open);
        if (block.timestamp >= claim.finalisableAt) {
            revert WindowClosed(reportHash, claim.finalisableAt, uint64(block.timestamp));
        }
        if (groundsHash == bytes32(0)) revert GroundsMissing(reportHash);
        if (msg.value != bond) revert BondWrong(bond, msg.value);

        claim.status = ClaimStatus.Challenged;
        _challenges[reportHash] = Challenge(msg.sender, uint64(block.timestamp));
        emit ClaimChallenged(reportHash, msg.sender, groundsHash, uint64(block.timestamp) + rulingTimeS);
    }

    /// @inheritdoc IVerificationOracle
    function rule(bytes32 reportHash, bool upheld, bytes32 reasonHash) external restricted {
        Claim storage claim = _requireStatus(reportHash, ClaimStatus.Challenged);
        if (reasonHash == bytes32(0)) revert GroundsMissing(reportHash);
        Challenge memory opened = _challenges[reportHash];
        uint64 rulingUntil = opened.openedAt + rulingTimeS;
        if (block.timestamp >= rulingUntil) revert RulingTimeOver(reportHash, rulingUntil, uint64(block.timestamp));
        if (!upheld) return _reject(reportHash, claim, opened.openedAt, reasonHash);

        bondsOf[opened.challenger] += bond;
        _void(reportHash, claim, VoidCause.Upheld, reasonHash);
    }

    /// @inheritdoc IVerificationOracle
    function release(bytes32 reportHash) external {
        Claim storage claim = _requireClaim(reportHash);
        bool challenged = claim.status == ClaimStatus.Challenged;
        if (!challenged) _requireStatus(reportHash, ClaimStatus.Open);
        Challenge memory opened = _challenges[reportHash];
        bool silent = challenged && block.timestamp >= opened.openedAt + rulingTimeS;
        bool expired = !challenged && block.timestamp >= claim.finalisableAt + claimLifetimeS;
        bool revoked = _revokedSigner(reportHash, claim.submittedAt) != address(0);
        if (!silent && !expired && !revoked) revert ClaimStands(reportHash);

        if (challenged) bondsOf[opened.challenger] += bond;
        VoidCause cause = revoked ? VoidCause.SignerRevoked : silent ? VoidCause.ArbiterSilent : VoidCause.Expired;
        _void(reportHash, claim, cause, bytes32(0));
    }

    /// @inheritdoc IVerificationOracle
    function withdrawBonds() external returns (uint256 amount) {
        amount = bondsOf[msg.sender];
        if (amount == 0) revert NoBonds(msg.sender);

        delete bondsOf[msg.sender];
        emit BondsWithdrawn(msg.sender, amount);
        Address.sendValue(payable(msg.sender), amount);
    }

    /// @inheritdoc IVerificationOracle
    function claimOf(bytes32 reportHash) external view returns (Claim memory) {
        return _claims[reportHash];
    }

    /// @inheritdoc IVerificationOracle
    function challengeOf(bytes32 reportHash) external view returns (Challenge memory) {
        return _challenges[reportHash];
    }

    /// @inheritdoc IVerificationOracle
    function signersOf(bytes32 reportHash) external view returns (address[] memory) {
        return _signers[reportHash];
    }

    function _ownerOf(ProjectId project) internal view virtual returns (address);

    /// @dev Gives back what the claim reserved.
    function _releaseReserved(Claim memory claim) internal virtual;

    function _recordClaim(bytes32 reportHash, Claim memory claim, IVerifierSet.Attestation[] calldata attestations) internal {
        _claims[reportHash] = claim;
        address[] memory signers = new address[](attestations.length);
        for (uint256 i = 0; i < signers.length; ++i) {
            signers[i] = attestations[i].signer;
        }
        _signers[reportHash] = signers;
    }

    /// @dev The claim is open, its window has passed, it did not expire, and nobody who signed it was revoked since.
    function _takeFinalisable(bytes32 reportHash, ReportKind kind) internal returns (Claim memory claim) {
        Claim storage known = _requireStatus(reportHash, ClaimStatus.Open);
        claim = known;
        _requireKind(kind, claim.kind);
        uint64 chainTime = uint64(block.timestamp);
        if (chainTime < claim.finalisableAt) revert WindowOpen(reportHash, claim.finalisableAt, chainTime);
        uint64 expiresAt = claim.finalisableAt + claimLifetimeS;
        if (chainTime >= expiresAt) revert ClaimExpired(reportHash, expiresAt, chainTime);
        _requireNobodyRevoked(reportHash, claim.submittedAt);

        known.status = ClaimStatus.Finalised;
    }

    function _requireClaim(bytes32 reportHash) internal view returns (Claim storage claim) {
        claim = _claims[reportHash];
        if (claim.status == ClaimStatus.None) revert ClaimUnknown(reportHash);
    }

    function _requireKind(ReportKind expected, ReportKind actual) internal pure {
        if (expected != actual) revert UnexpectedReportKind(expected, actual);
    }

    /// @dev Who challenged a claim that only waits to be released does not lose the bond for it.
    function _reject(bytes32 reportHash, Claim storage claim, uint64 openedAt, bytes32 reasonHash) private {
        _requireNobodyRevoked(reportHash, claim.submittedAt);
        // An owner that disputes its own loss would pay itself, and could put off the loss for ever.
        address receiver = claim.kind == ReportKind.Loss ? _signers[reportHash][0] : _ownerOf(claim.project);
        bondsOf[receiver] += bond;
        claim.status = ClaimStatus.Open;
        claim.finalisableAt += uint64(block.timestamp) - openedAt;
        emit ChallengeRejected(reportHash, receiver, reasonHash, claim.finalisableAt);
    }

    function _void(bytes32 reportHash, Claim storage claim, VoidCause cause, bytes32 reasonHash) private {
        claim.status = ClaimStatus.Void;
        emit ClaimVoided(reportHash, claim.project, cause, reasonHash);
        _releaseReserved(claim);
    }

    function _requireStatus(bytes32 reportHash, ClaimStatus expected) private view returns (Claim storage claim) {
        claim = _requireClaim(reportHash);
        if (claim.status != expected) revert UnexpectedClaimStatus(reportHash, expected, claim.status);
    }

    function _requireNobodyRevoked(bytes32 reportHash, uint64 since) private view {
        address revoked = _revokedSigner(reportHash, since);
        if (revoked != address(0)) revert SignerIsRevoked(reportHash, revoked);
    }

    /// @dev The first signer whose key was revoked at or after `since`; zero: none.
    function _revokedSigner(bytes32 reportHash, uint64 since) private view returns (address) {
        address[] storage signers = _signers[reportHash];
        for (uint256 i = 0; i < signers.length; ++i) {
            // slither-disable-next-line calls-loop the verifier set is ours and calls nobody; a quorum is short
            if (verifiers.revokedAt(signers[i]) >= since) return signers[i];
        }
        return address(0);
    }
}
