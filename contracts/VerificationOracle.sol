// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {VerifierSet} from "./VerifierSet.sol";
import {ICarbonCredit} from "./interfaces/ICarbonCredit.sol";
import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {ISealRegistry} from "./interfaces/ISealRegistry.sol";
import {IVerificationOracle} from "./interfaces/IVerificationOracle.sol";
import {ReportHash} from "./libraries/ReportHash.sol";
import {BatchId, ProjectId, SealId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title Verification oracle
contract VerificationOracle is VerifierSet {
    struct Progress {
        uint64 nextNonce;
        uint64 lastPeriodEnd;
        uint64 carriedKg; // below one credit
        bytes32 openClaim; // report hash; zero: none
        uint256 verifiedKg;
    }

    ICreditRegistry public immutable registry;
    ICarbonCredit public immutable credit;
    ISealRegistry public immutable seals;

    /// @inheritdoc IVerificationOracle
    uint64 public immutable challengeWindowS;

    /// @inheritdoc IVerificationOracle
    mapping(bytes32 dataRoot => bool) public isDataRootUsed;

    mapping(bytes32 reportHash => Claim) private _claims;
    mapping(ProjectId project => Progress) private _progress;

    constructor(
        address access,
        ICreditRegistry registry_,
        ICarbonCredit credit_,
        ISealRegistry seals_,
        uint64 challengeWindowS_
    ) VerifierSet(access) {
        if (access == address(0)) revert ZeroAddress("access");
        if (address(registry_) == address(0)) revert ZeroAddress("registry");
        if (address(credit_) == address(0)) revert ZeroAddress("credit");
        if (address(seals_) == address(0)) revert ZeroAddress("seals");

        registry = registry_;
        credit = credit_;
        seals = seals_;
        challengeWindowS = challengeWindowS_;
    }

    /// @inheritdoc IVerificationOracle
    function submit(Report calldata report, Attestation[] calldata attestations)
        external
        restricted
        returns (bytes32 reportHash)
    {
        ICreditRegistry.Project memory project = registry.projectOf(report.project);
        _requireMasses(report);
        _requireInTurn(report);
        _requirePeriod(report, project);
        _requireEvidence(report);
        _requireMethodology(report, project);
        reportHash = ReportHash.ofReport(report);
        bytes32[] memory organisations = _requireQuorum(reportHash, project, attestations);

        _openClaim(reportHash, report);
        for (uint256 i = 0; i < attestations.length; ++i) {
            Attestation calldata attestation = attestations[i];
            emit Attested(
                reportHash, attestation.signer, attestation.layer, organisations[i], attestation.signature
            );
        }

        if (challengeWindowS == 0) _finalise(reportHash);
    }

    /// @inheritdoc IVerificationOracle
    function finalise(bytes32 reportHash) external returns (BatchId batch) {
        Claim memory claim = _claims[reportHash];
        // slither-disable-next-line incorrect-equality no root of zero is ever sealed: a claim without one was never opened
        if (claim.dataRoot == bytes32(0)) revert ClaimUnknown(reportHash);
        if (claim.finalised) revert ClaimFinalised(reportHash);
        if (block.timestamp < claim.finalisableAt) {
            revert WindowOpen(reportHash, claim.finalisableAt, uint64(block.timestamp));
        }

        return _finalise(reportHash);
    }

    /// @inheritdoc IVerificationOracle
    function hashReport(Report calldata report) external pure returns (bytes32) {
        return ReportHash.ofReport(report);
    }

    /// @inheritdoc IVerificationOracle
    function claimOf(bytes32 reportHash) external view returns (Claim memory) {
        return _claims[reportHash];
    }

    /// @inheritdoc IVerificationOracle
    function nextNonce(ProjectId project) external view returns (uint64) {
        return _progress[project].nextNonce;
    }

    /// @inheritdoc IVerificationOracle
    function lastPeriodEnd(ProjectId project) external view returns (uint64) {
        return _progress[project].lastPeriodEnd;
    }

    /// @inheritdoc IVerificationOracle
    function carriedKg(ProjectId project) external view returns (uint64) {
        return _progress[project].carriedKg;
    }

    /// @inheritdoc IVerificationOracle
    function verifiedKg(ProjectId project) external view returns (uint256) {
        return _progress[project].verifiedKg;
    }

    /// @dev This report is the next one of its project, signed under the verifier set of today, and in time.
    function _requireInTurn(Report calldata report) private view {
        Progress storage progress = _progress[report.project];
        if (progress.openClaim != bytes32(0)) revert ClaimOpen(report.project, progress.openClaim);
        if (report.nonce != progress.nextNonce) {
            revert UnexpectedNonce(report.project, progress.nextNonce, report.nonce);
        }
        if (report.configDigest != configDigest) revert StaleConfiguration(configDigest, report.configDigest);
        if (block.timestamp > report.deadline) revert DeadlinePassed(report.deadline, uint64(block.timestamp));
    }

    /// @dev The period is real, past, inside the project's life, and after everything that was verified before.
    function _requirePeriod(Report calldata report, ICreditRegistry.Project memory project) private view {
        (uint64 start, uint64 end) = (report.periodStart, report.periodEnd);
        if (start >= end) revert EmptyPeriod(start, end);
        if (end > block.timestamp) revert PeriodInFuture(end, uint64(block.timestamp));
        if (start < project.startsAt) revert PeriodBeforeProject(report.project, project.startsAt, start);

        uint64 lastEnd = _progress[report.project].lastPeriodEnd;
        if (start < lastEnd) revert PeriodOverlaps(report.project, lastEnd, start);
    }

    function _requireMethodology(Report calldata report, ICreditRegistry.Project memory project) private view {
        if (report.methodology != project.methodology) {
            revert MethodologyMismatch(project.methodology, report.methodology);
        }

        ICreditRegistry.Methodology memory rule = registry.methodologyOf(report.methodology);
        if (report.periodStart < rule.validFrom || report.periodStart >= rule.validUntil) {
            revert MethodologyNotValid(report.methodology, rule.validFrom, rule.validUntil, report.periodStart);
        }
        rule.resolver.check(project, report);
    }

    function _requireMasses(Report calldata report) private pure {
        if (report.kind != ReportKind.Gain) revert UnsupportedReportKind(report.kind);
        if (report.claimsRoot != bytes32(0) || report.claimsKg != 0) {
            revert ClaimsUnsupported(report.claimsRoot, report.claimsKg);
        }
        if (report.lowerBoundKg > report.pointKg) revert BoundAboveEstimate(report.lowerBoundKg, report.pointKg);
        if (report.lowerBoundKg == 0) revert NothingToCredit(report.lowerBoundKg);
    }

    /// @dev The readings were sealed beforehand, all of them, and never counted before.
    function _requireEvidence(Report calldata report) private view {
        bytes32 dataRoot = report.dataRoot;
        if (isDataRootUsed[dataRoot]) revert DataRootUsed(dataRoot);

        SealId seal = seals.sealIdOf(ISealRegistry.Kind.Evidence, dataRoot);
        if (SealId.unwrap(seal) == 0 || seals.sealOf(seal).size != report.dataSize) {
            revert EvidenceNotSealed(dataRoot, report.dataSize);
        }
    }

    /// @dev Reserves period, nonce and data root; the project's last end moves only when the claim is finalised.
    function _openClaim(bytes32 reportHash, Report calldata report) private {
        uint64 finalisableAt = uint64(block.timestamp) + challengeWindowS;
        _claims[reportHash] = Claim({
            project: report.project,
            periodStart: report.periodStart,
            periodEnd: report.periodEnd,
            lowerBoundKg: report.lowerBoundKg,
            finalisableAt: finalisableAt,
            dataRoot: report.dataRoot,
            finalised: false
        });
        isDataRootUsed[report.dataRoot] = true;
        Progress storage progress = _progress[report.project];
        ++progress.nextNonce;
        progress.openClaim = reportHash;
        emit ReportSubmitted(reportHash, report.project, report.dataRoot, finalisableAt, report);
    }

    /// @dev Mints whole credits; what is left below a tonne is carried to the next report, in nobody's favour.
    function _finalise(bytes32 reportHash) private returns (BatchId batch) {
        Claim memory claim = _claims[reportHash];
        Progress storage progress = _progress[claim.project];
        uint64 creditableKg = claim.lowerBoundKg + progress.carriedKg;
        // slither-disable-next-line weak-prng a remainder of kilograms, nothing random
        uint64 carried = creditableKg % ONE_CREDIT;
        uint64 mintedKg = creditableKg - carried;

        _claims[reportHash].finalised = true;
        progress.lastPeriodEnd = claim.periodEnd;
        progress.carriedKg = carried;
        progress.verifiedKg += claim.lowerBoundKg;
        delete progress.openClaim;

        if (mintedKg > 0) batch = _openBatch(reportHash, claim, mintedKg / ONE_CREDIT);
        // slither-disable-next-line reentrancy-events the registry is ours and calls nobody; the event names its batch
        emit ReportFinalised(reportHash, claim.project, batch, mintedKg, carried);
        if (mintedKg > 0) credit.issue(batch, registry.projectOf(claim.project).owner, mintedKg);
    }

    function _openBatch(bytes32 reportHash, Claim memory claim, uint64 credits) private returns (BatchId) {
        return registry.openBatch(
            claim.project, claim.periodStart, claim.periodEnd, credits, reportHash, claim.dataRoot
        );
    }
}
