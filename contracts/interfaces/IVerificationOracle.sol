// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId, ProjectId, SealId} from "../types/Ids.sol";
import {ICreditRegistry} from "./ICreditRegistry.sol";
import {IVerifierSet} from "./IVerifierSet.sol";

/// @title Verification oracle
/// @notice The one place where minting is decided: a report with a quorum over sensor layer, model and on-site expert,
///         from distinct organisations, opens a claim; when the challenge window has passed, anyone finalises it, and that mints.
interface IVerificationOracle {
    enum ReportKind {
        Gain,
        Loss,
        Immobilisation
    }

    /// @notice Open and Challenged claims reserve their period and data root; Void ones released them; only Finalised ones count.
    enum ClaimStatus {
        None,
        Open,
        Challenged,
        Finalised,
        Void
    }

    enum VoidCause {
        Upheld,
        ArbiterSilent,
        SignerRevoked,
        Expired
    }

    /// @notice Times in seconds, the bond in wei; none changes after deployment.
    struct Settings {
        uint64 challengeWindowS; // 0: claims finalise at once, for tests of the ledger alone
        uint64 rulingTimeS; // the arbiter's time
        uint64 claimLifetimeS; // a claim that nobody finalises expires so long after its window
        uint64 heartbeatS; // submissions need a heartbeat that is younger; 0: none needed
        uint256 bond;
    }

    /// @notice What was monitored. Every signer signs the hash of exactly this. Of a loss the period is the vintage of the batch that
    ///         lost, and lowerBoundKg, the conservative end, is the upper bound of the loss; of a bridged batch, which may share its
    ///         vintage with others, modelHash is the hash of the report that it minted by. Of an immobilisation modelHash is the
    ///         hash of the immobilised block, the period its printed vintage, and pointKg = lowerBoundKg = its credits x 1,000.
    struct Report {
        ReportKind kind;
        ProjectId project;
        uint64 periodStart; // Unix seconds, inclusive
        uint64 periodEnd; // Unix seconds, exclusive
        bytes32 methodology;
        uint64 pointKg; // point estimate of the reduction
        uint64 lowerBoundKg; // conservative end: the least that was reduced, the most that was lost
        bytes32 modelHash; // SHA-256 of the quantification's code, parameters and factor set
        bytes32 dataRoot; // RFC 6962 root of the readings, sealed beforehand as evidence
        uint64 dataSize; // number of leaves under dataRoot
        bytes32 claimsRoot; // sealed root of the members' claims; zero where the owner receives everything
        uint64 claimsKg; // total of the members' claims: exactly what will mint to them
        bytes32 configDigest; // digest of the verifier set that the signers saw
        uint64 nonce; // per project, counts up from 0
        uint64 deadline; // Unix seconds of chain time, exclusive: no submission from then on
    }

    struct Claim {
        ReportKind kind;
        ClaimStatus status;
        ProjectId project;
        uint64 periodStart;
        uint64 periodEnd;
        uint64 lowerBoundKg;
        uint64 submittedAt; // Unix seconds of chain time
        uint64 finalisableAt; // Unix seconds of chain time; moves on by the time that a rejected challenge took
        bytes32 dataRoot;
        bytes32 subject; // a cooperative's claims root, the batch that lost, or the immobilised block's hash; else zero
    }

    struct Challenge {
        address challenger;
        uint64 openedAt; // Unix seconds of chain time
    }

    event Heartbeat(address indexed operator, uint64 at);
    event ReportSubmitted(
        bytes32 indexed reportHash, ProjectId indexed project, bytes32 indexed dataRoot, uint64 finalisableAt, Report report
    );
    event Attested(
        bytes32 indexed reportHash,
        address indexed signer,
        IVerifierSet.Layer layer,
        bytes32 organisation,
        bytes signature
    );
    event ClaimChallenged(
        bytes32 indexed reportHash, address indexed challenger, bytes32 groundsHash, uint64 rulingUntil
    );
    event ChallengeRejected(
        bytes32 indexed reportHash, address indexed receiver, bytes32 reasonHash, uint64 finalisableAt
    );
    event ClaimVoided(bytes32 indexed reportHash, ProjectId indexed project, VoidCause cause, bytes32 reasonHash);
    event BondsWithdrawn(address indexed account, uint256 amount);
    event ReportFinalised(
        bytes32 indexed reportHash, ProjectId indexed project, BatchId indexed batch, uint64 mintedKg, uint64 carriedKg
    );
    /// @notice Kilograms of a verified quantity that paid debts of the project, and were never minted.
    event DebtDeducted(bytes32 indexed reportHash, ProjectId indexed project, uint64 kg);

    error UnexpectedReportKind(ReportKind expected, ReportKind actual);
    error OracleStale(uint64 lastHeartbeat, uint64 heartbeatS, uint64 chainTime);
    error EmptyPeriod(uint64 periodStart, uint64 periodEnd);
    error PeriodInFuture(uint64 periodEnd, uint64 chainTime);
    error PeriodOverlaps(ProjectId project, uint64 lastEnd, uint64 periodStart);
    /// @notice A project is measured here or bridged; its first finalised report decided.
    error OriginMismatch(ProjectId project, ICreditRegistry.Origin ofProject, ICreditRegistry.Origin ofReport);
    error PeriodBeforeProject(ProjectId project, uint64 startsAt, uint64 periodStart);
    error MethodologyMismatch(bytes32 ofProject, bytes32 ofReport);
    error MethodologyNotValid(bytes32 methodology, uint64 validFrom, uint64 validUntil, uint64 periodStart);
    error BoundAboveEstimate(uint64 lowerBoundKg, uint64 pointKg);
    error BoundBelowEstimate(uint64 upperBoundKg, uint64 pointKg);
    error NothingToCredit(uint64 lowerBoundKg);
    error ClaimsNotExact(uint64 mintableKg, uint64 claimsKg);
    error ClaimsNotSealed(bytes32 claimsRoot);
    error ClaimsOutOfPlace(bytes32 claimsRoot, uint64 claimsKg);
    error ClaimsNeedKilograms(ProjectId project);
    error BatchNotOfReport(BatchId batch, ProjectId project, uint64 periodStart, uint64 periodEnd);
    error LossExceedsIssued(BatchId batch, uint64 issuedKg, uint64 lostKg, uint64 claimedKg);
    error BlockNotOfReport(bytes32 ofReport, bytes32 ofBlock);
    error BlockMassMismatch(uint64 credits, uint64 pointKg, uint64 lowerBoundKg);
    error EvidenceNotSealed(bytes32 dataRoot, uint64 dataSize);
    /// @notice A root is reported from the seal that stands.
    error RootSuperseded(SealId seal, SealId by);
    error DataRootUsed(bytes32 dataRoot);
    error UnexpectedNonce(ProjectId project, uint64 expected, uint64 actual);
    error StaleConfiguration(bytes32 expected, bytes32 actual);
    error DeadlinePassed(uint64 deadline, uint64 chainTime);
    error ClaimOpen(ProjectId project, bytes32 reportHash);
    error ClaimUnknown(bytes32 reportHash);
    error UnexpectedClaimStatus(bytes32 reportHash, ClaimStatus expected, ClaimStatus actual);
    error ClaimExpired(bytes32 reportHash, uint64 expiredAt, uint64 chainTime);
    error SignerIsRevoked(bytes32 reportHash, address signer);
    error WindowClosed(bytes32 reportHash, uint64 finalisableAt, uint64 chainTime);
    error GroundsMissing(bytes32 reportHash);
    error BondWrong(uint256 expected, uint256 actual);
    error RulingTimeOver(bytes32 reportHash, uint64 rulingUntil, uint64 chainTime);
    error ClaimStands(bytes32 reportHash);
    error NoBonds(address account);
    error InvalidSettings(string field);
    error WindowOpen(bytes32 reportHash, uint64 finalisableAt, uint64 chainTime);
    error ZeroAddress(string name);

    /// @notice Operator: says that the oracle is alive and watched. A stale oracle cannot submit; nothing else stops.
    function heartbeat() external;

    /// @notice Opens the claim of a reduction that has its quorum. With a window of zero the claim finalises at once.
    function submit(Report calldata report, IVerifierSet.Attestation[] calldata attestations) external returns (bytes32 reportHash);

    /// @notice Opens the claim of a loss of `batch`, and holds what the project's owner has of it until the claim is decided.
    function submitLoss(Report calldata report, IVerifierSet.Attestation[] calldata attestations, BatchId batch)
        external
        returns (bytes32 reportHash);

    /// @notice Opens the claim of a block that is immobilised in another registry.
    /// @param hint first serial of the used block just below, 0 where there is none.
    function submitImmobilisation(
        Report calldata report,
        IVerifierSet.Attestation[] calldata attestations,
        ICreditRegistry.ImmobilisedBlock calldata taken,
        uint64 hint
    ) external returns (bytes32 reportHash);

    /// @notice Anyone, in the window: disputes a claim, with the bond, and the hash of the grounds. One challenge at a time.
    function challenge(bytes32 reportHash, bytes32 groundsHash) external payable;

    /// @notice Arbiter, in its time: upheld, the claim is void and the bond goes back; rejected, the bond goes to the project's owner,
    ///         of a loss to the first of its signers, and the window goes on, longer by the time that the challenge took. A claim of
    ///         which a signer was revoked is not decided in its favour any more: anyone releases it.
    function rule(bytes32 reportHash, bool upheld, bytes32 reasonHash) external;

    /// @notice Anyone: voids a claim that cannot be finalised any more: the arbiter was silent (the bond goes back), a signer was
    ///         revoked, or nobody finalised it in its lifetime.
    function release(bytes32 reportHash) external;

    /// @notice Pays out the bonds that belong to the caller.
    function withdrawBonds() external returns (uint256 amount);

    /// @notice Anyone: what a claim whose window has passed decides. A reduction mints whole credits, the remainder below a tonne is
    ///         carried; a loss works down the waterfall.
    function finalise(bytes32 reportHash) external returns (BatchId batch);

    /// @notice Anyone: mints the credits of an immobilised block whose window has passed.
    function finaliseImmobilisation(bytes32 reportHash, ICreditRegistry.ImmobilisedBlock calldata taken, uint64 hint)
        external
        returns (BatchId batch);

    function hashReport(Report calldata report) external view returns (bytes32);

    function claimOf(bytes32 reportHash) external view returns (Claim memory);
    function nextNonce(ProjectId project) external view returns (uint64);

    /// @notice Where what was measured last of a project ends; 0 of a bridged one, whose blocks may share a vintage.
    function lastPeriodEnd(ProjectId project) external view returns (uint64);

    /// @notice Measured here, or bridged; Unspecified until its first report is final.
    function originOf(ProjectId project) external view returns (ICreditRegistry.Origin);
    function carriedKg(ProjectId project) external view returns (uint64);

    /// @notice Kilograms of lower bounds finalised for the project: the ceiling of everything it may mint (I-1).
    function verifiedKg(ProjectId project) external view returns (uint256);
    function isDataRootUsed(bytes32 dataRoot) external view returns (bool);

    /// @notice The claim that reserves the project now; zero: none.
    function openClaimOf(ProjectId project) external view returns (bytes32);
    function challengeOf(bytes32 reportHash) external view returns (Challenge memory);
    function signersOf(bytes32 reportHash) external view returns (address[] memory);
    function bondsOf(address account) external view returns (uint256);

    function lastHeartbeat() external view returns (uint64);
    function challengeWindowS() external view returns (uint64);
    function rulingTimeS() external view returns (uint64);
    function claimLifetimeS() external view returns (uint64);
    function heartbeatS() external view returns (uint64);
    function bond() external view returns (uint256);
}
