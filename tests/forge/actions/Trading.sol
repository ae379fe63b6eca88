// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC1155Errors, IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {ICarbonCredit as C} from "../../../contracts/interfaces/ICarbonCredit.sol";
import {ICreditExchange as X} from "../../../contracts/interfaces/ICreditExchange.sol";
import {BatchId} from "../../../contracts/types/Ids.sol";
import {vm, Vm} from "../world/Vm.sol";
import {Holding} from "./Holding.sol";

/// @title Sign, settle, cancel, raise the epoch, pause; and what every settlement must have moved
abstract contract Trading is Holding {
    uint256 public feeEvents; // sum of the fees that Trade events name
    X.Order[] private _standing; // sell orders that were signed once, whatever became of them

    /// @dev Signs a sell order that stays in the drawer: it may be filled in parts, expire, be cancelled or outlived by an epoch.
    function sign(uint256 seed) external drawing(seed) {
        _passTime(uint64(_draw(12 hours)));
        Stock memory stock = _stock(2_000);
        X.Order memory order = _order(X.Side.Sell, 0, stock.batch, uint64(1 + _draw(stock.kg / 1_000)), _price());
        order.maker = stock.holder;
        order.epoch = exchange.epochOf(stock.holder);
        order.expiry = clock + uint64(1 days + _draw(20 days));
        order.flags = _draw(6) == 0 ? 1 : 0;
        order.minFill = _draw(4) == 0 ? 2 : 1;
        if (_draw(3) == 0) order.taker = makerOf(_draw(MAKERS));
        if (_draw(3) == 0) order.recipient = makerOf(_draw(MAKERS));
        _do("sign", order.maker, address(exchange), abi.encodeCall(X.hashOrder, (order)), 0);
        _promise(exchange.hashOrder(order) == _hash(order), "the exchange hashes what was signed");
        _standing.push(order);
    }

    /// @dev One trade and, mostly, a second one with a fault: that one fails alone, by its own error.
    function settle(uint256 seed) external drawing(seed) {
        _liftPause(address(exchange));
        _liftPause(address(credit));
        if (_draw(5) == 0) return _settleWrongly(_turn("batch", 6));
        Trade memory good = _standing.length > 0 && _draw(2) == 0 ? _tradeOfStanding() : _freshTrade();
        if (_draw(3) == 0) return _settle(good);
        Trade memory bad = _freshTrade();
        bytes4 refusal = _spoilTrade(bad, _turn("trade", TRADE_FAULTS));
        if (_stoppedByPause(bad, refusal)) refusal = Pausable.EnforcedPause.selector;
        _settle(good, bad, refusal);
    }

    function _settle(Trade memory only) private {
        _signTrade(only);
        Trade[] memory trades = new Trade[](1);
        bytes4[] memory reasons = new bytes4[](1);
        (trades[0], reasons[0]) = (only, _foretell(only));
        _settle(trades, 0, reasons);
    }

    /// @dev In either order; but where both sell from one stock the wrong one goes first: it must fail by its own fault.
    function _settle(Trade memory good, Trade memory bad, bytes4 refusal) private {
        _signTrade(good);
        bool oneStock = good.sell.maker == bad.sell.maker && BatchId.unwrap(good.sell.batch) == BatchId.unwrap(bad.sell.batch);
        uint256 position = oneStock ? 1 : _draw(2);
        Trade[] memory trades = new Trade[](2);
        bytes4[] memory reasons = new bytes4[](2);
        (trades[position], reasons[position]) = (good, _foretell(good));
        (trades[1 - position], reasons[1 - position]) = (bad, refusal);
        _settle(trades, position, reasons);
    }

    function _settle(Trade[] memory trades, uint256 position, bytes4[] memory reasons) private {
        uint256[4] memory before = _purses(trades[position]);
        bytes4 refusal = exchange.paused() ? Pausable.EnforcedPause.selector : bytes4(0);
        uint64 batchNo = exchange.lastBatchNo() + 1;
        vm.recordLogs();
        _do("settle", EXCHANGE_OPERATOR, address(exchange), _settleCall(batchNo, trades), refusal);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        if (refusal != 0) return;
        _promise(exchange.lastBatchNo() == batchNo, "a batch is counted once");
        uint256 fee = _readOutcome(logs, trades, reasons);
        bool settled = reasons[position] == 0;
        tallyOf["match"].calls += 1;
        if (settled) tallyOf["match"].successes += 1;
        _checkPurses(trades[position], before, settled, fee);
        _noteRetired(trades[position].sell.batch);
    }

    /// @dev Every match did what was foretold; answers the fee of the one that settled. Forge records what a failing match emitted
    ///      before it was undone as well: a Trade counts only where success was foretold.
    function _readOutcome(Vm.Log[] memory logs, Trade[] memory trades, bytes4[] memory reasons)
        private
        returns (uint256 fee)
    {
        uint256 failed = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(exchange)) continue;
            if (logs[i].topics[0] == X.MatchFailed.selector) {
                uint256 position = uint256(logs[i].topics[2]);
                bytes memory reason = abi.decode(logs[i].data, (bytes));
                if (bytes4(reason) != reasons[position]) revert Unforeseen("match", reasons[position], false, reason);
                ++refusals[bytes4(reason)];
                ++failed;
            } else if (logs[i].topics[0] == X.Trade.selector) {
                fee += _feeOfSettled(logs[i], trades, reasons);
            }
        }
        feeEvents += fee;
        for (uint256 i = 0; i < reasons.length; ++i) {
            if (reasons[i] != 0 && failed-- == 0) revert Unforeseen("match", reasons[i], true, "");
        }
        _promise(failed == 0, "only foretold matches fail");
    }

    function _feeOfSettled(Vm.Log memory log, Trade[] memory trades, bytes4[] memory reasons)
        private
        view
        returns (uint256 fee)
    {
        for (uint256 i = 0; i < trades.length; ++i) {
            if (reasons[i] != 0 || log.topics[2] != _hash(trades[i].buy)) continue;
            (,,,,, fee) = abi.decode(log.data, (uint256, address, uint64, uint128, uint256, uint256));
        }
    }

    /// @dev I-7: what the buyer paid is what the seller's side got and the fee; the exchange keeps what it had.
    function _checkPurses(Trade memory t, uint256[4] memory before, bool settled, uint256 fee) private view {
        uint256[4] memory now_ = _purses(t);
        uint256 notional = settled ? uint256(t.credits) * t.price : 0;
        _promise(fee == _feeOn(notional), "I-7: the fee is 45 hundredths of a percent, exactly");
        _promise(before[0] - now_[0] == notional, "I-7: the buyer paid the notional");
        _promise(now_[1] - before[1] == notional - fee, "I-7: the seller got the rest");
        _promise(now_[2] - before[2] == fee, "I-7: the treasury got the fee");
        _promise(now_[3] == before[3], "I-7: the exchange keeps its balance");
    }

    function _purses(Trade memory t) private view returns (uint256[4] memory) {
        address seller = t.sell.recipient == address(0) ? t.sell.maker : t.sell.recipient;
        return [
            token.balanceOf(t.buy.maker), token.balanceOf(seller), token.balanceOf(TREASURY), token.balanceOf(address(exchange))
        ];
    }

    function _settleWrongly(uint256 fault) private {
        Trade[] memory trades = new Trade[](1);
        trades[0] = _freshTrade();
        _signTrade(trades[0]);
        uint64 batchNo = exchange.lastBatchNo() + 1;
        bytes memory data = _settleCall(fault == 0 ? batchNo - 1 : fault == 1 ? batchNo + 1 : batchNo, trades);
        bytes4 refusal = X.UnexpectedBatch.selector;
        if (fault == 2) data = abi.encodeCall(X.settle, (batchNo, new X.Order[](0), new bytes[](0), new X.Match[](0)));
        if (fault == 2) refusal = X.EmptyBatch.selector;
        if (fault == 3) data = abi.encodeCall(X.settle, (batchNo, new X.Order[](0), new bytes[](1), new X.Match[](1)));
        if (fault == 3) refusal = X.SignaturesMissing.selector;
        if (fault == 4) data = abi.encodeCall(X.settle, (batchNo, new X.Order[](0), new bytes[](0), new X.Match[](1)));
        if (fault == 4) refusal = X.OrderIndexOutOfRange.selector;
        if (fault == 5) refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        if (exchange.paused() && fault != 5) refusal = Pausable.EnforcedPause.selector;
        _do("settle", fault == 5 ? STRANGER : EXCHANGE_OPERATOR, address(exchange), data, refusal);
    }

    /// @dev A maker settles by itself where the operator was silent; mostly the time for it is waited for.
    function settleOwn(uint256 seed) external drawing(seed) {
        _liftPause(address(exchange));
        _liftPause(address(credit));
        Trade memory t = _freshTrade();
        bool buying = _draw(2) == 0;
        (X.Order memory own, X.Order memory counter) = buying ? (t.buy, t.sell) : (t.sell, t.buy);
        t.price = counter.price;
        uint64 silentFrom = exchange.lastSettledAt() + SILENCE_S;
        if (clock < silentFrom && _draw(3) > 0) _passTime(silentFrom - clock);
        address caller = _draw(8) == 0 ? STRANGER : own.maker;
        bytes4 refusal = caller == STRANGER
            ? X.CallerNotMaker.selector
            : clock < silentFrom ? X.OperatorActive.selector : _foretell(t);
        if (exchange.paused()) refusal = Pausable.EnforcedPause.selector;
        _settleOwn(t, caller, abi.encodeCall(X.settleOwn, (own, counter, _signOrder(counter), t.credits)), refusal);
    }

    function _settleOwn(Trade memory t, address caller, bytes memory data, bytes4 refusal) private {
        uint256[4] memory before = _purses(t);
        (uint64 batchNo, uint64 settledAt) = (exchange.lastBatchNo(), exchange.lastSettledAt());
        _do("settleOwn", caller, address(exchange), data, refusal);
        uint256 fee = refusal == 0 ? _feeOn(uint256(t.credits) * t.price) : 0;
        feeEvents += fee;
        _checkPurses(t, before, refusal == 0, fee);
        _promise(exchange.lastBatchNo() == batchNo, "L-9.6: a maker takes no batch number");
        _promise(exchange.lastSettledAt() == settledAt, "L-9.6: a maker does not end the silence");
        _noteRetired(t.sell.batch);
    }

    function cancelOrder(uint256 seed) external drawing(seed) {
        X.Order memory order = _standing.length > 0 ? _standing[_draw(_standing.length)] : _freshTrade().sell;
        bytes4 refusal = exchange.isCancelled(_hash(order)) ? X.OrderWasCancelled.selector : bytes4(0);
        address caller = order.maker;
        if (_draw(3) == 0) (caller, refusal) = (EXCHANGE_OPERATOR, X.CallerNotMaker.selector);
        _do("cancelOrder", caller, address(exchange), abi.encodeCall(X.cancel, (order)), refusal);
        _promise(refusal != 0 || exchange.isCancelled(_hash(order)), "what is cancelled stays so");
    }

    function raiseEpoch(uint256 seed) external drawing(seed) {
        address maker = makerOf(_draw(MAKERS));
        uint64 epoch = exchange.epochOf(maker);
        _do("raiseEpoch", maker, address(exchange), abi.encodeCall(X.raiseEpoch, ()), 0);
        _promise(exchange.epochOf(maker) == epoch + 1, "an epoch only rises");
    }

    /// @dev Guardians stop, the admin resumes; each of them tries the other's part as well.
    function pause(uint256 seed) external drawing(seed) {
        bool ofLedger = _draw(2) == 0;
        address target = ofLedger ? address(credit) : address(exchange);
        bytes memory stop = ofLedger ? abi.encodeCall(C.pauseTransfers, ()) : abi.encodeCall(X.pauseSettlement, ());
        bytes memory resume = ofLedger ? abi.encodeCall(C.unpauseTransfers, ()) : abi.encodeCall(X.unpauseSettlement, ());
        bool paused = Pausable(target).paused();
        uint256 fault = _draw(2) == 0 ? _turn("pause", 3) : 3;
        if (fault == 0) _do("pause", GUARDIAN, target, resume, IAccessManaged.AccessManagedUnauthorized.selector);
        else if (fault == 1) _do("pause", STRANGER, target, stop, IAccessManaged.AccessManagedUnauthorized.selector);
        else if (fault == 2 && paused) _do("pause", GUARDIAN, target, stop, Pausable.EnforcedPause.selector);
        else if (fault == 2) _do("pause", address(this), target, resume, Pausable.ExpectedPause.selector);
        else _do("pause", paused ? address(this) : GUARDIAN, target, paused ? resume : stop, 0);
    }

    // ---- trades

    /// @dev Two new orders that settle, for 2 credits or more of somebody's stock.
    function _freshTrade() private returns (Trade memory t) {
        Stock memory stock = _stock(2_000);
        uint128 price = _price();
        t.credits = uint64(2 + _draw((stock.kg / 1_000 - 2) / 4 + 1));
        t.price = price + TICK * uint128(_draw(3));
        t.sell = _order(X.Side.Sell, 0, stock.batch, t.credits + uint64(_draw(3)), price);
        t.sell.maker = stock.holder;
        t.sell.epoch = exchange.epochOf(stock.holder);
        _addBuy(t, t.price + TICK * uint128(_draw(3)));
    }

    /// @dev A buyer for what is left of an order in the drawer, or for a little more than that.
    function _tradeOfStanding() private returns (Trade memory t) {
        for (uint256 tries = 0; tries < 4; ++tries) {
            t.sell = _standing[_standing.length - 1 - _draw(_standing.length < 15 ? _standing.length : 15)];
            bytes32 hash = _hash(t.sell);
            uint64 left = t.sell.credits - exchange.filledCredits(hash);
            t.credits = t.sell.flags == 1 ? t.sell.credits : uint64(1 + _draw(left + (_draw(6) == 0 ? 3 : 0) + 1));
            t.price = t.sell.price;
            if (left > 0 && t.credits <= left && !exchange.isCancelled(hash) && t.sell.expiry > clock) break;
        }
        _addBuy(t, t.sell.price);
    }

    function _addBuy(Trade memory t, uint128 price) private {
        uint256 buyer = _draw(MAKERS);
        if (makerOf(buyer) == t.sell.maker || makerOf(buyer) == t.sell.recipient) ++buyer;
        if (makerOf(buyer) == t.sell.maker || makerOf(buyer) == t.sell.recipient) ++buyer;
        t.buy = _order(X.Side.Buy, buyer, t.sell.batch, t.credits + uint64(_draw(2)), price);
        if (_draw(3) == 0) (t.buy.flags, t.buy.memo) = (2, keccak256("details"));
        if (_draw(4) == 0) t.buy.recipient = makerOf(_draw(MAKERS));
        if (_draw(4) == 0) {
            t.buy.batch = BatchId.wrap(0);
            _wish(t.buy, _draw(5), false);
            _wish(t.buy, _draw(5), false);
        }
    }

    /// @dev The rules of a match, from the specification, for a fresh buy order against any sell order of ours.
    function _foretell(Trade memory t) private view returns (bytes4) {
        X.Order memory s = t.sell;
        bytes32 hash = _hash(s);
        uint64 filled = exchange.filledCredits(hash);
        if (s.taker != address(0) && s.taker != t.buy.maker) return X.TakerMismatch.selector;
        if (t.buy.credits < t.credits) return X.OrderOverfilled.selector;
        if (s.expiry <= clock) return X.OrderExpired.selector;
        if (s.epoch != exchange.epochOf(s.maker)) return X.OrderEpoch.selector;
        if (exchange.isCancelled(hash)) return X.OrderWasCancelled.selector;
        if (filled + t.credits > s.credits) return X.OrderOverfilled.selector;
        if (s.flags == 1 && t.credits != s.credits) return X.OrderAllOrNone.selector;
        if (t.credits < s.minFill) return X.OrderBelowMinimum.selector;
        if (t.buy.flags != 2 && credit.paused()) return Pausable.EnforcedPause.selector;
        bool held = credit.balanceOf(s.maker, BatchId.unwrap(s.batch)) >= uint256(t.credits) * 1_000;
        return held ? bytes4(0) : C.InsufficientCredits.selector;
    }

    /// @dev A transfer that a pause stops says so before it can say anything that comes after.
    function _stoppedByPause(Trade memory t, bytes4 reason) private view returns (bool) {
        bool late = reason == X.PaymentShort.selector || reason == C.InsufficientCredits.selector
            || reason == IERC1155Errors.ERC1155InvalidReceiver.selector
            || reason == IERC20Errors.ERC20InsufficientAllowance.selector
            || reason == IERC20Errors.ERC20InsufficientBalance.selector;
        return late && t.buy.flags != 2 && credit.paused();
    }

    function _price() private returns (uint128) {
        return TICK * uint128(2 + _draw(100_000));
    }
}
