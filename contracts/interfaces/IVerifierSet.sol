// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "./ICreditRegistry.sol";

/// @title Who may attest
/// @notice Verifiers with organisation, layer, scope and expiry, and the rule of the quorum: every layer has its threshold, each
///         signature from an organisation of its own, none of them on the project's side.
interface IVerifierSet {
    enum Layer {
        Sensor,
        Model,
        Expert
    }

    struct Attestation {
        address signer;
        Layer layer;
        bytes signature; // EIP-712 over (reportHash, layer, organisation)
    }

    struct Verifier {
        bytes32 organisation;
        bytes32[] methodologies; // in scope; empty: any
        bytes2[] countries; // in scope; empty: any
        Layer layer;
        uint64 validUntil; // Unix seconds, exclusive
    }

    event VerifierAccredited(address indexed verifier, bytes32 indexed organisation, Verifier accreditation);
    event VerifierKeyRotated(address indexed verifier, address indexed successor, bytes32 indexed organisation);
    event VerifierRevoked(address indexed verifier);
    event ConflictSet(bytes32 indexed organisation, bytes32 indexed other, bool inConflict);
    event ThresholdSet(Layer indexed layer, uint8 threshold);

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
    error VerifierExists(address verifier);
    error KeyHandedOn(address verifier, address successor);
    /// @notice The line of keys rotated less than a day ago.
    error RotatedLately(address verifier, uint64 notBefore, uint64 chainTime);
    error ScopeTooLong(uint256 longest, uint256 actual);
    error ConflictWithSelf(bytes32 organisation);
    error InvalidThreshold(Layer layer, uint8 threshold);
    error ZeroAddress(string name);

    /// @notice Admits or renews a verifier; a key that handed its accreditation on stays spent. The verifier set's digest changes, so
    ///         that reports signed before are stale.
    function accredit(address verifier, Verifier calldata accreditation) external;

    /// @notice Verifier: hands its own accreditation to a key that never had one, once a day at most. What the old key signed goes on.
    function rotateKey(address successor) external;

    /// @notice Removes a verifier: open claims that its key signed are void, and those of the keys that handed the accreditation on to
    ///         it. Of a key that handed it on already, only what that key signed is void.
    function revoke(address verifier) external;

    /// @notice Sets how many distinct organisations must sign for a layer; at least 1.
    function setThreshold(Layer layer, uint8 threshold) external;

    /// @notice Records that two organisations may not verify each other's projects, or may again.
    function setConflict(bytes32 organisation, bytes32 other, bool inConflict) external;

    /// @notice Reverts unless every attestation counts and every layer has its threshold. Answers the signers' organisations, in the
    ///         order of the attestations.
    function requireQuorum(
        bytes32 reportHash,
        ICreditRegistry.Project calldata project,
        Attestation[] calldata attestations
    ) external view returns (bytes32[] memory organisations);

    /// @notice The EIP-712 digest that a verifier signs.
    function attestationDigest(bytes32 reportHash, Layer layer, bytes32 organisation) external view returns (bytes32);

    function verifierOf(address verifier) external view returns (Verifier memory);
    function thresholdOf(Layer layer) external view returns (uint8);

    /// @notice Changes with every accreditation, revocation, rotation, conflict and threshold: reports signed before are stale.
    function configDigest() external view returns (bytes32);

    /// @notice Unix seconds of the last revocation of the key, or of the one that its accreditation went on to; 0: never.
    function revokedAt(address verifier) external view returns (uint64);

    /// @notice The key that the accreditation was handed to; zero: none.
    function successorOf(address verifier) external view returns (address);
    function isInConflict(bytes32 organisation, bytes32 other) external view returns (bool);
}
