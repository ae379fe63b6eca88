// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "../interfaces/ICreditRegistry.sol";
import {CappedReduction} from "./CappedReduction.sol";

/// @title Rule of methane that is avoided or destroyed: landfills, flares, rice, manure, wastewater
/// @notice A report covers at most a year: a leap year.
contract Methane is CappedReduction {
    /// @inheritdoc CappedReduction
    function kind() public pure override returns (ICreditRegistry.Kind) {
        return ICreditRegistry.Kind.Methane;
    }

    /// @inheritdoc CappedReduction
    function longestPeriodS() public pure override returns (uint64) {
        return 366 days;
    }
}
