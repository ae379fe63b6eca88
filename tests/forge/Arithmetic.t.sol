// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {CreditExchange} from "../../contracts/CreditExchange.sol";
import {CivilDate} from "../../contracts/libraries/CivilDate.sol";
import {FreeToken} from "../../contracts/testing/AwkwardTokens.sol";
import {World} from "./world/World.sol";
import {vm} from "./world/Vm.sol";

/// @title The fee of every price on the tick
contract FeeTest is World {
    CreditExchange private _exchange;
    uint128[19] private _ticks;

    function setUp() public {
        _deploy(0);
        _exchange = exchange;
        for (uint8 decimals = 6; decimals <= 18; ++decimals) {
            address payment = address(new FreeToken(decimals));
            vm.prank(REGISTRAR);
            exchange.listPayment(payment);
            _ticks[decimals] = exchange.tickOf(payment);
        }
    }

    /// @notice Must take 45 of every 10,000 units with no remainder, for any decimals, price on the tick and number of credits.
    function testFuzz_the_fee_is_exact(uint8 decimals, uint128 ticks, uint64 credits) public view {
        uint256 tick = _ticks[6 + decimals % 13];
        uint256 price = uint256(ticks) * tick % (uint256(type(uint128).max) / tick * tick);
        uint256 notional = price * credits;
        uint256 fee = _exchange.feeOn(notional);

        assert(fee * 10_000 == notional * 45);
        assert(fee == notional / 10_000 * 45);
        assert(fee == _exchange.feeOn(price) * credits); // filled in parts or at once: the same fee
        assert(fee + (notional - fee) == notional && (notional == 0 || fee < notional));
    }
}

/// @title The Gregorian date of a moment
contract CalendarTest {
    /// @notice Must agree with a count of whole years, leap years by the rule of 1582, for every moment to the year 3000.
    /// forge-config: default.fuzz.runs = 20000
    /// forge-config: long.fuzz.runs = 1000000
    function testFuzz_a_year_is_found_as_by_counting_years(uint64 moment) public pure {
        moment = moment % 32_503_680_000; // 3000-01-01
        assert(CivilDate.yearOf(moment) == _countedYear(moment));
    }

    /// @notice Must change day, month and year at the first second of each day, as a calendar kept by hand, from 1970 to 2600.
    function test_each_day_has_the_date_of_a_day_by_day_calendar() public pure {
        uint64 start = 0;
        for (uint16 year = 1970; year < 2600; ++year) {
            for (uint256 month = 1; month <= 12; ++month) {
                for (uint256 day = 1; day <= _lengthOf(month, year); ++day) {
                    _requireDate(start, year, month, day);
                    if (day == 1) _requireDate(start + 86_399, year, month, day);
                    start += 86_400;
                }
            }
        }
    }

    function _requireDate(uint64 moment, uint16 year, uint256 month, uint256 day) private pure {
        (uint16 foundYear, uint256 foundMonth, uint256 foundDay) = CivilDate.dateOf(moment);
        assert(foundYear == year && foundMonth == month && foundDay == day);
        assert(CivilDate.yearOf(moment) == year);
    }

    function _lengthOf(uint256 month, uint256 year) private pure returns (uint256) {
        if (month == 2) return _isLeap(year) ? 29 : 28;
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    function _countedYear(uint64 moment) private pure returns (uint16 year) {
        uint256 day = moment / 86_400;
        year = 1970;
        // Every 400 years have 146,097 days: those are skipped, the rest is counted.
        while (day >= 146_097) (day, year) = (day - 146_097, year + 400);
        for (uint256 length = 365; day >= length; length = _isLeap(year) ? 366 : 365) {
            day -= length;
            ++year;
        }
    }

    function _isLeap(uint256 year) private pure returns (bool) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }
}
