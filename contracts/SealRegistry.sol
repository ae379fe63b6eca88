// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {ISealRegistry} from "./interfaces/ISealRegistry.sol";
import {MerkleProof6962} from "./libraries/MerkleProof6962.sol";
import {SealId} from "./types/Ids.sol";

/// @title Append-only registry of Merkle roots
contract SealRegistry is ISealRegistry, AccessManaged {
    /// @inheritdoc ISealRegistry
    uint64 public sealCount;

    /// @inheritdoc ISealRegistry
    mapping(Kind kind => mapping(bytes32 root => SealId)) public sealIdOf;

    /// @inheritdoc ISealRegistry
    mapping(Kind kind => SealId) public latestOf;

    /// @inheritdoc ISealRegistry
    mapping(bytes32 nullifier => bool) public isNullified;

    /// @inheritdoc ISealRegistry
    mapping(SealId old => SealId) public supersededBy;

    mapping(SealId id => Seal) private _seals;

    constructor(address access) AccessManaged(access) {
        if (access == address(0)) revert ZeroAddress("access");
    }

    /// @inheritdoc ISealRegistry
    function seal(Kind kind, bytes32 root, uint64 size, string calldata uri) external restricted returns (SealId id) {
        if (root == bytes32(0)) revert ZeroRoot();
        if (size == 0) revert ZeroSize();
        SealId existing = sealIdOf[kind][root];
        if (SealId.unwrap(existing) != 0) revert RootSealed(kind, root, existing);

        Seal storage previous = _seals[latestOf[kind]]; // seal 0 is empty: the first of a kind follows nothing
        Seal memory added = Seal({
            kind: kind,
            size: size,
            sequence: previous.sequence + 1,
            sealedAt: uint64(block.timestamp),
            sealer: msg.sender,
            root: root,
            previousRoot: previous.root,
            uri: uri
        });
        id = SealId.wrap(++sealCount);
        _seals[id] = added;
        sealIdOf[kind][root] = id;
        latestOf[kind] = id;
        emit Sealed(id, kind, root, size, added.sequence, added.previousRoot, msg.sender, uri);
    }

    /// @inheritdoc ISealRegistry
    function supersede(SealId old, SealId by) external restricted {
        Seal storage earlier = _requireSeal(old);
        Seal storage later = _requireSeal(by);
        if (earlier.kind != later.kind) revert KindMismatch(earlier.kind, later.kind);
        if (SealId.unwrap(by) <= SealId.unwrap(old)) revert NotLater(old, by);
        SealId standing = supersededBy[old];
        if (SealId.unwrap(standing) != 0) revert SealAlreadySuperseded(old, standing);

        supersededBy[old] = by;
        emit SealSuperseded(old, by);
    }

    /// @inheritdoc ISealRegistry
    function nullify(bytes32 nullifier) external restricted {
        if (nullifier == bytes32(0)) revert ZeroNullifier();
        if (isNullified[nullifier]) revert NullifierUsed(nullifier);

        isNullified[nullifier] = true;
        emit CertificateNullified(nullifier, msg.sender);
    }

    /// @inheritdoc ISealRegistry
    function verify(SealId id, bytes calldata leaf, uint64 index, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        Seal storage known = _requireSeal(id);
        return MerkleProof6962.rootOf(MerkleProof6962.leafHash(leaf), index, known.size, proof) == known.root;
    }

    /// @inheritdoc ISealRegistry
    function kindOf(SealId id) external view returns (Kind) {
        return _requireSeal(id).kind;
    }

    /// @inheritdoc ISealRegistry
    function sealOf(SealId id) external view returns (Seal memory) {
        return _requireSeal(id);
    }

    function _requireSeal(SealId id) private view returns (Seal storage known) {
        known = _seals[id];
        if (known.size == 0) revert SealUnknown(id);
    }
}
