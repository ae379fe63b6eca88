// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ISealRegistry as S} from "../../contracts/interfaces/ISealRegistry.sol";
import {SealId} from "../../contracts/types/Ids.sol";
import {World} from "./world/World.sol";
import {vm} from "./world/Vm.sol";

/// @title Inclusion proofs: the shared vectors, and random trees that are built the slow way
contract MerkleTest is World {
    uint256 private constant LARGEST = 64;

    error Differs(uint256 tree, uint256 leaf);

    function setUp() public {
        _deploy(0);
    }

    /// @notice Must give the verdict that the golden vectors name, for every leaf of every tree that carries its proofs.
    function test_the_shared_trees_verify() public {
        string memory json = vm.readFile("tests/vectors/merkle.json");
        for (uint256 i = 0; vm.keyExistsJson(json, _at(".trees", i, "")); ++i) {
            uint64 size = uint64(vm.parseJsonUint(json, _at(".trees", i, ".size")));
            SealId id = _seal(vm.parseJsonBytes32(json, _at(".trees", i, ".root")), size);
            if (!vm.keyExistsJson(json, _at(".trees", i, ".leaves[0]"))) continue;
            bytes[] memory leaves = vm.parseJsonBytesArray(json, _at(".trees", i, ".leaves"));
            for (uint64 leaf = 0; leaf < leaves.length; ++leaf) {
                string memory key = _at(_at(".trees", i, ".proofs"), leaf, "");
                if (!vm.keyExistsJson(json, key)) continue;
                if (!seals.verify(id, leaves[leaf], leaf, vm.parseJsonBytes32Array(json, key))) revert Differs(i, leaf);
            }
        }
    }

    /// @notice Must refuse every attack of the golden vectors, by the error that they name or by saying no.
    function test_the_shared_attacks_fail() public {
        string memory json = vm.readFile("tests/vectors/merkle.json");
        uint256 i = 0;
        for (; vm.keyExistsJson(json, _at(".attacks", i, "")); ++i) {
            uint256 snapshot = vm.snapshotState();
            bytes32 root = vm.parseJsonBytes32(json, _at(".attacks", i, ".root"));
            uint64 size = uint64(vm.parseJsonUint(json, _at(".attacks", i, ".size")));
            if (root == 0 || size == 0) {
                assert(!_isSealable(root, size));
                continue;
            }
            SealId id = _seal(root, size);
            bool accepted = _accepts(
                id,
                vm.parseJsonBytes(json, _at(".attacks", i, ".leaf")),
                uint64(vm.parseJsonUint(json, _at(".attacks", i, ".index"))),
                vm.parseJsonBytes32Array(json, _at(".attacks", i, ".path"))
            );
            if (accepted) revert Differs(i, 0);
            assert(vm.revertToState(snapshot));
        }
        assert(i >= 20);
    }

    /// @notice Must accept the proof of each leaf of a random tree up to 64 leaves, and none of its mutations.
    /// forge-config: default.fuzz.runs = 2000
    /// forge-config: long.fuzz.runs = 50000
    function testFuzz_no_mutated_proof_is_accepted(uint256 seed) public {
        uint64 size = uint64(1 + seed % LARGEST);
        bytes[] memory leaves = new bytes[](size);
        for (uint256 i = 0; i < size; ++i) {
            leaves[i] = abi.encodePacked(keccak256(abi.encode(seed, i)), i);
        }
        SealId id = _seal(_root(leaves, 0, size), size);
        uint64 index = uint64(uint256(keccak256(abi.encode(seed))) % size);
        bytes32[] memory path = _path(leaves, index);
        assert(seals.verify(id, leaves[index], index, path));
        _refuseMutations(id, leaves, index, path, seed);
    }

    function _refuseMutations(SealId id, bytes[] memory leaves, uint64 index, bytes32[] memory path, uint256 seed)
        private
        view
    {
        bytes memory leaf = leaves[index];
        assert(!_accepts(id, leaves[(index + 1) % leaves.length], index, path) || leaves.length == 1);
        assert(!_accepts(id, bytes.concat(leaf, bytes1(0)), index, path));
        assert(!_accepts(id, abi.encodePacked(_leafHash(leaf)), index, path));
        for (uint64 other = 0; other < leaves.length + 2; ++other) {
            if (other != index) assert(!_accepts(id, leaf, other, path));
        }
        assert(!_accepts(id, leaf, index, _resized(path, path.length + 1)));
        for (uint256 i = 0; i < path.length; ++i) {
            assert(!_accepts(id, leaf, index, _resized(path, i)));
            bytes32 sound = path[i];
            path[i] = sound ^ bytes32(1 << (seed % 256)); // any one bit
            assert(!_accepts(id, leaf, index, path));
            path[i] = sound;
            (path[i], path[0]) = (path[0], path[i]);
            if (i > 0) assert(!_accepts(id, leaf, index, path));
            (path[i], path[0]) = (path[0], path[i]);
        }
        if (path.length > 0) _refuseInnerNode(id, leaf, index, path);
    }

    /// @dev The pair of hashes above a leaf, offered as a leaf one level higher up.
    function _refuseInnerNode(SealId id, bytes memory leaf, uint64 index, bytes32[] memory path) private view {
        bytes32[] memory rest = new bytes32[](path.length - 1);
        for (uint256 i = 0; i < rest.length; ++i) {
            rest[i] = path[i + 1];
        }
        bytes32 hash = _leafHash(leaf);
        for (uint64 at = 0; at <= index; ++at) {
            assert(!_accepts(id, abi.encodePacked(hash, path[0]), at, rest));
            assert(!_accepts(id, abi.encodePacked(path[0], hash), at, rest));
            assert(!_accepts(id, abi.encodePacked(bytes1(0x01), hash, path[0]), at, rest));
        }
    }

    // ---- RFC 6962, section 2.1, word for word: split at the largest power of two below the size

    function _root(bytes[] memory leaves, uint256 from, uint256 to) private pure returns (bytes32) {
        if (to - from == 1) return _leafHash(leaves[from]);
        uint256 middle = from + _split(to - from);
        return sha256(abi.encodePacked(bytes1(0x01), _root(leaves, from, middle), _root(leaves, middle, to)));
    }

    function _path(bytes[] memory leaves, uint256 index) private pure returns (bytes32[] memory path) {
        path = new bytes32[](7);
        uint256 length = 0;
        uint256 from = 0;
        uint256 to = leaves.length;
        while (to - from > 1) {
            uint256 middle = from + _split(to - from);
            bool left = index < middle;
            path[length++] = left ? _root(leaves, middle, to) : _root(leaves, from, middle);
            (from, to) = left ? (from, middle) : (middle, to);
        }
        path = _resized(path, length);
        for (uint256 i = 0; i < length / 2; ++i) {
            (path[i], path[length - 1 - i]) = (path[length - 1 - i], path[i]); // the RFC lists the leaf's sibling first
        }
    }

    function _split(uint256 size) private pure returns (uint256 half) {
        for (half = 1; 2 * half < size; half *= 2) {}
    }

    function _leafHash(bytes memory leaf) private pure returns (bytes32) {
        return sha256(bytes.concat(bytes1(0x00), leaf));
    }

    // ---- the registry, asked

    function _seal(bytes32 root, uint64 size) private returns (SealId) {
        vm.prank(SEALER);
        return seals.seal(S.Kind.Evidence, root, size, "");
    }

    function _isSealable(bytes32 root, uint64 size) private returns (bool success) {
        vm.prank(SEALER);
        (success,) = address(seals).call(abi.encodeCall(S.seal, (S.Kind.Evidence, root, size, "")));
    }

    function _accepts(SealId id, bytes memory leaf, uint64 index, bytes32[] memory path) private view returns (bool) {
        try seals.verify(id, leaf, index, path) returns (bool accepted) {
            return accepted;
        } catch {
            return false;
        }
    }

    function _resized(bytes32[] memory path, uint256 length) private pure returns (bytes32[] memory resized) {
        resized = new bytes32[](length);
        for (uint256 i = 0; i < length && i < path.length; ++i) {
            resized[i] = path[i];
        }
    }

    function _at(string memory list, uint256 position, string memory field) private pure returns (string memory) {
        return string.concat(list, "[", vm.toString(position), "]", field);
    }
}
