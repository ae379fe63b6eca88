// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditExchange as X} from "../../../contracts/interfaces/ICreditExchange.sol";
import {BatchId} from "../../../contracts/types/Ids.sol";
import {Reports} from "./Reports.sol";
import {TypedData} from "./TypedData.sol";
import {vm} from "./Vm.sol";

/// @title Orders, their signatures, and a batch of matches ready to settle
abstract contract Orders is Reports {
    struct Trade {
        X.Order buy;
        X.Order sell;
        bytes buySignature;
        bytes sellSignature;
        uint64 credits;
        uint128 price;
    }

    uint128 internal constant TICK = 10_000; // 0.01 of a token of six decimals

    uint256 internal constant PENNILESS_KEY = 0x6001;
    address internal immutable PENNILESS = vm.addr(PENNILESS_KEY); // has neither credits, money nor allowances

    uint256 private _salt;

    function _order(X.Side side, uint256 maker, BatchId batch, uint64 credits, uint128 price)
        internal
        returns (X.Order memory order)
    {
        order.maker = makerOf(maker);
        order.batch = batch;
        order.payment = address(token);
        order.side = side;
        order.credits = credits;
        order.price = price;
        order.expiry = clock + 30 days;
        order.epoch = exchange.epochOf(order.maker);
        order.maxFeeBps = 45;
        order.minFill = 1;
        order.salt = ++_salt;
    }

    function _hash(X.Order memory order) internal view returns (bytes32) {
        return TypedData.ofOrder(block.chainid, address(exchange), order);
    }

    function _signOrder(X.Order memory order) internal view returns (bytes memory) {
        return _sign(_keyOfMaker(order.maker), _hash(order));
    }

    function _signTrade(Trade memory trade) internal view {
        trade.buySignature = _signOrder(trade.buy);
        trade.sellSignature = _signOrder(trade.sell);
    }

    function _keyOfMaker(address maker) internal view returns (uint256) {
        for (uint256 i = 0; i < MAKERS; ++i) {
            if (makerOf(i) == maker) return makerKey(i);
        }
        return PENNILESS_KEY;
    }

    function _settleCall(uint64 batchNo, Trade[] memory trades) internal view returns (bytes memory) {
        X.Order[] memory orders = new X.Order[](2 * trades.length);
        bytes[] memory signatures = new bytes[](2 * trades.length);
        X.Match[] memory matches = new X.Match[](trades.length);
        for (uint16 i = 0; i < trades.length; ++i) {
            (orders[2 * i], orders[2 * i + 1]) = (trades[i].buy, trades[i].sell);
            (signatures[2 * i], signatures[2 * i + 1]) = (trades[i].buySignature, trades[i].sellSignature);
            matches[i] = X.Match(2 * i, 2 * i + 1, trades[i].credits, trades[i].price);
        }
        return abi.encodeCall(exchange.settle, (batchNo, orders, signatures, matches));
    }

    /// @dev The fee in long hand: 0.45 of a hundredth, from whole numbers of both.
    function _feeOn(uint256 notional) internal pure returns (uint256 fee) {
        fee = notional / 10_000 * 45;
        assert(notional % 10_000 == 0);
    }
}
