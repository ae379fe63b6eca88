// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BufferPool} from "../../../contracts/BufferPool.sol";
import {IBufferPool} from "../../../contracts/interfaces/IBufferPool.sol";
import {ICarbonCredit} from "../../../contracts/interfaces/ICarbonCredit.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";

/// @title The waterfall of a loss and the payment of its debt, over every stock and every mass
contract WaterfallProof {
    ProjectId private constant PROJECT = ProjectId.wrap(3);
    ProjectId private constant ANOTHER = ProjectId.wrap(4);
    BatchId private constant LOST = BatchId.wrap(1);
    bytes32 private constant FIRST = "first loss";
    bytes32 private constant SECOND = "second loss";
    address private constant OWNER = address(0x0123);

    BufferPool private _pool;
    uint64 private _retiredKg;
    uint256 private _ownedKg; // of the batch that lost
    uint256 private _olderKg; // of the pool's first batch
    uint256 private _newerKg; // of its second
    uint256 private _cancelledKg;

    /// @dev This contract is oracle, ledger and authority. The pool took two batches in; what is left of them is up to each proof.
    function setUp() public {
        _pool = new BufferPool(address(this), address(this), ICarbonCredit(address(this)));
        _pool.setShare(ANOTHER, 5_000, "assessment");
        _pool.accrue(ANOTHER, BatchId.wrap(11), 2_000);
        _pool.accrue(ANOTHER, BatchId.wrap(12), 2_000);
    }

    /// @notice Must make up a loss to the kilogram: owner, pool and debt are the loss, and nobody gives more than it holds.
    function check_the_waterfall_is_exact(uint64 lossKg, uint64 owned, uint64 older, uint64 newer, uint64 retiredKg) public {
        (_ownedKg, _olderKg, _newerKg, _retiredKg) = (owned, older, newer, retiredKg);
        uint256 pooled = uint256(older) + newer;
        _pool.openLoss(FIRST, PROJECT, LOST, OWNER, lossKg);
        IBufferPool.Loss memory loss = _pool.lossOf(FIRST);

        assert(!loss.drawing);
        assert(uint256(loss.ownerKg) + loss.poolKg + loss.debtKg == lossKg);
        assert(_cancelledKg == uint256(loss.ownerKg) + loss.poolKg);
        assert(_ownedKg == owned - loss.ownerKg && _olderKg + _newerKg == pooled - loss.poolKg);
        assert(loss.poolKg == 0 || loss.ownerKg == owned);
        assert(loss.debtKg == 0 || loss.poolKg == pooled);
        assert(_newerKg == newer || _olderKg == 0);
        assert(loss.impairedKg <= loss.debtKg && loss.impairedKg <= _retiredKg);
        assert(_pool.outstandingDebtKg(PROJECT) == loss.debtKg && _pool.lostKg(LOST) == lossKg);
    }

    /// @notice Must never take more than is owed, whoever pays, and impair what was retired as far as it reaches.
    function check_a_debt_is_paid_once(uint64 lossKg, uint64 repaidKg, uint64 creditableKg, uint64 retiredKg) public {
        _retiredKg = retiredKg;
        _pool.openLoss(FIRST, PROJECT, LOST, OWNER, lossKg);
        _pool.repay(FIRST, BatchId.wrap(9), repaidKg);
        uint64 deducted = _pool.deduct(PROJECT, creditableKg);

        IBufferPool.Loss memory loss = _pool.lossOf(FIRST);
        uint64 owedKg = lossKg - repaidKg;
        assert(deducted == (creditableKg < owedKg ? creditableKg : owedKg));
        assert(loss.repaidKg == repaidKg + deducted && loss.repaidKg <= loss.debtKg);
        assert(_pool.outstandingDebtKg(PROJECT) == loss.debtKg - loss.repaidKg);
        assert(loss.impairedKg == (retiredKg < lossKg ? retiredKg : lossKg));
    }

    /// @notice Must pay the oldest debt first, and impair no retired kilogram twice, of two losses of one batch.
    function check_the_oldest_debt_comes_first(uint64 firstKg, uint64 secondKg, uint64 creditableKg, uint64 retiredKg)
        public
    {
        _retiredKg = retiredKg;
        _pool.openLoss(FIRST, PROJECT, LOST, OWNER, firstKg);
        _pool.openLoss(SECOND, PROJECT, LOST, OWNER, secondKg);
        uint64 deducted = _pool.deduct(PROJECT, creditableKg);

        (uint64 first, uint64 second) = (_pool.lossOf(FIRST).repaidKg, _pool.lossOf(SECOND).repaidKg);
        assert(first + second == deducted && deducted <= creditableKg);
        assert(second == 0 || first == firstKg);
        assert(uint256(_pool.lossOf(FIRST).impairedKg) + _pool.lossOf(SECOND).impairedKg <= retiredKg);
    }

    /// @dev Ledger.
    function balanceOf(address account, uint256 batch) external view returns (uint256) {
        if (account == OWNER) return _ownedKg;
        return batch == 11 ? _olderKg : _newerKg;
    }

    function supplyOf(BatchId) external view returns (ICarbonCredit.Supply memory supply) {
        supply.retiredKg = _retiredKg;
    }

    /// @dev What a repayment gives up is proved of the ledger.
    function cancel(BatchId, address, uint64, bytes32) external {}

    function cancelForLoss(BatchId batch, address holder, uint64 kg, bytes32) external {
        _cancelledKg += kg;
        if (holder == OWNER) _ownedKg -= kg;
        else if (BatchId.unwrap(batch) == 11) _olderKg -= kg;
        else _newerKg -= kg;
    }

    /// @dev Authority: whoever asks may.
    function canCall(address, address, bytes4) external pure returns (bool, uint32) {
        return (true, 0);
    }
}
