// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "../interfaces/ICreditRegistry.sol";
import {CappedReduction} from "./CappedReduction.sol";

/// @title Rule of metered savings of energy
/// @notice A report covers at most a year, the span of the seasons that a baseline is fitted on: a leap year.
contract EnergyEfficiency is CappedReduction {
    /// @inheritdoc CappedReduction
    function kind() public pure override returns (ICreditRegistry.Kind) {
        return ICreditRegistry.Kind.EnergyEfficiency;
    }

    /// @inheritdoc CappedReduction
    function longestPeriodS() public pure override returns (uint64) {
        return 366 days;
    }
}
