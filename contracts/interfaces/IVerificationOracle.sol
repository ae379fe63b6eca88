// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId, ProjectId} from "../types/Ids.sol";

/// @title Verification oracle
/// @notice The one place where minting is decided: a report with a quorum over sensor layer, model and on-site expert,
///         from distinct organisations, opens a claim; when the challenge window has passed, anyone finalises it, and that mints.
interface IVerificationOracle {
    enum ReportKind {
        Gain,
        Loss,
        Immobilisation
    }

    enum Layer {
        Sensor,
        Model,
        Expert
    }

    /// @notice What was monitored. Every signer signs the hash of exactly this.
    struct Report {
        ReportKind kind;
        ProjectId project;
        uint64 periodStart; // Unix seconds, inclusive
        uint64 periodEnd; // Unix seconds, exclusive
        bytes32 methodology;
        uint64 pointKg; // point estimate of the reduction
        uint64 lowerBoundKg; // conservative end: what may be credited
        bytes32 modelHash; // SHA-256 of the quantification's code, parameters and factor set
        bytes32 dataRoot; // RFC 6962 root of the readings, sealed beforehand as evidence
        uint64 dataSize; // number of leaves under dataRoot
        bytes32 claimsRoot; // cooperative claims; zero where the owner receives everything
        uint64 claimsKg; // total of the cooperative claims
        bytes32 configDigest; // digest of the verifier set that the signers saw
        uint64 nonce; // per project, counts up from 0
        uint64 deadline; // Unix seconds of chain time; no submission after
    }

    struct Attestation {
        address signer;
        Layer layer;
        bytes signature; // EIP-712 over (reportHash, layer, organisation)
    }

    struct Verifier {
        bytes32 organisation;
        bytes32 methodology; // the only methodology in scope; zero: any
        bytes2 country; // the only country in scope; zero: any
        Layer layer;
        uint64 validUntil; // Unix seconds, exclusive
    }

    struct Claim {
        ProjectId project;
        uint64 periodStart;
        uint64 periodEnd;
        uint64 lowerBoundKg;
        uint64 finalisableAt; // Unix seconds of chain time
        bytes32 dataRoot;
        bool finalised;
    }

    event VerifierAccredited(address indexed verifier, bytes32 indexed organisation, Layer layer, uint64 validUntil);
    event VerifierRevoked(address indexed verifier);
    event ThresholdSet(Layer indexed layer, uint8 threshold);
    event ReportSubmitted(
        bytes32 indexed reportHash, ProjectId indexed project, bytes32 indexed dataRoot, uint64 finalisableAt, Report report
    );
    event Attested(bytes32 indexed reportHash, address indexed signer, Layer layer, bytes32 organisation, bytes signature);
    event ReportFinalised(
        bytes32 indexed reportHash, ProjectId indexed project, BatchId indexed batch, uint64 mintedKg, uint64 carriedKg
    );

    error UnsupportedReportKind(ReportKind kind);
    error EmptyPeriod(uint64 periodStart, uint64 periodEnd);
    error PeriodInFuture(uint64 periodEnd, uint64 chainTime);
    error PeriodOverlaps(ProjectId project, uint64 lastEnd, uint64 periodStart);
    error PeriodBeforeProject(ProjectId project, uint64 startsAt, uint64 periodStart);
    error MethodologyMismatch(bytes32 ofProject, bytes32 ofReport);
    error MethodologyNotValid(bytes32 methodology, uint64 validFrom, uint64 validUntil, uint64 periodStart);
    error BoundAboveEstimate(uint64 lowerBoundKg, uint64 pointKg);
    error NothingToCredit(uint64 lowerBoundKg);
    error ClaimsUnsupported(bytes32 claimsRoot, uint64 claimsKg);
    error EvidenceNotSealed(bytes32 dataRoot, uint64 dataSize);
    error DataRootUsed(bytes32 dataRoot);
    error UnexpectedNonce(ProjectId project, uint64 expected, uint64 actual);
    error StaleConfiguration(bytes32 expected, bytes32 actual);
    error DeadlinePassed(uint64 deadline, uint64 chainTime);
    error ClaimOpen(ProjectId project, bytes32 reportHash);
    error ClaimUnknown(bytes32 reportHash);
    error ClaimFinalised(bytes32 reportHash);
    error WindowOpen(bytes32 reportHash, uint64 finalisableAt, uint64 chainTime);
    error SignersNotIncreasing(address previous, address signer);
    error VerifierUnknown(address signer);
    error VerifierExpired(address signer, uint64 validUntil, uint64 chainTime);
    error VerifierOutOfScope(address signer, bytes32 methodology, bytes2 country);
    error VerifierInConflict(address signer, bytes32 organisation);
    error LayerMismatch(address signer, Layer accredited, Layer signed);
    error OrganisationRepeated(bytes32 organisation);
    error InvalidAttestation(address signer);
    error QuorumMissing(Layer layer, uint8 threshold, uint8 counted);
    error InvalidVerifier(address verifier);
    error InvalidThreshold(Layer layer, uint8 threshold);
    error ZeroAddress(string name);

    /// @notice Admits or renews a verifier. The verifier set's digest changes, so that reports signed before are stale.
    function accredit(address verifier, Verifier calldata accreditation) external;

    /// @notice Removes a verifier.
    function revoke(address verifier) external;

    /// @notice Sets how many distinct organisations must sign for a layer; at least 1.
    function setThreshold(Layer layer, uint8 threshold) external;

    /// @notice Opens the claim of a report that has its quorum. With a window of zero the claim finalises at once.
    function submit(Report calldata report, Attestation[] calldata attestations) external returns (bytes32 reportHash);

    /// @notice Anyone: mints the whole credits of a claim whose window has passed; the remainder below a tonne is carried.
    function finalise(bytes32 reportHash) external returns (BatchId batch);

    function hashReport(Report calldata report) external view returns (bytes32);

    /// @notice The EIP-712 digest that a verifier signs.
    function attestationDigest(bytes32 reportHash, Layer layer, bytes32 organisation) external view returns (bytes32);

    function claimOf(bytes32 reportHash) external view returns (Claim memory);
    function verifierOf(address verifier) external view returns (Verifier memory);
    function thresholdOf(Layer layer) external view returns (uint8);
    function configDigest() external view returns (bytes32);
    function nextNonce(ProjectId project) external view returns (uint64);
    function lastPeriodEnd(ProjectId project) external view returns (uint64);
    function carriedKg(ProjectId project) external view returns (uint64);

    /// @notice Kilograms of lower bounds finalised for the project: the ceiling of everything it may mint (I-1).
    function verifiedKg(ProjectId project) external view returns (uint256);
    function isDataRootUsed(bytes32 dataRoot) external view returns (bool);
    function challengeWindowS() external view returns (uint64);
}
