// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Gregorian years
library CivilDate {
    /// @dev The Gregorian year, in UTC, of a moment in Unix seconds. Days are counted in eras of 400 years that begin on 1 March, so
    ///      that the leap day is the last of its year: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    ///      Reverts beyond the year 65,535.
    // slither-disable-next-line divide-before-multiply whole eras and whole years are what the calendar counts
    function yearOf(uint64 moment) internal pure returns (uint16) {
        uint256 day = uint256(moment) / 1 days + 719_468; // since 0000-03-01
        uint256 era = day / 146_097;
        uint256 dayOfEra = day % 146_097;
        uint256 yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint256 year = era * 400 + yearOfEra;

        // January and February, from day 306 on, belong to the year that began the March before.
        return SafeCast.toUint16(dayOfYear < 306 ? year : year + 1);
    }
}
