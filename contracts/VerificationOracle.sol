// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ClaimBook} from "./ClaimBook.sol";
import {ReportRules} from "./ReportRules.sol";
import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {ISealRegistry} from "./interfaces/ISealRegistry.sol";
import {IVerificationOracle} from "./interfaces/IVerificationOracle.sol";
import {IVerifierSet} from "./interfaces/IVerifierSet.sol";
import {ReportHash} from "./libraries/ReportHash.sol";
import {BatchId, ProjectId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title Verification oracle
contract VerificationOracle is ReportRules {
    mapping(bytes32 reportHash => uint64) private _claimsKg; // of cooperatives

    constructor(address access, Wiring memory wiring, Settings memory settings) ReportRules(access, wiring, settings) {}

    /// @inheritdoc IVerificationOracle
    function heartbeat() external restricted {
        lastHeartbeat = uint64(block.timestamp);
        emit Heartbeat(msg.sender, lastHeartbeat);
    }

    /// @inheritdoc IVerificationOracle
    function submit(Report calldata report, IVerifierSet.Attestation[] calldata attestations)
        external
        restricted
        returns (bytes32 reportHash)
    {
        _requireKind(ReportKind.Gain, report.kind);
        ICreditRegistry.Project memory project = registry.projectOf(report.project);
        _requireMasses(report);
        _requireInTurn(report);
        _requireNewPeriod(report, project);
        _requireEvidence(report);
        _requireRule(report, project);
        _requireClaims(report, project);

        reportHash = _open(report, project, attestations, report.claimsRoot);
        if (report.claimsKg > 0) _claimsKg[reportHash] = report.claimsKg;
        if (challengeWindowS == 0) _finaliseGain(reportHash);
    }

    /// @inheritdoc IVerificationOracle
    function submitLoss(Report calldata report, IVerifierSet.Attestation[] calldata attestations, BatchId batch)
        external
        restricted
        returns (bytes32 reportHash)
    {
        _requireKind(ReportKind.Loss, report.kind);
        ICreditRegistry.Project memory project = registry.projectOf(report.project);
        _requireLoss(report, batch);
        _requireNoClaims(report);
        _requireInTurn(report);
        _requireEvidence(report);
        // slither-disable-next-line unused-return that it is registered and the project's is what counts
        _requireMethodology(report, project);

        reportHash = _open(report, project, attestations, bytes32(BatchId.unwrap(batch)));
        credit.holdForLoss(batch, project.owner, true);
        if (challengeWindowS == 0) _finaliseLoss(reportHash);
    }

    /// @inheritdoc IVerificationOracle
    function submitImmobilisation(
        Report calldata report,
        IVerifierSet.Attestation[] calldata attestations,
        ICreditRegistry.ImmobilisedBlock calldata taken,
        uint64 hint
    ) external restricted returns (bytes32 reportHash) {
        _requireKind(ReportKind.Immobilisation, report.kind);
        ICreditRegistry.Project memory project = registry.projectOf(report.project);
        _requirePeriod(report, project, ICreditRegistry.Origin.Bridged);
        _requireBlock(report, taken, hint);
        _requireNoClaims(report);
        _requireInTurn(report);
        _requireEvidence(report);
        // slither-disable-next-line unused-return that it is registered and the project's is what counts
        _requireMethodology(report, project);

        reportHash = _open(report, project, attestations, report.modelHash);
        if (challengeWindowS == 0) _finaliseImmobilisation(reportHash, taken, hint);
    }

    /// @inheritdoc IVerificationOracle
    function finalise(bytes32 reportHash) external returns (BatchId) {
        if (_requireClaim(reportHash).kind == ReportKind.Loss) return _finaliseLoss(reportHash);
        return _finaliseGain(reportHash);
    }

    /// @inheritdoc IVerificationOracle
    function finaliseImmobilisation(bytes32 reportHash, ICreditRegistry.ImmobilisedBlock calldata taken, uint64 hint)
        external
        returns (BatchId)
    {
        return _finaliseImmobilisation(reportHash, taken, hint);
    }

    /// @inheritdoc IVerificationOracle
    function hashReport(Report calldata report) external pure returns (bytes32) {
        return ReportHash.ofReport(report);
    }

    /// @dev Checks the quorum, reserves nonce, project and data root, and opens the window.
    function _open(
        Report calldata report,
        ICreditRegistry.Project memory project,
        IVerifierSet.Attestation[] calldata attestations,
        bytes32 subject
    ) private returns (bytes32 reportHash) {
        reportHash = ReportHash.ofReport(report);
        bytes32[] memory organisations = verifiers.requireQuorum(reportHash, project, attestations);

        uint64 finalisableAt = uint64(block.timestamp) + challengeWindowS;
        _recordClaim(reportHash, _newClaim(report, finalisableAt, subject), attestations);
        isDataRootUsed[report.dataRoot] = true;
        Progress storage progress = _progress[report.project];
        ++progress.nextNonce;
        progress.openClaim = reportHash;
        emit ReportSubmitted(reportHash, report.project, report.dataRoot, finalisableAt, report);
        for (uint256 i = 0; i < attestations.length; ++i) {
            IVerifierSet.Attestation calldata attestation = attestations[i];
            emit Attested(
                reportHash, attestation.signer, attestation.layer, organisations[i], attestation.signature
            );
        }
    }

    function _newClaim(Report calldata report, uint64 finalisableAt, bytes32 subject)
        private
        view
        returns (Claim memory)
    {
        return Claim({
            kind: report.kind,
            status: ClaimStatus.Open,
            project: report.project,
            periodStart: report.periodStart,
            periodEnd: report.periodEnd,
            lowerBoundKg: report.lowerBoundKg,
            submittedAt: uint64(block.timestamp),
            finalisableAt: finalisableAt,
            dataRoot: report.dataRoot,
            subject: subject
        });
    }

    /// @dev Debts first; whole credits mint, the pool's share of them to the pool; what is left below a tonne is carried.
    function _finaliseGain(bytes32 reportHash) private returns (BatchId batch) {
        Claim memory claim = _takeFinalisable(reportHash, ReportKind.Gain);
        (uint64 mintedKg, uint64 carried) = _credit(reportHash, claim);
        if (mintedKg > 0) batch = _openBatch(reportHash, claim, mintedKg / ONE_CREDIT);
        // slither-disable-next-line reentrancy-events the registry and the pool are ours and call nobody; the event names the batch
        emit ReportFinalised(reportHash, claim.project, batch, mintedKg, carried);
        if (mintedKg == 0) return batch;

        uint64 bufferKg = pool.accrue(claim.project, batch, mintedKg);
        if (claim.subject == bytes32(0)) credit.issue(batch, _ownerOf(claim.project), mintedKg, bufferKg);
        else _issueToClaims(reportHash, claim, batch, mintedKg - bufferKg, bufferKg);
    }

    /// @dev What a debt paid in between, or a smaller share, freed beyond the signed total is the owner's to collect.
    function _issueToClaims(bytes32 reportHash, Claim memory claim, BatchId batch, uint64 mintableKg, uint64 bufferKg)
        private
    {
        uint64 claimsKg = _claimsKg[reportHash];
        if (mintableKg < claimsKg) revert ClaimsNotExact(mintableKg, claimsKg);

        (, uint64 size) = _sealed(ISealRegistry.Kind.Claims, claim.subject);
        claims.open(batch, claim.project, claim.periodStart, claim.periodEnd, claim.subject, size, claimsKg);
        credit.issue(batch, address(claims), mintableKg + bufferKg, bufferKg);
        if (mintableKg > claimsKg) claims.setAside(batch, _ownerOf(claim.project), mintableKg - claimsKg);
    }

    /// @dev What is verified of the project grows; its origin is decided.
    function _advance(Claim memory claim, ICreditRegistry.Origin origin) private returns (Progress storage progress) {
        progress = _progress[claim.project];
        progress.origin = origin;
        progress.verifiedKg += claim.lowerBoundKg;
        delete progress.openClaim;
    }

    /// @dev Debts take their part of the quantity and of what was carried. Answers what mints, whole credits, and what is carried now.
    function _credit(bytes32 reportHash, Claim memory claim) private returns (uint64 mintedKg, uint64 carried) {
        Progress storage progress = _advance(claim, ICreditRegistry.Origin.Native);
        progress.lastPeriodEnd = claim.periodEnd;
        uint64 quantity = claim.lowerBoundKg + progress.carriedKg;
        uint64 deductedKg = pool.deduct(claim.project, quantity);
        // slither-disable-next-line reentrancy-events the pool is ours and calls nobody when it deducts
        if (deductedKg > 0) emit DebtDeducted(reportHash, claim.project, deductedKg);
        uint64 creditable = quantity - deductedKg;
        // slither-disable-next-line weak-prng a remainder of kilograms, nothing random
        carried = creditable % ONE_CREDIT;
        mintedKg = creditable - carried;
        progress.carriedKg = carried;
    }

    /// @dev A loss mints nothing and advances no period: it works down the waterfall.
    function _finaliseLoss(bytes32 reportHash) private returns (BatchId batch) {
        Claim memory claim = _takeFinalisable(reportHash, ReportKind.Loss);
        batch = BatchId.wrap(uint256(claim.subject));
        address owner = _ownerOf(claim.project);
        delete _progress[claim.project].openClaim;
        emit ReportFinalised(reportHash, claim.project, batch, 0, _progress[claim.project].carriedKg);
        credit.holdForLoss(batch, owner, false);
        pool.openLoss(reportHash, claim.project, batch, owner, claim.lowerBoundKg);
    }

    /// @dev Mints the block's credits, exactly: a bridged unit stands one to one, with no share and no carry.
    ///      The block alone must not overlap: a vintage may have many.
    function _finaliseImmobilisation(
        bytes32 reportHash,
        ICreditRegistry.ImmobilisedBlock calldata taken,
        uint64 hint
    ) private returns (BatchId batch) {
        Claim memory claim = _takeFinalisable(reportHash, ReportKind.Immobilisation);
        bytes32 hash = registry.blockHash(taken);
        if (claim.subject != hash) revert BlockNotOfReport(claim.subject, hash);

        Progress storage progress = _advance(claim, ICreditRegistry.Origin.Bridged);
        batch = registry.openBridgedBatch(
            claim.project, claim.periodStart, claim.periodEnd, taken, hint, reportHash, claim.dataRoot
        );
        // slither-disable-next-line reentrancy-events the registry is ours and calls nobody; the event names its batch
        emit ReportFinalised(reportHash, claim.project, batch, claim.lowerBoundKg, progress.carriedKg);
        credit.issue(batch, _ownerOf(claim.project), claim.lowerBoundKg, 0);
    }

    function _openBatch(bytes32 reportHash, Claim memory claim, uint64 credits) private returns (BatchId) {
        return registry.openBatch(
            claim.project, claim.periodStart, claim.periodEnd, credits, reportHash, claim.dataRoot
        );
    }

    /// @inheritdoc ClaimBook
    function _releaseReserved(Claim memory claim) internal override {
        delete isDataRootUsed[claim.dataRoot];
        delete _progress[claim.project].openClaim;
        if (claim.kind == ReportKind.Loss) {
            credit.holdForLoss(BatchId.wrap(uint256(claim.subject)), _ownerOf(claim.project), false);
        }
    }

    /// @inheritdoc ClaimBook
    function _ownerOf(ProjectId project) internal view override returns (address) {
        return registry.projectOf(project).owner;
    }
}
