// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {IVerifierSet} from "./interfaces/IVerifierSet.sol";
import {ReportHash} from "./libraries/ReportHash.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Who may attest, and whether a report has its quorum
contract VerifierSet is IVerifierSet, AccessManaged, EIP712 {
    uint256 private constant LAYERS = 3;

    /// @notice Most methodologies, and most countries, in the scope of one verifier.
    uint256 public constant LONGEST_SCOPE = 32;

    /// @notice Seconds between two rotations of a line: who revokes the key that took over is not outrun by a further one.
    uint64 public constant ROTATION_PAUSE_S = 1 days;

    /// @inheritdoc IVerifierSet
    bytes32 public configDigest;

    /// @inheritdoc IVerifierSet
    mapping(bytes32 organisation => mapping(bytes32 other => bool)) public isInConflict;

    mapping(address verifier => Verifier) private _verifiers;
    /// @inheritdoc IVerifierSet
    mapping(address verifier => address) public successorOf;

    /// @dev Keys in a line, each handed its accreditation by the one before, are named by the first. A key has its place for ever,
    ///      so that whether somebody was revoked is two reads, however long the line.
    mapping(address verifier => address) private _first; // zero: the key itself
    mapping(address first => uint64) private _lineRevokedAt;
    mapping(address first => uint64) private _nextRotationAt;
    mapping(address verifier => uint64) private _keyRevokedAt;
    mapping(Layer layer => uint8) private _thresholds; // zero: never set, counts as one

    constructor(address access) AccessManaged(access) EIP712("CarboniX VerifierSet", "1") {
        if (access == address(0)) revert ZeroAddress("access");
    }

    /// @inheritdoc IVerifierSet
    function accredit(address verifier, Verifier calldata accreditation) external restricted {
        bool empty = verifier == address(0) || accreditation.organisation == bytes32(0);
        if (empty || accreditation.validUntil <= block.timestamp) revert InvalidVerifier(verifier);
        if (successorOf[verifier] != address(0)) revert KeyHandedOn(verifier, successorOf[verifier]);
        _requireShort(accreditation.methodologies.length);
        _requireShort(accreditation.countries.length);

        _verifiers[verifier] = accreditation;
        configDigest = keccak256(abi.encode(configDigest, verifier, accreditation));
        emit VerifierAccredited(verifier, accreditation.organisation, accreditation);
    }

    /// @inheritdoc IVerifierSet
    function rotateKey(address successor) external {
        Verifier memory accreditation = _verifiers[msg.sender];
        if (accreditation.organisation == bytes32(0)) revert VerifierUnknown(msg.sender);
        if (successor == address(0)) revert InvalidVerifier(successor);
        bool known = _isAccredited(successor) || successorOf[successor] != address(0) || _keyRevokedAt[successor] != 0;
        if (known) revert VerifierExists(successor);

        address first = _takeRotation();
        delete _verifiers[msg.sender];
        successorOf[msg.sender] = successor;
        _first[successor] = first;
        _verifiers[successor] = accreditation;
        configDigest = keccak256(abi.encode(configDigest, msg.sender, successor));
        emit VerifierKeyRotated(msg.sender, successor, accreditation.organisation);
    }

    /// @inheritdoc IVerifierSet
    function revoke(address verifier) external restricted {
        bool accredited = _isAccredited(verifier);
        if (!accredited && successorOf[verifier] == address(0)) revert VerifierUnknown(verifier);

        delete _verifiers[verifier];
        _keyRevokedAt[verifier] = uint64(block.timestamp);
        if (accredited) _lineRevokedAt[_firstOf(verifier)] = uint64(block.timestamp);
        configDigest = keccak256(abi.encode(configDigest, verifier));
        emit VerifierRevoked(verifier);
    }

    /// @inheritdoc IVerifierSet
    function setConflict(bytes32 organisation, bytes32 other, bool inConflict) external restricted {
        if (organisation == other) revert ConflictWithSelf(organisation);

        isInConflict[organisation][other] = inConflict;
        isInConflict[other][organisation] = inConflict;
        configDigest = keccak256(abi.encode(configDigest, organisation, other, inConflict));
        emit ConflictSet(organisation, other, inConflict);
    }

    /// @inheritdoc IVerifierSet
    function setThreshold(Layer layer, uint8 threshold) external restricted {
        if (threshold == 0) revert InvalidThreshold(layer, threshold);

        _thresholds[layer] = threshold;
        configDigest = keccak256(abi.encode(configDigest, layer, threshold));
        emit ThresholdSet(layer, threshold);
    }

    /// @inheritdoc IVerifierSet
    function requireQuorum(
        bytes32 reportHash,
        ICreditRegistry.Project calldata project,
        Attestation[] calldata attestations
    ) external view returns (bytes32[] memory organisations) {
        uint8[LAYERS] memory counted = [0, 0, 0];
        organisations = new bytes32[](attestations.length);
        address previous = address(0);
        for (uint256 i = 0; i < attestations.length; ++i) {
            Attestation calldata attestation = attestations[i];
            if (attestation.signer <= previous) revert SignersNotIncreasing(previous, attestation.signer);
            previous = attestation.signer;

            bytes32 organisation = _requireEligible(attestation, project);
            for (uint256 j = 0; j < i; ++j) {
                if (organisations[j] == organisation) revert OrganisationRepeated(organisation);
            }
            organisations[i] = organisation;

            bytes32 digest = attestationDigest(reportHash, attestation.layer, organisation);
            if (!Signatures.isValid(attestation.signer, digest, attestation.signature)) {
                revert InvalidAttestation(attestation.signer);
            }
            ++counted[uint8(attestation.layer)];
        }
        _requireThresholds(counted);
    }

    /// @inheritdoc IVerifierSet
    function verifierOf(address verifier) external view returns (Verifier memory) {
        return _verifiers[verifier];
    }

    /// @inheritdoc IVerifierSet
    function revokedAt(address verifier) external view returns (uint64) {
        (uint64 ofKey, uint64 ofLine) = (_keyRevokedAt[verifier], _lineRevokedAt[_firstOf(verifier)]);
        return ofKey > ofLine ? ofKey : ofLine;
    }

    /// @inheritdoc IVerifierSet
    function thresholdOf(Layer layer) public view returns (uint8) {
        uint8 threshold = _thresholds[layer];
        return threshold == 0 ? 1 : threshold;
    }

    /// @inheritdoc IVerifierSet
    function attestationDigest(bytes32 reportHash, Layer layer, bytes32 organisation) public view returns (bytes32) {
        return _hashTypedDataV4(ReportHash.ofAttestation(reportHash, layer, organisation));
    }

    function _isAccredited(address verifier) private view returns (bool) {
        return _verifiers[verifier].organisation != bytes32(0);
    }

    /// @dev The line of the caller may rotate now, and not again for a while.
    function _takeRotation() private returns (address first) {
        first = _firstOf(msg.sender);
        (uint64 notBefore, uint64 chainTime) = (_nextRotationAt[first], uint64(block.timestamp));
        if (chainTime < notBefore) revert RotatedLately(msg.sender, notBefore, chainTime);
        _nextRotationAt[first] = chainTime + ROTATION_PAUSE_S;
    }

    function _firstOf(address verifier) private view returns (address) {
        address first = _first[verifier];
        return first == address(0) ? verifier : first;
    }

    /// @dev Accredited, in time, for this layer, methodology and country, and not on the project's side.
    function _requireEligible(Attestation calldata attestation, ICreditRegistry.Project calldata project)
        private
        view
        returns (bytes32)
    {
        address signer = attestation.signer;
        Verifier memory verifier = _verifiers[signer];
        if (verifier.organisation == bytes32(0)) revert VerifierUnknown(signer);
        if (block.timestamp >= verifier.validUntil) {
            revert VerifierExpired(signer, verifier.validUntil, uint64(block.timestamp));
        }
        if (verifier.layer != attestation.layer) revert LayerMismatch(signer, verifier.layer, attestation.layer);

        if (!_isInScope(verifier, project)) revert VerifierOutOfScope(signer, project.methodology, project.country);

        bool related = verifier.organisation == project.organisation || signer == project.owner
            || isInConflict[verifier.organisation][project.organisation];
        if (related) revert VerifierInConflict(signer, project.organisation);
        return verifier.organisation;
    }

    /// @dev An empty list has everything in scope.
    function _isInScope(Verifier memory verifier, ICreditRegistry.Project calldata project) private pure returns (bool) {
        bool methodology = verifier.methodologies.length == 0;
        for (uint256 i = 0; i < verifier.methodologies.length && !methodology; ++i) {
            methodology = verifier.methodologies[i] == project.methodology;
        }
        bool country = verifier.countries.length == 0;
        for (uint256 i = 0; i < verifier.countries.length && !country; ++i) {
            country = verifier.countries[i] == project.country;
        }
        return methodology && country;
    }

    function _requireShort(uint256 length) private pure {
        if (length > LONGEST_SCOPE) revert ScopeTooLong(LONGEST_SCOPE, length);
    }

    function _requireThresholds(uint8[LAYERS] memory counted) private view {
        for (uint8 i = 0; i < LAYERS; ++i) {
            Layer layer = Layer(i);
            uint8 threshold = thresholdOf(layer);
            if (counted[i] < threshold) revert QuorumMissing(layer, threshold, counted[i]);
        }
    }
}
