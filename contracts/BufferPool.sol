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
    /// @dev One slot per project.
    struct Standing {
        uint16 shareBps;
        uint64 carriedKg; // of the share, below one credit
        uint64 debtKg; // outstanding
        uint64 oldestDebt; // position of the first debt that may be outstanding
    }

    /// @dev One slot per batch, over all its losses.
    struct Tally {
        uint64 lostKg;
        uint64 impairedKg; // ever, healed or not
    }

    /// @notice Largest share that can be set: half of an issuance.
    uint16 public constant LARGEST_SHARE_BPS = 5_000;

    /// @notice Batches of the pool that one call draws on.
    uint256 public constant BATCHES_PER_CALL = 32;

    ICarbonCredit public immutable credit;
    address public immutable oracle;

    mapping(ProjectId project => Standing) private _standings;
    mapping(BatchId batch => Tally) private _tallies;
    BatchId[] private _stock; // batches that the pool ever held, oldest first
    uint256 private _oldest; // the first that may still have kilograms
    mapping(bytes32 reportHash => Loss) private _losses;
    mapping(BatchId batch => bytes32[]) private _impairments; // losses that reached retired kilograms, oldest first
    mapping(ProjectId project => bytes32[]) private _debts; // losses that left a debt, oldest first

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

        _standings[project].shareBps = bps;
        emit ShareSet(project, bps, assessmentHash);
    }

    /// @inheritdoc IBufferPool
    function accrue(ProjectId project, BatchId batch, uint64 mintedKg) external onlyOracle returns (uint64 bufferKg) {
        Standing storage standing = _standings[project];
        if (standing.shareBps == 0) return 0;

        uint64 carriedKg = 0;
        (bufferKg, carriedKg) = _split(standing, mintedKg);
        standing.carriedKg = carriedKg;
        if (bufferKg > 0) _stock.push(batch);
        emit BufferAccrued(project, batch, bufferKg, carriedKg);
    }

    /// @inheritdoc IBufferPool
    function deduct(ProjectId project, uint64 creditableKg) external onlyOracle returns (uint64 deductedKg) {
        Standing storage standing = _standings[project];
        deductedKg = _min(standing.debtKg, creditableKg);
        uint64 oldest = standing.oldestDebt;
        uint64 left = deductedKg;
        while (left > 0) {
            bytes32 reportHash = _debts[project][oldest];
            Loss storage loss = _losses[reportHash];
            uint64 kg = _min(_outstandingKg(loss), left);
            if (kg == _outstandingKg(loss)) ++oldest;
            if (kg > 0) _payDebt(reportHash, loss, kg);
            left -= kg;
        }
        standing.oldestDebt = oldest;
    }

    // The ledger is ours, and calls no stranger when it cancels: nothing re-enters from these calls, in a loop or not.
    // slither-disable-start reentrancy-no-eth,reentrancy-benign,reentrancy-events,calls-loop

    /// @inheritdoc IBufferPool
    function openLoss(bytes32 reportHash, ProjectId project, BatchId batch, address owner, uint64 lossKg)
        external
        onlyOracle
    {
        uint64 ownerKg = _min(lossKg, _heldKg(owner, batch));
        Loss storage loss = _losses[reportHash];
        (loss.batch, loss.project, loss.lossKg, loss.ownerKg) = (batch, project, lossKg, ownerKg);
        loss.drawing = true;
        _tallies[batch].lostKg += lossKg;
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
        Loss storage loss = _requireLoss(reportHash);
        if (kg == 0) revert ZeroKilograms();
        uint64 outstandingKg = _outstandingKg(loss);
        if (kg > outstandingKg) revert RepaymentExceedsDebt(reportHash, outstandingKg, kg);

        _payDebt(reportHash, loss, kg);
        credit.cancel(from, msg.sender, kg, reportHash);
    }

    /// @inheritdoc IBufferPool
    function previewShare(ProjectId project, uint64 mintedKg) external view returns (uint64 bufferKg) {
        (bufferKg,) = _split(_standings[project], mintedKg);
    }

    /// @inheritdoc IBufferPool
    function shareOf(ProjectId project) external view returns (uint16 bps) {
        return _standings[project].shareBps;
    }

    /// @inheritdoc IBufferPool
    function carriedShareKg(ProjectId project) external view returns (uint64) {
        return _standings[project].carriedKg;
    }

    /// @inheritdoc IBufferPool
    function outstandingDebtKg(ProjectId project) external view returns (uint64) {
        return _standings[project].debtKg;
    }

    /// @inheritdoc IBufferPool
    function lossOf(bytes32 reportHash) external view returns (Loss memory) {
        return _requireLoss(reportHash);
    }

    /// @inheritdoc IBufferPool
    function lostKg(BatchId batch) external view returns (uint64) {
        return _tallies[batch].lostKg;
    }

    /// @inheritdoc IBufferPool
    function impairmentsOf(BatchId batch) external view returns (bytes32[] memory reportHashes) {
        return _impairments[batch];
    }

    /// @inheritdoc IBufferPool
    function impairmentOf(BatchId batch, uint64 kgStart, uint64 kgEnd)
        external
        view
        returns (uint64 everKg, uint64 outstandingKg)
    {
        if (kgEnd <= kgStart) revert RangeEmpty(batch, kgStart, kgEnd);
        bytes32[] storage reportHashes = _impairments[batch];
        for (uint256 i = 0; i < reportHashes.length; ++i) {
            Loss memory loss = _losses[reportHashes[i]];
            if (kgStart >= loss.retiredKg) continue; // retired after this loss: not hit by it
            uint64 intactKg = _min(kgEnd, loss.retiredKg) - kgStart - everKg;
            uint64 healedKg = _min(loss.impairedKg, loss.repaidKg);
            everKg += _proRata(loss.impairedKg, intactKg, loss.intactKg);
            outstandingKg += _proRata(loss.impairedKg - healedKg, intactKg, loss.intactKg);
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
            credit.cancelForLoss(batch, address(this), kg, reportHash);
        }
        if (missing == 0 || _oldest == _stock.length) _close(reportHash, loss, missing);
    }

    /// @dev The project owes what is missing; the same is written over what was retired of the batch, as far as that reaches.
    function _close(bytes32 reportHash, Loss storage loss, uint64 missing) private {
        loss.drawing = false;
        uint64 retiredKg = credit.supplyOf(loss.batch).retiredKg;
        if (missing > 0) {
            loss.debtKg = missing;
            _standings[loss.project].debtKg += missing;
            _debts[loss.project].push(reportHash);
            _impair(reportHash, loss, missing, retiredKg);
        }
        emit LossCovered(reportHash, loss.ownerKg, loss.poolKg, missing, loss.impairedKg, retiredKg);
    }

    function _impair(bytes32 reportHash, Loss storage loss, uint64 missing, uint64 retiredKg) private {
        Tally storage tally = _tallies[loss.batch];
        uint64 intactKg = retiredKg - tally.impairedKg;
        if (intactKg == 0) return;

        uint64 impairedKg = _min(missing, intactKg);
        tally.impairedKg += impairedKg;
        (loss.impairedKg, loss.retiredKg, loss.intactKg) = (impairedKg, retiredKg, intactKg);
        _impairments[loss.batch].push(reportHash);
    }

    /// @dev A paid debt heals what was impaired first: who retired comes before the project.
    function _payDebt(bytes32 reportHash, Loss storage loss, uint64 kg) private {
        loss.repaidKg += kg;
        _standings[loss.project].debtKg -= kg;
        emit DebtRepaid(reportHash, kg, _outstandingKg(loss));
    }

    /// @dev Share of an issuance, rounded up in the pool's favour, with what was carried: whole credits, and the new rest.
    function _split(Standing storage standing, uint64 mintedKg)
        private
        view
        returns (uint64 bufferKg, uint64 carriedKg)
    {
        uint256 shareKg = Math.ceilDiv(uint256(mintedKg) * standing.shareBps, BPS);
        // Narrowing is safe: the share is at most half of a uint64.
        uint64 accruedKg = standing.carriedKg + uint64(shareKg);
        // slither-disable-next-line weak-prng a remainder of kilograms, nothing random
        carriedKg = accruedKg % ONE_CREDIT;
        bufferKg = accruedKg - carriedKg;
    }

    function _outstandingKg(Loss storage loss) private view returns (uint64) {
        return loss.debtKg - loss.repaidKg;
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

    // slither-disable-end reentrancy-no-eth,reentrancy-benign,reentrancy-events,calls-loop
}
