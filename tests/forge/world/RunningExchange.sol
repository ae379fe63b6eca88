// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {CreditExchange} from "../../../contracts/CreditExchange.sol";
import {ICreditExchange as X} from "../../../contracts/interfaces/ICreditExchange.sol";
import {BatchId} from "../../../contracts/types/Ids.sol";
import {Figures} from "./Figures.sol";
import {SpoiledReports} from "./SpoiledReports.sol";
import {Orders} from "./Orders.sol";
import {vm} from "./Vm.sol";

/// @title What the verbs of the exchange cost where it has run for a while
/// @dev Sellers, buyers and treasury hold money and credits before and after, so that no balance is created and none is emptied;
///      every order is new to the exchange unless its name says otherwise, every salt a random word, every slot cold.
abstract contract RunningExchange is SpoiledReports, Orders, Figures {
    BatchId internal constant BATCH = BatchId.wrap(1);
    uint128 private constant PRICE = 25_000 * TICK;
    uint256 private constant SELLERS = 0xa000; // first of 64 keys
    uint256 private constant BUYERS = 0xb000;
    uint256 private constant MANY = 64;

    function _measureExchange() internal {
        _open();
        _measureSingles();
        _measure("settle 16 pairs of 32 makers, per match", _pairs(16, MANY, MANY));
        _measure("settle 64 pairs of 128 makers, per match", _pairs(64, MANY, MANY));
        _measure("settle 64 pairs of 2 makers, per match", _pairs(64, 1, 1));
        _measure("settle 1 taker against 64 makers, per match", _oneTaker(MANY));
        _measure("settle 1 taker against 64 orders of 1 maker, per match", _oneTaker(1));
        _measureMakers();
    }

    function _measureSingles() private {
        Trade[] memory one = _pairs(1, 1, 1);
        _measure("settle 1 match", one);
        _measure("settle 1 match of orders filled before", one);
        one = _pairs(1, 1, 1);
        (one[0].buy.batch, one[0].buy.kind, one[0].buy.country) = (BatchId.wrap(0), 2, "TH");
        _measure("settle 1 match by criteria", _signed(one));
        one = _pairs(1, 1, 1);
        (one[0].buy.batch, one[0].buy.labels) = (BatchId.wrap(0), 8);
        _measure("settle 1 match by criteria with labels", _signed(one));
        one = _pairs(1, 1, 1);
        (one[0].buy.flags, one[0].buy.memo) = (2, keccak256("details"));
        _measure("settle 1 match and retire", _signed(one));
    }

    function _measureMakers() private {
        Trade memory t = _pairs(1, 1, 1)[0];
        _passTime(SILENCE_S);
        vm.prank(t.buy.maker);
        exchange.settleOwn(t.buy, t.sell, t.sellSignature, 1);
        _note("settle one's own order");
        X.Order memory unfilled = _pairs(1, 1, 1)[0].sell;
        vm.prank(unfilled.maker);
        exchange.cancel(unfilled);
        _note("cancel an order");
        vm.prank(t.sell.maker);
        exchange.raiseEpoch();
        vm.prank(t.sell.maker);
        exchange.raiseEpoch();
        _note("raise the epoch");
    }

    /// @dev An exchange over the ledger at hand, 64 sellers and 64 buyers, and one settlement behind it.
    function _open() private {
        exchange = new CreditExchange(address(access), credit, TREASURY, SILENCE_S);
        bytes4[] memory settle = new bytes4[](1);
        settle[0] = exchange.settle.selector;
        access.setTargetFunctionRole(address(exchange), settle, 6);
        exchange.listPayment(address(token));
        registry.setLabels(BATCH, 8, keccak256("document"));
        for (uint256 i = 0; i < MANY; ++i) {
            _equip(vm.addr(SELLERS + i));
            _equip(vm.addr(BUYERS + i));
        }
        token.mint(TREASURY, 1);
        _settle(_pairs(1, 1, 1));
    }

    function _equip(address maker) private {
        vm.prank(makerOf(0));
        credit.safeTransferFrom(makerOf(0), maker, BatchId.unwrap(BATCH), 500_000, "");
        vm.prank(maker);
        credit.setApprovalForAll(address(exchange), true);
        token.mint(maker, 1e15);
        vm.prank(maker);
        token.approve(address(exchange), type(uint256).max);
    }

    function _pairs(uint256 count, uint256 sellers, uint256 buyers) private returns (Trade[] memory trades) {
        trades = new Trade[](count);
        for (uint256 i = 0; i < count; ++i) {
            trades[i].sell = _fresh(X.Side.Sell, SELLERS + i % sellers, 2);
            trades[i].buy = _fresh(X.Side.Buy, BUYERS + i % buyers, 2);
            (trades[i].credits, trades[i].price) = (1, PRICE);
        }
        return _signed(trades);
    }

    /// @dev The first buy order stands in every match.
    function _oneTaker(uint256 sellers) private returns (Trade[] memory trades) {
        trades = _pairs(MANY, sellers, 1);
        trades[0].buy.credits = uint64(MANY);
        trades[0].buySignature = _sign(BUYERS, _hash(trades[0].buy));
        for (uint256 i = 1; i < MANY; ++i) {
            trades[i].buy = trades[0].buy;
        }
    }

    function _fresh(X.Side side, uint256 key, uint64 credits) private returns (X.Order memory order) {
        order = _order(side, 0, BATCH, credits, PRICE);
        order.maker = vm.addr(key);
        order.epoch = exchange.epochOf(order.maker);
        order.salt = uint256(keccak256(abi.encode(order.salt)));
    }

    function _signed(Trade[] memory trades) private view returns (Trade[] memory) {
        for (uint256 i = 0; i < trades.length; ++i) {
            trades[i].sellSignature = _sign(_keyBelow(SELLERS, trades[i].sell.maker), _hash(trades[i].sell));
            trades[i].buySignature = _sign(_keyBelow(BUYERS, trades[i].buy.maker), _hash(trades[i].buy));
        }
        return trades;
    }

    function _keyBelow(uint256 first, address maker) private pure returns (uint256 key) {
        for (key = first; vm.addr(key) != maker; ++key) {}
    }

    function _measure(string memory verb, Trade[] memory trades) private {
        _noteGas(verb, _settle(trades) / trades.length);
    }

    /// @dev Each order is sent once, in however many matches it stands.
    function _settle(Trade[] memory trades) private returns (uint256 gas) {
        bool oneTaker = trades.length > 1 && trades[1].buy.salt == trades[0].buy.salt;
        uint256 count = trades.length;
        X.Order[] memory orders = new X.Order[](count + (oneTaker ? 1 : count));
        bytes[] memory signatures = new bytes[](orders.length);
        X.Match[] memory matches = new X.Match[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 buy = oneTaker ? count : count + i;
            (orders[i], orders[buy]) = (trades[i].sell, trades[i].buy);
            (signatures[i], signatures[buy]) = (trades[i].sellSignature, trades[oneTaker ? 0 : i].buySignature);
            matches[i] = X.Match(uint16(buy), uint16(i), trades[i].credits, trades[i].price);
        }
        uint64 batchNo = exchange.lastBatchNo() + 1;
        uint64 before = exchange.filledCredits(_hash(trades[0].buy));
        vm.prank(EXCHANGE_OPERATOR);
        exchange.settle(batchNo, orders, signatures, matches);
        gas = vm.lastCallGas().gasTotalUsed;
        uint256 mine = oneTaker ? count : 1;
        assert(exchange.filledCredits(_hash(trades[0].buy)) == before + mine);
        assert(exchange.filledCredits(_hash(trades[count - 1].sell)) > 0);
    }

    /// @dev Notes the last transaction.
}
