// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditExchange} from "../../../contracts/interfaces/ICreditExchange.sol";
import {ICreditRegistry} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {IVerificationOracle} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {OrderTerms} from "../../../contracts/libraries/OrderTerms.sol";
import {RenewablePower} from "../../../contracts/methodologies/RenewablePower.sol";
import {vm} from "../world/Vm.sol";

/// @title Sums of the exchange and of the methodology, over every number
contract SumsProof {
    uint256 private constant ALL_OR_NONE = 1;

    RenewablePower private _rule;

    function setUp() public {
        _rule = new RenewablePower();
    }

    /// @notice Must never fill an order beyond its credits, below its minimum, or in parts where it said all or none.
    function check_no_fill_is_too_large(ICreditExchange.Order calldata order, uint64 asked, uint64 filled) public pure {
        vm.assume(filled <= order.credits);
        OrderTerms.requireFill(order, "hash", asked, filled);

        assert(uint256(filled) + asked <= order.credits);
        assert(asked >= order.minFill && order.maxFeeBps >= 45);
        assert(order.flags & ALL_OR_NONE == 0 || (asked == order.credits && (filled == 0 || asked == 0)));
        assert(order.flags < (order.side == ICreditExchange.Side.Buy ? 4 : 2));
    }

    /// @notice Must trade between the two limits, on the tick, above zero.
    function check_prices_keep_both_limits(uint128 sell, uint128 price, uint128 buy) public pure {
        OrderTerms.requirePrices(sell, price, buy, 10_000);
        assert(0 < sell && sell <= price && price <= buy);
        assert(price % 10_000 == 0);
    }

    /// @notice Must allow no estimate above the daily cap of the period, and no period longer than a leap year.
    function check_the_daily_cap_holds(ICreditRegistry.Project calldata project, uint64 start, uint64 end, uint64 pointKg)
        public
        view
    {
        IVerificationOracle.Report memory report;
        (report.periodStart, report.periodEnd, report.pointKg) = (start, end, pointKg);
        _rule.check(project, report);

        assert(project.kind == ICreditRegistry.Kind.RenewablePower);
        assert(end - start <= 366 days);
        assert(pointKg <= uint256(project.dailyCapKg) * (end - start) / 1 days);
    }
}
