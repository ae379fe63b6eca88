// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "../interfaces/ICreditRegistry.sol";
import {IMethodology} from "../interfaces/IMethodology.sol";
import {IVerificationOracle} from "../interfaces/IVerificationOracle.sol";

/// @title What the rules of all four kinds share
/// @notice A report is of a project of the rule's kind, covers no more than the kind's longest period, and never claims
///         more than the project could have achieved on its best days.
/// @dev Kind and period are written into the bytecode of each rule: its code hash says both, and nothing can set them.
abstract contract CappedReduction is IMethodology {
    /// @inheritdoc IMethodology
    function check(ICreditRegistry.Project calldata project, IVerificationOracle.Report calldata report) external pure {
        if (project.kind != kind()) revert ProjectKindMismatch(kind(), project.kind);

        uint64 periodS = report.periodEnd - report.periodStart;
        if (periodS > longestPeriodS()) revert PeriodTooLong(longestPeriodS(), periodS);

        // Rounded down, against the claimant.
        uint256 capKg = uint256(project.dailyCapKg) * periodS / 1 days;
        // Narrowing is safe where it happens: the cap is then below pointKg, which is a uint64.
        if (report.pointKg > capKg) revert AboveDailyCap(report.pointKg, uint64(capKg));
    }

    /// @notice The kind of project that the rule is for.
    function kind() public pure virtual returns (ICreditRegistry.Kind);

    /// @notice Longest monitoring period, in seconds.
    function longestPeriodS() public pure virtual returns (uint64);
}
