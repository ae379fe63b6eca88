// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ClaimBook} from "./ClaimBook.sol";
import {IBufferPool} from "./interfaces/IBufferPool.sol";
import {ICarbonCredit} from "./interfaces/ICarbonCredit.sol";
import {ICooperativeClaims} from "./interfaces/ICooperativeClaims.sol";
import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {IMethodology} from "./interfaces/IMethodology.sol";
import {ISealRegistry} from "./interfaces/ISealRegistry.sol";
import {IVerificationOracle} from "./interfaces/IVerificationOracle.sol";
import {IVerifierSet} from "./interfaces/IVerifierSet.sol";
import {BatchId, ProjectId, SealId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title What a report must be to open a claim, and how far each project is
abstract contract ReportRules is ClaimBook {
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
        ICreditRegistry.Origin origin; // decided by the first report that became final
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

    // slither-disable-start uninitialized-state the oracle, which is this contract's only child, writes them

    /// @inheritdoc IVerificationOracle
    uint64 public lastHeartbeat;

    /// @inheritdoc IVerificationOracle
    mapping(bytes32 dataRoot => bool) public isDataRootUsed;

    mapping(ProjectId project => Progress) internal _progress;

    // slither-disable-end uninitialized-state

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
    function nextNonce(ProjectId project) external view returns (uint64) {
        return _progress[project].nextNonce;
    }

    /// @inheritdoc IVerificationOracle
    function lastPeriodEnd(ProjectId project) external view returns (uint64) {
        return _progress[project].lastPeriodEnd;
    }

    /// @inheritdoc IVerificationOracle
    function originOf(ProjectId project) external view returns (ICreditRegistry.Origin) {
        return _progress[project].origin;
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
    function _requireInTurn(Report calldata report) internal view {
        Progress storage progress = _progress[report.project];
        if (progress.openClaim != bytes32(0)) revert ClaimOpen(report.project, progress.openClaim);
        if (report.nonce != progress.nextNonce) {
            revert UnexpectedNonce(report.project, progress.nextNonce, report.nonce);
        }
        bytes32 digest = verifiers.configDigest();
        if (report.configDigest != digest) revert StaleConfiguration(digest, report.configDigest);
        if (heartbeatS != 0 && block.timestamp >= lastHeartbeat + heartbeatS) {
            revert OracleStale(lastHeartbeat, heartbeatS, uint64(block.timestamp));
        }
        if (block.timestamp >= report.deadline) revert DeadlinePassed(report.deadline, uint64(block.timestamp));
    }

    /// @dev The project has no other origin, and the period is real, past and inside the project's life.
    function _requirePeriod(Report calldata report, ICreditRegistry.Project memory project, ICreditRegistry.Origin origin)
        internal
        view
    {
        ICreditRegistry.Origin ofProject = _progress[report.project].origin;
        if (ofProject != origin && ofProject != ICreditRegistry.Origin.Unspecified) {
            revert OriginMismatch(report.project, ofProject, origin);
        }
        (uint64 start, uint64 end) = (report.periodStart, report.periodEnd);
        if (start >= end) revert EmptyPeriod(start, end);
        if (end > block.timestamp) revert PeriodInFuture(end, uint64(block.timestamp));
        if (start < project.startsAt) revert PeriodBeforeProject(report.project, project.startsAt, start);
    }

    /// @dev What is measured comes after everything that was measured before.
    function _requireNewPeriod(Report calldata report, ICreditRegistry.Project memory project) internal view {
        _requirePeriod(report, project, ICreditRegistry.Origin.Native);
        uint64 lastEnd = _progress[report.project].lastPeriodEnd;
        if (report.periodStart < lastEnd) revert PeriodOverlaps(report.project, lastEnd, report.periodStart);
    }

    function _requireMethodology(Report calldata report, ICreditRegistry.Project memory project)
        internal
        view
        returns (ICreditRegistry.Methodology memory methodology)
    {
        if (report.methodology != project.methodology) {
            revert MethodologyMismatch(project.methodology, report.methodology);
        }
        return registry.methodologyOf(report.methodology);
    }

    /// @dev The methodology is valid when the period begins, its own rule passes, and no rule, however lenient, lifts the daily cap.
    function _requireRule(Report calldata report, ICreditRegistry.Project memory project) internal view {
        ICreditRegistry.Methodology memory methodology = _requireMethodology(report, project);
        if (report.periodStart < methodology.validFrom || report.periodStart >= methodology.validUntil) {
            revert MethodologyNotValid(
                report.methodology, methodology.validFrom, methodology.validUntil, report.periodStart
            );
        }
        methodology.resolver.check(project, report);

        uint256 capKg = uint256(project.dailyCapKg) * (report.periodEnd - report.periodStart) / 1 days;
        // Narrowing is safe where it happens: the cap is then below pointKg, which is a uint64.
        if (report.pointKg > capKg) revert IMethodology.AboveDailyCap(report.pointKg, uint64(capKg));
    }

    function _requireMasses(Report calldata report) internal pure {
        if (report.lowerBoundKg > report.pointKg) revert BoundAboveEstimate(report.lowerBoundKg, report.pointKg);
        if (report.lowerBoundKg == 0) revert NothingToCredit(report.lowerBoundKg);
    }

    /// @dev The batch is the one of the report's period, and loses no more than was issued of it and not lost before.
    function _requireLoss(Report calldata report, BatchId batch) internal view {
        if (report.pointKg == 0) revert NothingToCredit(report.pointKg);
        if (report.lowerBoundKg < report.pointKg) revert BoundBelowEstimate(report.lowerBoundKg, report.pointKg);
        ICreditRegistry.Batch memory facts = registry.batchOf(batch);
        bool same = facts.project == report.project && facts.vintageStart == report.periodStart
            && facts.vintageEnd == report.periodEnd;
        // Blocks of one project may share a vintage: the signed report then names the batch by the report that it minted by.
        if (facts.origin == ICreditRegistry.Origin.Bridged) same = same && report.modelHash == facts.reportHash;
        if (!same) revert BatchNotOfReport(batch, report.project, report.periodStart, report.periodEnd);

        (uint64 issuedKg, uint64 lostKg) = (credit.supplyOf(batch).issuedKg, pool.lostKg(batch));
        if (report.lowerBoundKg > issuedKg - lostKg) {
            revert LossExceedsIssued(batch, issuedKg, lostKg, report.lowerBoundKg);
        }
    }

    /// @dev The block is free, of the project's country and the period's vintage, the signed one, and weighs what is reported.
    function _requireBlock(Report calldata report, ICreditRegistry.ImmobilisedBlock calldata taken, uint64 hint)
        internal
        view
    {
        uint64 credits =
            registry.requireBridgeable(report.project, report.periodStart, report.periodEnd, taken, hint);
        bytes32 hash = registry.blockHash(taken);
        if (report.modelHash != hash) revert BlockNotOfReport(report.modelHash, hash);
        uint256 kg = uint256(credits) * ONE_CREDIT;
        if (report.lowerBoundKg != kg || report.pointKg != kg) {
            revert BlockMassMismatch(credits, report.pointKg, report.lowerBoundKg);
        }
    }

    /// @dev A cooperative's claims are sealed beforehand, and share exactly what will mint to them, in kilograms.
    function _requireClaims(Report calldata report, ICreditRegistry.Project memory project) internal view {
        if (report.claimsRoot == bytes32(0)) return _requireNoClaims(report);
        if (project.wholeTonneOnly) revert ClaimsNeedKilograms(report.project);
        (SealId seal, uint64 size) = _sealed(ISealRegistry.Kind.Claims, report.claimsRoot);
        if (size == 0) revert ClaimsNotSealed(report.claimsRoot);
        _requireStanding(seal);

        Progress storage progress = _progress[report.project];
        uint64 quantity = report.lowerBoundKg + progress.carriedKg;
        uint64 debtKg = pool.outstandingDebtKg(report.project);
        uint64 creditable = quantity > debtKg ? quantity - debtKg : 0;
        // slither-disable-next-line weak-prng a remainder of kilograms, nothing random
        uint64 minted = creditable - creditable % ONE_CREDIT;
        uint64 mintable = minted - pool.previewShare(report.project, minted);
        if (report.claimsKg != mintable || mintable == 0) revert ClaimsNotExact(mintable, report.claimsKg);
    }

    function _requireNoClaims(Report calldata report) internal pure {
        if (report.claimsRoot != bytes32(0) || report.claimsKg != 0) {
            revert ClaimsOutOfPlace(report.claimsRoot, report.claimsKg);
        }
    }

    /// @dev The evidence was sealed beforehand, all of it, and never counted before.
    function _requireEvidence(Report calldata report) internal view {
        bytes32 dataRoot = report.dataRoot;
        if (isDataRootUsed[dataRoot]) revert DataRootUsed(dataRoot);

        (SealId seal, uint64 size) = _sealed(ISealRegistry.Kind.Evidence, dataRoot);
        if (size == 0 || size != report.dataSize) revert EvidenceNotSealed(dataRoot, report.dataSize);
        _requireStanding(seal);
    }

    /// @dev The seal of a root and its leaves; 0, 0: not sealed.
    function _sealed(ISealRegistry.Kind kind, bytes32 root) internal view returns (SealId seal, uint64 size) {
        seal = seals.sealIdOf(kind, root);
        if (SealId.unwrap(seal) != 0) size = seals.sealOf(seal).size;
    }

    function _requireStanding(SealId seal) private view {
        SealId by = seals.supersededBy(seal);
        if (SealId.unwrap(by) != 0) revert RootSuperseded(seal, by);
    }
}
