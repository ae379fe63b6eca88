// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditExchange} from "../interfaces/ICreditExchange.sol";
import {FEE_BPS} from "../types/Units.sol";
import {BatchCriteria} from "./BatchCriteria.sol";

/// @title What two orders must agree on, and what one order must say, judged from their words alone
library OrderTerms {
    using BatchCriteria for ICreditExchange.Order;

    uint8 internal constant ALL_OR_NONE = 1;
    uint8 internal constant RETIRE_ON_SETTLEMENT = 2;

    /// @dev One buys and one sells the same batch for the same token, two different makers who accept each other.
    ///      A buy order that names no batch is judged by its criteria elsewhere.
    function requirePair(
        ICreditExchange.Order memory buy,
        bytes32 buyHash,
        ICreditExchange.Order memory sell,
        bytes32 sellHash
    ) internal pure {
        if (buy.side != ICreditExchange.Side.Buy || sell.side != ICreditExchange.Side.Sell) {
            revert ICreditExchange.SidesNotOpposite(buyHash, sellHash);
        }
        sell.requireNamed(sellHash);
        if (!buy.isOpen()) {
            buy.requireNamed(buyHash);
            if (buy.batch != sell.batch) revert ICreditExchange.BatchMismatch(buy.batch, sell.batch);
        }
        if (buy.payment != sell.payment) revert ICreditExchange.PaymentMismatch(buy.payment, sell.payment);
        if (buy.maker == sell.maker) revert ICreditExchange.SelfTrade(buy.maker);
        _requireTaker(buy, buyHash, sell.maker);
        _requireTaker(sell, sellHash, buy.maker);
    }

    /// @dev sell price <= match price <= buy price, all of them positive multiples of the tick.
    function requirePrices(uint128 sellPrice, uint128 matchPrice, uint128 buyPrice, uint128 tick) internal pure {
        if (matchPrice < sellPrice || matchPrice > buyPrice) {
            revert ICreditExchange.PriceOutsideLimits(sellPrice, matchPrice, buyPrice);
        }
        _requireOnTick(sellPrice, tick);
        _requireOnTick(matchPrice, tick);
        _requireOnTick(buyPrice, tick);
    }

    /// @dev The order in itself allows this fill: flags, fee and size.
    function requireFill(ICreditExchange.Order memory order, bytes32 orderHash, uint64 asked, uint64 filled)
        internal
        pure
    {
        uint8 known = order.side == ICreditExchange.Side.Buy ? ALL_OR_NONE | RETIRE_ON_SETTLEMENT : ALL_OR_NONE;
        if (order.flags & ~known != 0) revert ICreditExchange.OrderFlags(orderHash, order.flags);
        if (order.maxFeeBps < FEE_BPS) revert ICreditExchange.OrderFee(orderHash, order.maxFeeBps, uint16(FEE_BPS));

        // Never below zero: `filled` grew by fills that passed this line, and the order's hash binds its credits.
        if (asked > order.credits - filled) {
            revert ICreditExchange.OrderOverfilled(orderHash, order.credits, filled, asked);
        }
        if (order.flags & ALL_OR_NONE != 0 && asked != order.credits) {
            revert ICreditExchange.OrderAllOrNone(orderHash, order.credits, asked);
        }
        if (asked < order.minFill) revert ICreditExchange.OrderBelowMinimum(orderHash, order.minFill, asked);
    }

    function retiresOnSettlement(ICreditExchange.Order memory order) internal pure returns (bool) {
        return order.flags & RETIRE_ON_SETTLEMENT != 0;
    }

    function recipientOf(ICreditExchange.Order memory order) internal pure returns (address) {
        return order.recipient == address(0) ? order.maker : order.recipient;
    }

    function _requireTaker(ICreditExchange.Order memory order, bytes32 orderHash, address counterparty) private pure {
        if (order.taker != address(0) && order.taker != counterparty) {
            revert ICreditExchange.TakerMismatch(orderHash, order.taker, counterparty);
        }
    }

    function _requireOnTick(uint128 price, uint128 tick) private pure {
        if (price == 0 || price % tick != 0) revert ICreditExchange.PriceOffTick(price, tick);
    }
}
