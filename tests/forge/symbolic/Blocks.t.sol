// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {CreditRegistry} from "../../../contracts/CreditRegistry.sol";
import {ExternalSerial} from "../../../contracts/libraries/ExternalSerial.sol";
import {vm} from "../world/Vm.sol";
import {svm} from "./Svm.sol";

/// @title The registry, with blocks whose serials are already read
contract Shelf is CreditRegistry {
    constructor() CreditRegistry(address(1), address(1), true) {}

    function use(bytes32 namespace, uint64 start, uint64 end, uint64 hint) external {
        ExternalSerial.Parsed memory parsed;
        (parsed.namespace, parsed.start, parsed.end) = (namespace, start, end);
        _useBlock(parsed, hint);
    }
}

/// @title Used serial blocks by induction: in a sorted list of blocks that do not meet, a new one meets none of them
/// @dev The list is arbitrary. Of its blocks three count: the one that the hint names, the one above it, and any other (the witness).
contract BlocksProof {
    bytes32 private constant SPACE = "namespace";

    Shelf private _shelf;

    struct Block {
        uint64 start;
        uint64 end;
        uint64 next;
    }

    function setUp() public {
        _shelf = new Shelf();
        svm.enableSymbolicStorage(address(_shelf));
    }

    /// @notice Must refuse a block that meets any used block, whatever the hint, and keep the list sorted.
    function check_a_new_block_meets_no_used_one(uint64 start, uint64 end, uint64 hint, uint64 witness) public {
        vm.assume(0 < start && start <= end);
        (Block memory below, Block memory any) = (_block(hint), _block(witness));
        Block memory above = _block(below.next);
        _assumeSorted(below, above, any);
        _shelf.use(SPACE, start, end, hint);

        assert(end < any.start || any.end < start);
        (Block memory later, Block memory added) = (_block(hint), _block(start));
        assert(later.next == start && added.end == end && added.next == above.start);
        assert(later.end < added.start && (added.next == 0 || added.end < added.next));
    }

    /// @notice Must keep every used block used, with its end.
    function check_a_used_block_stays(uint64 start, uint64 end, uint64 hint, uint64 witness) public {
        vm.assume(0 < start && start <= end);
        (Block memory below, Block memory any) = (_block(hint), _block(witness));
        _assumeSorted(below, _block(below.next), any);
        _shelf.use(SPACE, start, end, hint);

        assert(_block(witness).end == any.end);
    }

    /// @dev A used witness; hint, its next and the witness are pairwise one or apart, and nothing used stands between hint and next.
    function _assumeSorted(Block memory below, Block memory above, Block memory any) private pure {
        vm.assume(0 < any.start && any.start <= any.end);
        vm.assume(below.start == 0 ? below.end == 0 : below.end == 0 || below.start <= below.end);
        bool hinted = below.start == 0 || below.end != 0;
        bool last = below.next == 0;
        vm.assume(!hinted || last || (below.end < above.start && above.start <= above.end));
        vm.assume(!hinted || any.start == below.start || any.end < below.start || _isAbove(below, above, any));
    }

    function _isAbove(Block memory below, Block memory above, Block memory any) private pure returns (bool) {
        if (any.start <= below.end || below.next == 0) return false;
        return any.start == above.start ? any.end == above.end : above.end < any.start;
    }

    function _block(uint64 start) private view returns (Block memory) {
        (uint64 end, uint64 next) = _shelf.usedBlock(SPACE, start);
        return Block(start, end, next);
    }
}
