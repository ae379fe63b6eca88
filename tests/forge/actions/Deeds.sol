// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {SpoiledOrders} from "../world/SpoiledOrders.sol";
import {SpoiledReversals} from "../world/SpoiledReversals.sol";
import {vm} from "../world/Vm.sol";

/// @title What was tried, what was done, and what was refused
/// @dev Every action foretells its outcome before it calls: success, or one error by name. Anything else ends the run.
abstract contract Deeds is SpoiledReversals, SpoiledOrders {
    struct Tally {
        uint128 calls;
        uint128 successes;
    }

    error Unforeseen(string action, bytes4 expected, bool succeeded, bytes answer);
    error Broken(string what);

    mapping(string action => Tally) public tallyOf;
    mapping(bytes4 refusal => uint256) public refusals;
    mapping(string action => uint256) private _nextFault;
    uint256 public moves;
    uint256 private _luck;

    /// @dev The fuzzer's number is stirred with the step, so that its favourite edge values become fair dice.
    modifier drawing(uint256 seed) {
        _luck = uint256(keccak256(abi.encode(seed, ++moves)));
        vm.warp(clock);
        _;
    }

    function _draw(uint256 bound) internal returns (uint256) {
        _luck = uint256(keccak256(abi.encode(_luck)));
        return _luck % bound;
    }

    /// @dev Faults come in turn, not by chance: a run of fair length meets each of them.
    function _turn(string memory action, uint256 faults) internal returns (uint256) {
        return _nextFault[action]++ % faults;
    }

    /// @dev Calls `target` as `caller`; reverts unless the outcome is the foretold one (`refusal` zero: success).
    function _do(string memory action, address caller, address target, bytes memory data, bytes4 refusal)
        internal
        returns (bytes memory answer)
    {
        return _doPaying(action, caller, 0, target, data, refusal);
    }

    function _doPaying(
        string memory action,
        address caller,
        uint256 value,
        address target,
        bytes memory data,
        bytes4 refusal
    ) internal returns (bytes memory answer) {
        bool success;
        if (value > 0) vm.deal(caller, value);
        vm.prank(caller);
        (success, answer) = target.call{value: value}(data);
        if (success != (refusal == 0) || (!success && bytes4(answer) != refusal)) {
            revert Unforeseen(action, refusal, success, answer);
        }
        ++tallyOf[action].calls;
        if (success) ++tallyOf[action].successes;
        else ++refusals[refusal];
    }

    function _promise(bool held, string memory what) internal pure {
        if (!held) revert Broken(what);
    }
}
