// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Gregorian dates
library CivilDate {
    /// @dev The Gregorian year, in UTC, of a moment in Unix seconds. Reverts beyond the year 65,535.
    function yearOf(uint64 moment) internal pure returns (uint16 year) {
        (year,,) = dateOf(moment);
    }

    /// @dev The Gregorian date, in UTC, of a moment in Unix seconds; months and days count from 1. Days are counted in eras of 400
    ///      years that begin on 1 March, so that the leap day is the last of its year: Howard Hinnant, "chrono-Compatible Low-Level
    ///      Date Algorithms", civil_from_days. Reverts beyond the year 65,535.
    // slither-disable-next-line divide-before-multiply whole eras, years and months are what the calendar counts
    function dateOf(uint64 moment) internal pure returns (uint16 year, uint256 month, uint256 dayOfMonth) {
        uint256 day = uint256(moment) / 1 days + 719_468; // since 0000-03-01
        uint256 era = day / 146_097;
        uint256 dayOfEra = day % 146_097;
        uint256 yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint256 sinceMarch = (5 * dayOfYear + 2) / 153; // five months from March on have 153 days, twice over

        dayOfMonth = dayOfYear - (153 * sinceMarch + 2) / 5 + 1;
        month = sinceMarch < 10 ? sinceMarch + 3 : sinceMarch - 9;
        // January and February belong to the year that began the March before.
        year = SafeCast.toUint16(era * 400 + yearOfEra + (month < 3 ? 1 : 0));
    }
}
