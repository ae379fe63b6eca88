// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "../interfaces/ICreditRegistry.sol";
import {CappedReduction} from "./CappedReduction.sol";

/// @title Rule of forests
/// @notice Growth is measured between two inventories, which are at most five years apart, a leap year or two among them.
contract Forestry is CappedReduction {
    /// @inheritdoc CappedReduction
    function kind() public pure override returns (ICreditRegistry.Kind) {
        return ICreditRegistry.Kind.Forestry;
    }

    /// @inheritdoc CappedReduction
    function longestPeriodS() public pure override returns (uint64) {
        return 1827 days;
    }
}
