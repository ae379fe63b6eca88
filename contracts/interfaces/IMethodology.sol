// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "./ICreditRegistry.sol";
import {IVerificationOracle} from "./IVerificationOracle.sol";

/// @title The rule of one methodology
/// @notice The oracle knows nothing of solar panels or forests: it asks the methodology's resolver, which refuses by revert.
interface IMethodology {
    error ProjectKindMismatch(ICreditRegistry.Kind required, ICreditRegistry.Kind actual);
    error PeriodTooLong(uint64 longestS, uint64 actualS);
    error AboveDailyCap(uint64 pointKg, uint64 capKg);

    /// @notice Reverts if the report cannot be true under this methodology for this project.
    function check(ICreditRegistry.Project calldata project, IVerificationOracle.Report calldata report) external view;
}
