// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ClaimBook} from "./ClaimBook.sol";
import {IBufferPool} from "./interfaces/IBufferPool.sol";
import {ICarbonCredit} from "./interfaces/ICarbonCredit.sol";
import {ICooperativeClaims} from "./interfaces/ICooperativeClaims.sol";
import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {ISealRegistry} from "./interfaces/ISealRegistry.sol";
import {IVerificationOracle} from "./interfaces/IVerificationOracle.sol";
import {IVerifierSet} from "./interfaces/IVerifierSet.sol";
import {ReportHash} from "./libraries/ReportHash.sol";
import {BatchId, ProjectId, SealId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title Verification oracle
contract VerificationOracle is ClaimBook {
    /// @dev The contracts that a decision is carried out by.
    struct Wiring {
        ICreditRegistry registry;
        ICarbonCredit credit;
        ISealRegistry seals;
        IBufferPool pool;
        ICooperativeClaims claims;
        IVerifierSet verifiers;
    }

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
    IBufferPool public immutable pool;
    ICooperativeClaims public immutable claims;

    /// @inheritdoc IVerificationOracle
    uint64 public immutable heartbeatS;

    /// @inheritdoc IVerificationOracle
    uint64 public lastHeartbeat;

    /// @inheritdoc IVerificationOracle
    mapping(bytes32 dataRoot => bool) public isDataRootUsed;

    mapping(ProjectId project => Progress) private _progress;
    mapping(bytes32 reportHash => uint64) private _claimsKg; // of cooperatives

    constructor(address access, Wiring memory wiring, Settings memory settings)
        ClaimBook(access, wiring.verifiers, settings)
    {
        if (address(wiring.registry) == address(0)) revert ZeroAddress("registry");
        if (address(wiring.credit) == address(0)) revert ZeroAddress("credit");
        if (address(wiring.seals) == address(0)) revert ZeroAddress("seals");
        if (address(wiring.pool) == address(0)) revert ZeroAddress("pool");
        if (address(wiring.claims) == address(0)) revert ZeroAddress("claims");

        (registry, credit, seals) = (wiring.registry, wiring.credit, wiring.seals);
        (pool, claims) = (wiring.pool, wiring.claims);
        heartbeatS = settings.heartbeatS;
    }

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
        _requireBlock(report, taken, registry.requireFree(taken, hint));
        _requireNoClaims(report);
        _requireInTurn(report);
        _requireNewPeriod(report, project);
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

    /// @inheritdoc IVerificationOracle
    function nextNonce(ProjectId project) external view returns (uint64) {
        return _progress[project].nextNonce;
    }

    /// @inheritdoc IVerificationOracle
    function lastPeriodEnd(ProjectId project) external view returns (uint64) {
        return _progress[project].lastPeriodEnd;
    }

    /// @inheritdoc IVerificationOracle
    function openClaimOf(ProjectId project) external view returns (bytes32) {
        return _progress[project].openClaim;
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
        bytes32 digest = verifiers.configDigest();
        if (report.configDigest != digest) revert StaleConfiguration(digest, report.configDigest);
        if (heartbeatS != 0 && block.timestamp > lastHeartbeat + heartbeatS) {
            revert OracleStale(lastHeartbeat, heartbeatS, uint64(block.timestamp));
        }
        if (block.timestamp > report.deadline) revert DeadlinePassed(report.deadline, uint64(block.timestamp));
    }

    /// @dev The period is real, past, inside the project's life, and after everything that was verified before.
    function _requireNewPeriod(Report calldata report, ICreditRegistry.Project memory project) private view {
        (uint64 start, uint64 end) = (report.periodStart, report.periodEnd);
        if (start >= end) revert EmptyPeriod(start, end);
        if (end > block.timestamp) revert PeriodInFuture(end, uint64(block.timestamp));
        if (start < project.startsAt) revert PeriodBeforeProject(report.project, project.startsAt, start);

        uint64 lastEnd = _progress[report.project].lastPeriodEnd;
        if (start < lastEnd) revert PeriodOverlaps(report.project, lastEnd, start);
    }

    function _requireMethodology(Report calldata report, ICreditRegistry.Project memory project)
        private
        view
        returns (ICreditRegistry.Methodology memory methodology)
    {
        if (report.methodology != project.methodology) {
            revert MethodologyMismatch(project.methodology, report.methodology);
        }
        return registry.methodologyOf(report.methodology);
    }

    /// @dev The methodology is valid when the period begins, and its own rule passes.
    function _requireRule(Report calldata report, ICreditRegistry.Project memory project) private view {
        ICreditRegistry.Methodology memory rule = _requireMethodology(report, project);
        if (report.periodStart < rule.validFrom || report.periodStart >= rule.validUntil) {
            revert MethodologyNotValid(report.methodology, rule.validFrom, rule.validUntil, report.periodStart);
        }
        rule.resolver.check(project, report);
    }

    function _requireMasses(Report calldata report) private pure {
        if (report.lowerBoundKg > report.pointKg) revert BoundAboveEstimate(report.lowerBoundKg, report.pointKg);
        if (report.lowerBoundKg == 0) revert NothingToCredit(report.lowerBoundKg);
    }

    /// @dev The batch is the one of the report's period, and loses no more than was issued of it and not lost before.
    function _requireLoss(Report calldata report, BatchId batch) private view {
        if (report.pointKg == 0) revert NothingToCredit(report.pointKg);
        if (report.lowerBoundKg < report.pointKg) revert BoundBelowEstimate(report.lowerBoundKg, report.pointKg);
        ICreditRegistry.Batch memory facts = registry.batchOf(batch);
        bool same = facts.project == report.project && facts.vintageStart == report.periodStart
            && facts.vintageEnd == report.periodEnd;
        if (!same) revert BatchNotOfReport(batch, report.project, report.periodStart, report.periodEnd);

        (uint64 issuedKg, uint64 lostKg) = (credit.supplyOf(batch).issuedKg, pool.lostKg(batch));
        if (report.lowerBoundKg > issuedKg - lostKg) {
            revert LossExceedsIssued(batch, issuedKg, lostKg, report.lowerBoundKg);
        }
    }

    function _requireBlock(Report calldata report, ICreditRegistry.ImmobilisedBlock calldata taken, uint64 credits)
        private
        view
    {
        bytes32 hash = registry.blockHash(taken);
        if (report.modelHash != hash) revert BlockNotOfReport(report.modelHash, hash);
        uint256 kg = uint256(credits) * ONE_CREDIT;
        if (report.lowerBoundKg != kg || report.pointKg != kg) {
            revert BlockMassMismatch(credits, report.pointKg, report.lowerBoundKg);
        }
    }

    /// @dev A cooperative's claims are sealed beforehand, and share exactly what will mint to them, in kilograms.
    function _requireClaims(Report calldata report, ICreditRegistry.Project memory project) private view {
        if (report.claimsRoot == bytes32(0)) return _requireNoClaims(report);
        if (project.wholeTonneOnly) revert ClaimsNeedKilograms(report.project);
        if (_sizeOf(ISealRegistry.Kind.Claims, report.claimsRoot) == 0) revert ClaimsNotSealed(report.claimsRoot);

        Progress storage progress = _progress[report.project];
        uint64 quantity = report.lowerBoundKg + progress.carriedKg;
        uint64 debtKg = pool.outstandingDebtKg(report.project);
        uint64 creditable = quantity > debtKg ? quantity - debtKg : 0;
        // slither-disable-next-line weak-prng a remainder of kilograms, nothing random
        uint64 minted = creditable - creditable % ONE_CREDIT;
        uint64 mintable = minted - pool.previewShare(report.project, minted);
        if (report.claimsKg != mintable || mintable == 0) revert ClaimsNotExact(mintable, report.claimsKg);
    }

    function _requireNoClaims(Report calldata report) private pure {
        if (report.claimsRoot != bytes32(0) || report.claimsKg != 0) {
            revert ClaimsOutOfPlace(report.claimsRoot, report.claimsKg);
        }
    }

    /// @dev The evidence was sealed beforehand, all of it, and never counted before.
    function _requireEvidence(Report calldata report) private view {
        bytes32 dataRoot = report.dataRoot;
        if (isDataRootUsed[dataRoot]) revert DataRootUsed(dataRoot);

        uint64 size = _sizeOf(ISealRegistry.Kind.Evidence, dataRoot);
        if (size == 0 || size != report.dataSize) revert EvidenceNotSealed(dataRoot, report.dataSize);
    }

    /// @dev Leaves under a sealed root; 0: not sealed.
    function _sizeOf(ISealRegistry.Kind kind, bytes32 root) private view returns (uint64) {
        SealId seal = seals.sealIdOf(kind, root);
        return SealId.unwrap(seal) == 0 ? 0 : seals.sealOf(seal).size;
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
        (uint64 mintedKg, uint64 carried) = _advance(reportHash, claim);
        if (mintedKg > 0) batch = _openBatch(reportHash, claim, mintedKg / ONE_CREDIT);
        // slither-disable-next-line reentrancy-events the registry and the pool are ours and call nobody; the event names the batch
        emit ReportFinalised(reportHash, claim.project, batch, mintedKg, carried);
        if (mintedKg == 0) return batch;

        uint64 bufferKg = pool.accrue(claim.project, batch, mintedKg);
        if (claim.subject == bytes32(0)) credit.issue(batch, _ownerOf(claim.project), mintedKg, bufferKg);
        else _issueToClaims(reportHash, claim, batch, mintedKg - bufferKg, bufferKg);
    }

    /// @dev What a debt paid in between, or a smaller share, freed beyond the signed total goes to the owner.
    function _issueToClaims(bytes32 reportHash, Claim memory claim, BatchId batch, uint64 mintableKg, uint64 bufferKg)
        private
    {
        uint64 claimsKg = _claimsKg[reportHash];
        if (mintableKg < claimsKg) revert ClaimsNotExact(mintableKg, claimsKg);

        uint64 size = _sizeOf(ISealRegistry.Kind.Claims, claim.subject);
        claims.open(batch, claim.project, claim.periodStart, claim.periodEnd, claim.subject, size, claimsKg);
        credit.issue(batch, address(claims), mintableKg + bufferKg, bufferKg);
        if (mintableKg > claimsKg) claims.setAside(batch, _ownerOf(claim.project), mintableKg - claimsKg);
    }

    /// @dev Advances the project past the claim. Answers what mints, whole credits, and what is carried.
    function _advance(bytes32 reportHash, Claim memory claim) private returns (uint64 mintedKg, uint64 carried) {
        Progress storage progress = _progress[claim.project];
        uint64 quantity = claim.lowerBoundKg + progress.carriedKg;
        progress.lastPeriodEnd = claim.periodEnd;
        progress.verifiedKg += claim.lowerBoundKg;
        delete progress.openClaim;

        uint64 deductedKg = pool.deduct(claim.project, quantity);
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
    function _finaliseImmobilisation(
        bytes32 reportHash,
        ICreditRegistry.ImmobilisedBlock calldata taken,
        uint64 hint
    ) private returns (BatchId batch) {
        Claim memory claim = _takeFinalisable(reportHash, ReportKind.Immobilisation);
        bytes32 hash = registry.blockHash(taken);
        if (claim.subject != hash) revert BlockNotOfReport(claim.subject, hash);

        Progress storage progress = _progress[claim.project];
        progress.lastPeriodEnd = claim.periodEnd;
        progress.verifiedKg += claim.lowerBoundKg;
        delete progress.openClaim;
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
    function _releaseReserved(bytes32, Claim memory claim) internal override {
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
