// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IBufferPool} from "./interfaces/IBufferPool.sol";
import {ICarbonCredit} from "./interfaces/ICarbonCredit.sol";
import {BatchId, ProjectId} from "./types/Ids.sol";
import {BPS, ONE_CREDIT} from "./types/Units.sol";

/// @title Buffer pool and the waterfall of reversals
/// @dev It calls nobody but the ledger, and the ledger calls no stranger when it cancels.
contract BufferPool is IBufferPool, AccessManaged {
    /// @notice Largest share that can be set: half of an issuance.
    uint16 public constant LARGEST_SHARE_BPS = 5_000;

    /// @notice Batches of the pool that one call draws on.
    uint256 public constant BATCHES_PER_CALL = 32;

    ICarbonCredit public immutable credit;
    address public immutable oracle;

    /// @inheritdoc IBufferPool
    mapping(ProjectId project => uint16) public shareOf;

    /// @inheritdoc IBufferPool
    mapping(ProjectId project => uint64) public carriedShareKg;

    /// @inheritdoc IBufferPool
    mapping(ProjectId project => uint64) public outstandingDebtKg;

    /// @inheritdoc IBufferPool
    mapping(BatchId batch => uint64) public lostKg;

    BatchId[] private _stock; // batches that the pool ever held, oldest first
    uint256 private _oldest; // the first that may still have kilograms
    mapping(bytes32 reportHash => Loss) private _losses;
    mapping(bytes32 reportHash => uint256) private _impairmentIndex;
    mapping(BatchId batch => Impairment[]) private _impairments;
    mapping(ProjectId project => bytes32[]) private _debts; // losses that left a debt, oldest first
    mapping(ProjectId project => uint256) private _oldestDebt;

    modifier onlyOracle() {
        if (msg.sender != oracle) revert CallerNotOracle(msg.sender, oracle);
        _;
    }

    constructor(address access, address oracle_, ICarbonCredit credit_) AccessManaged(access) {
        if (access == address(0)) revert ZeroAddress("access");
        if (oracle_ == address(0)) revert ZeroAddress("oracle");
        if (address(credit_) == address(0)) revert ZeroAddress("credit");

        oracle = oracle_;
        credit = credit_;
    }

    /// @inheritdoc IBufferPool
    function setShare(ProjectId project, uint16 bps, bytes32 assessmentHash) external restricted {
        if (bps > LARGEST_SHARE_BPS) revert ShareTooLarge(LARGEST_SHARE_BPS, bps);
        if (assessmentHash == bytes32(0)) revert AssessmentMissing(project);

        shareOf[project] = bps;
        emit ShareSet(project, bps, assessmentHash);
    }

    /// @inheritdoc IBufferPool
    function accrue(ProjectId project, BatchId batch, uint64 mintedKg) external onlyOracle returns (uint64 bufferKg) {
        if (shareOf[project] == 0) return 0;
        uint64 carried = 0;
        (bufferKg, carried) = _split(project, mintedKg);
        carriedShareKg[project] = carried;
        if (bufferKg > 0) _stock.push(batch);
        emit BufferAccrued(project, batch, bufferKg, carried);
    }

    /// @inheritdoc IBufferPool
    function deduct(ProjectId project, uint64 creditableKg) external onlyOracle returns (uint64 deductedKg) {
        bytes32[] storage debts = _debts[project];
        while (deductedKg < creditableKg && _oldestDebt[project] < debts.length) {
            bytes32 reportHash = debts[_oldestDebt[project]];
            uint64 kg = _min(_outstanding(reportHash), creditableKg - deductedKg);
            deductedKg += kg;
            if (kg > 0) _payDebt(reportHash, kg);
            if (_outstanding(reportHash) == 0) ++_oldestDebt[project];
        }
    }

    /// @inheritdoc IBufferPool
    function openLoss(bytes32 reportHash, ProjectId project, BatchId batch, address owner, uint64 lossKg)
        external
        onlyOracle
    {
        uint64 ownerKg = _min(lossKg, _heldKg(owner, batch));
        Loss storage loss = _losses[reportHash];
        (loss.project, loss.batch, loss.lossKg, loss.ownerKg) = (project, batch, lossKg, ownerKg);
        loss.drawing = true;
        lostKg[batch] += lossKg;
        emit LossOpened(reportHash, project, batch, lossKg, ownerKg);

        if (ownerKg > 0) credit.cancelForLoss(batch, owner, ownerKg, reportHash);
        _draw(reportHash, loss);
    }

    /// @inheritdoc IBufferPool
    function cover(bytes32 reportHash) external {
        Loss storage loss = _requireLoss(reportHash);
        if (!loss.drawing) revert LossIsCovered(reportHash);
        _draw(reportHash, loss);
    }

    /// @inheritdoc IBufferPool
    function repay(bytes32 reportHash, BatchId from, uint64 kg) external {
        _requireLoss(reportHash);
        if (kg == 0) revert ZeroKilograms();
        uint64 outstanding = _outstanding(reportHash);
        if (kg > outstanding) revert RepaymentExceedsDebt(reportHash, outstanding, kg);

        _payDebt(reportHash, kg);
        credit.cancel(from, msg.sender, kg, reportHash);
    }

    /// @inheritdoc IBufferPool
    function previewShare(ProjectId project, uint64 mintedKg) external view returns (uint64 bufferKg) {
        (bufferKg,) = _split(project, mintedKg);
    }

    /// @inheritdoc IBufferPool
    function lossOf(bytes32 reportHash) external view returns (Loss memory) {
        return _requireLoss(reportHash);
    }

    /// @inheritdoc IBufferPool
    function impairmentsOf(BatchId batch) external view returns (Impairment[] memory) {
        return _impairments[batch];
    }

    /// @inheritdoc IBufferPool
    function impairmentOf(BatchId batch, uint64 kgStart, uint64 kgEnd)
        external
        view
        returns (uint64 everKg, uint64 outstandingKg)
    {
        Impairment[] storage all = _impairments[batch];
        for (uint256 i = 0; i < all.length; ++i) {
            Impairment memory one = all[i];
            if (kgEnd > one.retiredKg) continue; // retired after this loss: not hit by it
            everKg += _proRata(one.kg, kgEnd - kgStart, one.retiredKg);
            outstandingKg += _proRata(one.kg - one.madeGoodKg, kgEnd - kgStart, one.retiredKg);
        }
    }

    /// @dev Draws on the oldest batches; when loss or pool is exhausted, writes what is missing.
    function _draw(bytes32 reportHash, Loss storage loss) private {
        uint64 missing = loss.lossKg - loss.ownerKg - loss.poolKg;
        uint256 last = Math.min(_oldest + BATCHES_PER_CALL, _stock.length);
        while (missing > 0 && _oldest < last) {
            BatchId batch = _stock[_oldest];
            uint64 held = _heldKg(address(this), batch);
            uint64 kg = _min(missing, held);
            if (kg == held) ++_oldest;
            if (kg == 0) continue;

            missing -= kg;
            loss.poolKg += kg;
            emit PoolDrawn(reportHash, batch, kg);
            credit.cancel(batch, address(this), kg, reportHash);
        }
        if (missing == 0 || _oldest == _stock.length) _close(reportHash, loss, missing);
    }

    /// @dev The project owes what is missing; the same is written over what was retired of the batch, as far as that reaches.
    function _close(bytes32 reportHash, Loss storage loss, uint64 missing) private {
        loss.drawing = false;
        uint64 retired = credit.supplyOf(loss.batch).retiredKg;
        uint64 impaired = _min(missing, retired - _impairedKg(loss.batch));
        (loss.debtKg, loss.impairedKg) = (missing, impaired);
        if (missing > 0) {
            outstandingDebtKg[loss.project] += missing;
            _debts[loss.project].push(reportHash);
            _impairmentIndex[reportHash] = _impairments[loss.batch].length;
            _impairments[loss.batch].push(Impairment(retired, impaired, 0));
        }
        emit LossCovered(reportHash, loss.ownerKg, loss.poolKg, missing, impaired, retired);
    }

    /// @dev A paid debt heals what was impaired first: who retired comes before the project.
    function _payDebt(bytes32 reportHash, uint64 kg) private {
        Loss storage loss = _losses[reportHash];
        loss.repaidKg += kg;
        outstandingDebtKg[loss.project] -= kg;
        Impairment storage written = _impairments[loss.batch][_impairmentIndex[reportHash]];
        written.madeGoodKg = _min(written.kg, loss.repaidKg);
        emit DebtRepaid(reportHash, kg, loss.debtKg - loss.repaidKg);
    }

    /// @dev Share of an issuance, rounded up in the pool's favour, with what was carried: whole credits, and the new rest.
    function _split(ProjectId project, uint64 mintedKg) private view returns (uint64 bufferKg, uint64 carried) {
        uint256 share = Math.ceilDiv(uint256(mintedKg) * shareOf[project], BPS);
        // Narrowing is safe: the share is at most half of a uint64.
        uint64 accrued = carriedShareKg[project] + uint64(share);
        // slither-disable-next-line weak-prng a remainder of kilograms, nothing random
        carried = accrued % ONE_CREDIT;
        bufferKg = accrued - carried;
    }

    function _outstanding(bytes32 reportHash) private view returns (uint64) {
        Loss storage loss = _losses[reportHash];
        return loss.debtKg - loss.repaidKg;
    }

    function _impairedKg(BatchId batch) private view returns (uint64 kg) {
        Impairment[] storage all = _impairments[batch];
        for (uint256 i = 0; i < all.length; ++i) {
            kg += all[i].kg - all[i].madeGoodKg;
        }
    }

    function _heldKg(address holder, BatchId batch) private view returns (uint64) {
        // Narrowing is safe: a balance is part of what was issued, which is a uint64.
        return uint64(IERC1155(address(credit)).balanceOf(holder, BatchId.unwrap(batch)));
    }

    function _requireLoss(bytes32 reportHash) private view returns (Loss storage loss) {
        loss = _losses[reportHash];
        if (loss.lossKg == 0) revert LossUnknown(reportHash);
    }

    function _proRata(uint64 kg, uint64 part, uint64 whole) private pure returns (uint64) {
        // Narrowing is safe: the part is not larger than the whole, nor the answer than kg.
        return uint64(Math.ceilDiv(uint256(kg) * part, whole));
    }

    function _min(uint64 a, uint64 b) private pure returns (uint64) {
        return a < b ? a : b;
    }
}
