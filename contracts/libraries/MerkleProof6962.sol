// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ISealRegistry} from "../interfaces/ISealRegistry.sol";

/// @title Inclusion proofs of RFC 6962 trees over SHA-256
/// @dev The path is split as transparency-dev/merkle does: below the point where the leaf's way leaves the tree's right edge the
///      index says left or right; above it every sibling stands on the left.
library MerkleProof6962 {
    /// @dev RFC 6962, 2.1: the prefix keeps leaves and nodes apart, so that no node can pass for a leaf.
    function leafHash(bytes memory leaf) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x00), leaf));
    }

    function nodeHash(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x01), left, right));
    }

    /// @dev The root that `path` leads to from leaf number `index` of `size`. Precondition: size > 0, which every seal has.
    function rootOf(bytes32 leaf, uint64 index, uint64 size, bytes32[] calldata path)
        internal
        pure
        returns (bytes32 root)
    {
        if (index >= size) revert ISealRegistry.IndexOutOfRange(index, size);
        uint256 inner = _innerLength(index, size);
        uint256 length = inner + _ones(index >> inner);
        if (path.length != length) revert ISealRegistry.ProofLengthWrong(length, path.length);

        root = leaf;
        for (uint256 level = 0; level < length; ++level) {
            bool siblingIsRight = level < inner && (index >> level) & 1 == 0;
            root = siblingIsRight ? nodeHash(root, path[level]) : nodeHash(path[level], root);
        }
    }

    /// @dev Levels at which the leaf's way is not yet the tree's right edge: the bit length of index xor last index.
    function _innerLength(uint64 index, uint64 size) private pure returns (uint256) {
        uint256 difference = index ^ (size - 1);
        return difference == 0 ? 0 : Math.log2(difference) + 1;
    }

    /// @dev Number of bits that are set; each round clears the lowest of them.
    function _ones(uint256 value) private pure returns (uint256 count) {
        for (; value != 0; value &= value - 1) {
            ++count;
        }
    }
}
