// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

/// @title A call with a fixed gas allowance that reads back a bounded answer
library BoundedCall {
    /// @dev Solidity's own call copies the whole answer: a callee that spends its allowance on a long revert string makes the
    ///      caller pay about as much again. Only assembly can leave it where it is. The answer takes the place of the call data,
    ///      which must be the newest object in memory: a batch of 64 matches would else grow by 1.7 kB each and pay for it squared.
    function tryCall(address target, uint256 gasAllowance, bytes memory data, uint256 longestAnswer)
        internal
        returns (bool success, bytes memory answer)
    {
        assembly ("memory-safe") {
            success := call(gasAllowance, target, 0, add(data, 0x20), mload(data), 0, 0)
            let size := returndatasize()
            if gt(size, longestAnswer) { size := longestAnswer }

            answer := data
            mstore(answer, size)
            returndatacopy(add(answer, 0x20), 0, size)
            mstore(0x40, and(add(add(answer, size), 0x3f), not(0x1f)))
        }
    }
}
