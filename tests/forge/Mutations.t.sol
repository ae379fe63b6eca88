// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICreditExchange as X} from "../../contracts/interfaces/ICreditExchange.sol";
import {IVerificationOracle as V} from "../../contracts/interfaces/IVerificationOracle.sol";
import {BatchId, ProjectId} from "../../contracts/types/Ids.sol";
import {SpoiledOrders} from "./world/SpoiledOrders.sol";
import {SpoiledReversals} from "./world/SpoiledReversals.sol";
import {vm, Vm} from "./world/Vm.sol";

/// @title One fault at a time, each refused by its own error, and nothing else wrong: without the fault it passes
contract MutationsTest is SpoiledReversals, SpoiledOrders {
    error Wrong(uint256 fault, bytes4 expected, bytes answer);

    function setUp() public {
        _deploy(0);
        _accreditAll();
    }

    /// @notice Must refuse each of the 57 faults of a submission by its own error, on a fresh project and on one with a history.
    function test_every_fault_of_a_submission_is_refused_by_name() public {
        for (uint256 history = 0; history < 2; ++history) {
            for (uint256 fault = 0; fault < SUBMISSION_FAULTS; ++fault) {
                uint256 snapshot = vm.snapshotState();
                _submitSpoiled(projects[fault % projects.length], fault);
                assert(vm.revertToState(snapshot));
                vm.warp(clock);
            }
            for (uint256 i = 0; i < projects.length; ++i) {
                _submitValid(projects[i]);
            }
        }
    }

    /// @notice Must refuse each of the 23 faults of a loss by its own error, and take the same loss without it.
    function test_every_fault_of_a_loss_is_refused_by_name() public {
        _submitValid(projects[0]);
        for (uint256 fault = 0; fault < LOSS_FAULTS; ++fault) {
            uint256 snapshot = vm.snapshotState();
            _mustRefuse(_spoiledLoss(_validLoss(BatchId.wrap(1), 3_000, 8 + fault), fault), fault);
            _mustAccept(_validLoss(BatchId.wrap(1), 3_000, 8 + fault), fault);
            assert(vm.revertToState(snapshot));
            vm.warp(clock);
        }
    }

    /// @notice Must refuse each of the 32 faults of an immobilised block by its own error, before and after a first block.
    function test_every_fault_of_a_block_is_refused_by_name() public {
        _submitValid(projects[1]);
        for (uint256 history = 0; history < 2; ++history) {
            for (uint256 fault = 0; fault < BLOCK_FAULTS; ++fault) {
                uint256 snapshot = vm.snapshotState();
                _mustRefuse(_spoiledBlock(_validBlock(projects[0], 8 + fault), fault), fault);
                _mustAccept(_validBlock(projects[0], 8 + fault), fault);
                assert(vm.revertToState(snapshot));
                vm.warp(clock);
            }
            uint64 start = nextSerial;
            _mustAccept(_validBlock(projects[0], 8), 0);
            _noteUsed(start);
        }
    }

    /// @notice Must refuse a project of one origin every report of the other (L-3.8).
    function test_a_project_has_one_origin() public {
        _submitValid(projects[1]);
        _mustAccept(_validBlock(projects[0], 8), 0);
        Submission memory other = _validBlock(projects[1], 8);
        other.refusal = V.OriginMismatch.selector;
        _mustRefuse(other, 0);
        other = _validSubmission(projects[0], 8);
        other.refusal = V.OriginMismatch.selector;
        _mustRefuse(other, 1);
    }

    /// @notice Must refuse each of the 86 faults of a trade by its own error, and move nothing.
    function test_every_fault_of_a_trade_is_refused_by_name() public {
        _submitValid(projects[0]);
        for (uint256 fault = 0; fault < TRADE_FAULTS; ++fault) {
            uint256 snapshot = vm.snapshotState();
            Trade[] memory trades = new Trade[](1);
            trades[0] = _validTrade();
            bytes4 refusal = _spoilTrade(trades[0], fault);
            uint256 money = token.balanceOf(makerOf(2));
            bytes memory reason = _settle(trades);
            if (bytes4(reason) != refusal || money != token.balanceOf(makerOf(2))) revert Wrong(fault, refusal, reason);

            trades[0] = _validTrade();
            _signTrade(trades[0]);
            reason = _settle(trades);
            if (reason.length > 0 || money == token.balanceOf(makerOf(2))) revert Wrong(fault, 0, reason);
            assert(vm.revertToState(snapshot));
        }
    }

    function _submitSpoiled(ProjectId project, uint256 fault) private {
        _mustRefuse(_spoiledSubmission(project, 1 + 7 * fault, fault), fault);
        _submitValid(project);
    }

    function _submitValid(ProjectId project) private {
        _mustAccept(_validSubmission(project, 8), 0);
    }

    function _mustRefuse(Submission memory s, uint256 fault) private {
        vm.prank(s.caller);
        (bool success, bytes memory answer) = address(oracle).call(_submitCall(s));
        if (success || bytes4(answer) != s.refusal) revert Wrong(fault, s.refusal, answer);
    }

    function _mustAccept(Submission memory s, uint256 fault) private {
        vm.prank(s.caller);
        (bool success, bytes memory answer) = address(oracle).call(_submitCall(s));
        if (!success) revert Wrong(fault, 0, answer);
        lastUsedRoot = s.report.dataRoot;
    }

    function _validTrade() private returns (Trade memory t) {
        BatchId batch = BatchId.wrap(registry.batchCount());
        t.sell = _order(X.Side.Sell, 0, batch, 3, 5 * TICK);
        t.buy = _order(X.Side.Buy, 2, batch, 3, 7 * TICK);
        (t.credits, t.price) = (2, 6 * TICK);
    }

    /// @dev Settles and answers why the only match failed; empty: it settled.
    function _settle(Trade[] memory trades) private returns (bytes memory reason) {
        bytes memory call = _settleCall(exchange.lastBatchNo() + 1, trades);
        vm.recordLogs();
        vm.prank(EXCHANGE_OPERATOR);
        (bool success,) = address(exchange).call(call);
        assert(success);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == X.MatchFailed.selector) reason = abi.decode(logs[i].data, (bytes));
        }
    }
}
