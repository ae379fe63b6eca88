// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "../interfaces/ICreditRegistry.sol";
import {CappedReduction} from "./CappedReduction.sol";

/// @title Rule of grid-connected renewable power
/// @notice A report covers at most a year: a leap year.
contract RenewablePower is CappedReduction {
    /// @inheritdoc CappedReduction
    function kind() public pure override returns (ICreditRegistry.Kind) {
        return ICreditRegistry.Kind.RenewablePower;
    }

    /// @inheritdoc CappedReduction
    function longestPeriodS() public pure override returns (uint64) {
        return 366 days;
    }
}
