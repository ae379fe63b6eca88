// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditRegistry} from "../interfaces/ICreditRegistry.sol";
import {IMethodology} from "../interfaces/IMethodology.sol";
import {IVerificationOracle} from "../interfaces/IVerificationOracle.sol";

/// @title Rule of grid-connected renewable power
/// @notice A report covers at most a year and never claims more than the plant could have displaced on its best days.
contract RenewablePower is IMethodology {
    /// @notice Longest monitoring period: a leap year.
    uint64 public constant LONGEST_PERIOD_S = 366 days;

    /// @inheritdoc IMethodology
    function check(ICreditRegistry.Project calldata project, IVerificationOracle.Report calldata report) external pure {
        if (project.kind != ICreditRegistry.Kind.RenewablePower) {
            revert ProjectKindMismatch(ICreditRegistry.Kind.RenewablePower, project.kind);
        }

        uint64 periodS = report.periodEnd - report.periodStart;
        if (periodS > LONGEST_PERIOD_S) revert PeriodTooLong(LONGEST_PERIOD_S, periodS);

        // Rounded down, against the claimant.
        uint256 capKg = uint256(project.dailyCapKg) * periodS / 1 days;
        // Narrowing is safe where it happens: the cap is then below pointKg, which is a uint64.
        if (report.pointKg > capKg) revert AboveDailyCap(report.pointKg, uint64(capKg));
    }
}
