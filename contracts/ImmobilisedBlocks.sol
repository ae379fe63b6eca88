// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {ExternalSerial} from "./libraries/ExternalSerial.sol";

/// @title Serial blocks of other registries that are immobilised there and stand here
/// @dev The used blocks of a namespace are a list sorted by their first serial. Whoever adds one names the used block just below it:
///      two neighbours decide, whatever the length of the list. No function takes a block out.
abstract contract ImmobilisedBlocks is ICreditRegistry {
    struct UsedBlock {
        uint64 end; // last serial, inclusive; 0: not used
        uint64 next; // first serial of the used block above; 0: none
    }

    /// @dev Key 0 is the head of the list: a block that ends below every serial.
    mapping(bytes32 namespace => mapping(uint64 start => UsedBlock)) private _used;

    /// @inheritdoc ICreditRegistry
    function requireFree(ImmobilisedBlock calldata taken, uint64 hint) external view returns (uint64 credits) {
        ExternalSerial.Parsed memory parsed = ExternalSerial.parse(taken.standard, taken.serial);
        _requireBetween(parsed, hint);
        return parsed.end - parsed.start + 1;
    }

    /// @inheritdoc ICreditRegistry
    function usedBlock(bytes32 namespace, uint64 start) external view returns (uint64 end, uint64 next) {
        UsedBlock memory used = _used[namespace][start];
        return (used.end, used.next);
    }

    /// @inheritdoc ICreditRegistry
    function namespaceOf(ImmobilisedBlock calldata taken) external pure returns (bytes32) {
        return ExternalSerial.parse(taken.standard, taken.serial).namespace;
    }

    /// @inheritdoc ICreditRegistry
    function blockHash(ImmobilisedBlock calldata taken) external pure returns (bytes32) {
        return keccak256(abi.encode(taken.standard, keccak256(bytes(taken.serial)), taken.receiptHash));
    }

    /// @dev Marks the block as used, for ever.
    function _useBlock(ExternalSerial.Parsed memory parsed, uint64 hint) internal {
        uint64 next = _requireBetween(parsed, hint);
        _used[parsed.namespace][parsed.start] = UsedBlock(parsed.end, next);
        _used[parsed.namespace][hint].next = parsed.start;
    }

    /// @dev The block lies between the used block at `hint` and the next one, and meets neither. Answers the next one's start.
    function _requireBetween(ExternalSerial.Parsed memory parsed, uint64 hint) internal view returns (uint64 next) {
        (bytes32 namespace, uint64 start, uint64 end) = (parsed.namespace, parsed.start, parsed.end);
        UsedBlock memory below = _used[namespace][hint];
        bool known = hint == 0 || below.end != 0;
        if (!known || hint > start) revert NeighbourWrong(namespace, start, hint);
        if (below.end >= start) revert BlockOverlaps(namespace, start, end, hint, below.end);

        next = below.next;
        if (next == 0) return next;
        if (next < start && _used[namespace][next].end < start) revert NeighbourWrong(namespace, start, hint);
        if (next <= end) revert BlockOverlaps(namespace, start, end, next, _used[namespace][next].end);
    }
}
