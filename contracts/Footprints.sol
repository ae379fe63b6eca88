// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IRetirementCertificate} from "./interfaces/IRetirementCertificate.sol";
import {ISealRegistry} from "./interfaces/ISealRegistry.sol";
import {MerkleProof6962} from "./libraries/MerkleProof6962.sol";
import {SealId} from "./types/Ids.sol";

/// @title Footprints that retirements name, and the guard against retiring more than they hold
abstract contract Footprints is IRetirementCertificate {
    bytes32 private constant FOOTPRINT_TAG = "CarboniX/footprint/1";
    uint256 private constant FOOTPRINT_LENGTH = 4 * 32;

    ISealRegistry public immutable seals;

    /// @inheritdoc IRetirementCertificate
    mapping(uint256 id => bytes32) public footprintNamedBy;

    mapping(bytes32 footprint => Footprint) private _footprints;

    constructor(ISealRegistry seals_) {
        if (address(seals_) == address(0)) revert ZeroAddress("seals");
        seals = seals_;
    }

    /// @inheritdoc IRetirementCertificate
    function admitFootprint(FootprintProof calldata proof) external returns (bytes32 footprint) {
        (bytes32 documentHash, uint64 totalKg) = _readLeaf(proof);
        if (!seals.verify(proof.seal, proof.leaf, proof.index, proof.path)) {
            revert FootprintNotSealed(proof.seal, proof.leaf, proof.index);
        }

        footprint = MerkleProof6962.leafHash(proof.leaf);
        if (_footprints[footprint].totalKg != 0) return footprint;
        SealId by = seals.supersededBy(proof.seal);
        if (SealId.unwrap(by) != 0) revert FootprintSuperseded(proof.seal, by);

        _footprints[footprint].totalKg = totalKg;
        emit FootprintAdmitted(footprint, proof.seal, documentHash, totalKg);
    }

    /// @inheritdoc IRetirementCertificate
    function footprintOf(bytes32 footprint) external view returns (Footprint memory) {
        return _footprints[footprint];
    }

    /// @dev Counts a retirement against the footprint that it names; above it only with the flag that says so.
    function _countAgainst(uint256 id, Retirement calldata retirement, uint64 kg) internal {
        Footprint storage named = _footprints[retirement.footprint];
        (uint64 totalKg, uint64 retiredKg) = (named.totalKg, named.retiredKg);
        if (totalKg == 0) revert FootprintUnknown(retirement.footprint);
        if (!retirement.beyond && uint256(retiredKg) + kg > totalKg) {
            revert OverOffset(retirement.footprint, totalKg, retiredKg, kg);
        }

        named.retiredKg = retiredKg + kg;
        footprintNamedBy[id] = retirement.footprint;
        emit RetiredAgainst(id, retirement.footprint, kg, retiredKg + kg, totalKg, retirement.beyond);
    }

    /// @dev The leaf is four words: tag, kind of its seal, document hash, total kilograms above zero.
    function _readLeaf(FootprintProof calldata proof) private view returns (bytes32 documentHash, uint64 totalKg) {
        ISealRegistry.Kind kind = seals.kindOf(proof.seal);
        bool named = kind == ISealRegistry.Kind.Passport || kind == ISealRegistry.Kind.Inventory;
        if (!named || proof.leaf.length != FOOTPRINT_LENGTH) revert FootprintMalformed(proof.seal, proof.leaf);

        (bytes32 tag, uint256 leafKind, bytes32 document, uint256 kg) =
            abi.decode(proof.leaf, (bytes32, uint256, bytes32, uint256));
        bool sound = tag == FOOTPRINT_TAG && leafKind == uint256(kind) && kg != 0 && kg <= type(uint64).max;
        if (!sound) revert FootprintMalformed(proof.seal, proof.leaf);
        return (document, uint64(kg));
    }
}
