// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BufferPool} from "../../../contracts/BufferPool.sol";
import {IBufferPool} from "../../../contracts/interfaces/IBufferPool.sol";
import {ICarbonCredit} from "../../../contracts/interfaces/ICarbonCredit.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {vm} from "../world/Vm.sol";
import {svm} from "./Svm.sol";

/// @title The waterfall of a loss and the share of an issuance, over every stock and every mass
contract WaterfallProof {
    ProjectId private constant PROJECT = ProjectId.wrap(3);
    ProjectId private constant ANOTHER = ProjectId.wrap(4);
    BatchId private constant LOST = BatchId.wrap(1);
    bytes32 private constant FIRST = "first loss";
    bytes32 private constant SECOND = "second loss";
    address private constant OWNER = address(0x0123);

    BufferPool private _pool;
    uint64 private _retiredKg;
    mapping(uint256 batch => mapping(address account => uint256)) private _balances;
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
        (_balances[11][address(_pool)], _balances[12][address(_pool)]) = (older, newer);
        (_balances[1][OWNER], _retiredKg) = (owned, retiredKg);
        uint256 pooled = uint256(older) + newer;
        _pool.openLoss(FIRST, PROJECT, LOST, OWNER, lossKg);
        IBufferPool.Loss memory loss = _pool.lossOf(FIRST);

        assert(!loss.drawing);
        assert(uint256(loss.ownerKg) + loss.poolKg + loss.debtKg == lossKg);
        assert(_cancelledKg == uint256(loss.ownerKg) + loss.poolKg);
        assert(_balances[1][OWNER] == owned - loss.ownerKg && _pooled() == pooled - loss.poolKg);
        assert(loss.poolKg == 0 || loss.ownerKg == owned);
        assert(loss.debtKg == 0 || loss.poolKg == pooled);
        assert(loss.impairedKg <= loss.debtKg && loss.impairedKg <= _retiredKg);
        assert(_pool.outstandingDebtKg(PROJECT) == loss.debtKg && _pool.lostKg(LOST) == lossKg);
    }

    /// @notice Must never take more than is owed, and heal what was impaired before anything else.
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
        IBufferPool.Impairment memory written = _pool.impairmentsOf(LOST)[0];
        assert(written.madeGoodKg == (written.kg < loss.repaidKg ? written.kg : loss.repaidKg));
    }

    /// @notice Must pay the oldest debt first, of two losses of one project.
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
        IBufferPool.Impairment[] memory all = _pool.impairmentsOf(LOST);
        assert(uint256(all[0].kg) - all[0].madeGoodKg + all[1].kg - all[1].madeGoodKg <= _retiredKg);
    }

    /// @notice Must carry less than a credit of the pool's share, and lose none of it.
    function check_the_share_loses_nothing(uint32 mintedCredits, uint16 bps) public {
        svm.enableSymbolicStorage(address(_pool));
        uint64 carried = _pool.carriedShareKg(PROJECT);
        vm.assume(carried < 1_000 && _pool.shareOf(PROJECT) == bps && bps <= 5_000);
        uint64 mintedKg = uint64(mintedCredits) * 1_000;
        uint64 previewed = _pool.previewShare(PROJECT, mintedKg);
        uint64 bufferKg = _pool.accrue(PROJECT, BatchId.wrap(21), mintedKg);

        // Of whole credits a basis point is a tenth of a kilogram for each: the share, rounded up.
        uint256 shareKg = (uint256(mintedCredits) * bps + 9) / 10;
        assert(bufferKg % 1_000 == 0 && _pool.carriedShareKg(PROJECT) < 1_000 && previewed == bufferKg);
        assert(bps == 0 || bufferKg + _pool.carriedShareKg(PROJECT) == carried + shareKg);
    }

    /// @dev Ledger.
    function balanceOf(address account, uint256 batch) external view returns (uint256) {
        return _balances[batch][account];
    }

    function supplyOf(BatchId) external view returns (ICarbonCredit.Supply memory supply) {
        supply.retiredKg = _retiredKg;
    }

    function cancel(BatchId batch, address holder, uint64 kg, bytes32) external {
        if (holder == address(this)) return; // what a repayment gives up is proved of the ledger
        _burn(BatchId.unwrap(batch), holder, kg);
    }

    function cancelForLoss(BatchId batch, address holder, uint64 kg, bytes32) external {
        _burn(BatchId.unwrap(batch), holder, kg);
    }

    /// @dev Authority: whoever asks may.
    function canCall(address, address, bytes4) external pure returns (bool, uint32) {
        return (true, 0);
    }

    function _burn(uint256 batch, address holder, uint64 kg) private {
        _balances[batch][holder] -= kg;
        _cancelledKg += kg;
    }

    function _pooled() private view returns (uint256) {
        return _balances[11][address(_pool)] + _balances[12][address(_pool)];
    }
}
