// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";

import {IBufferPool as B} from "../../../contracts/interfaces/IBufferPool.sol";
import {ICooperativeClaims as M} from "../../../contracts/interfaces/ICooperativeClaims.sol";
import {IERC7943MultiToken as F} from "../../../contracts/interfaces/IERC7943MultiToken.sol";
import {ICreditRegistry as R} from "../../../contracts/interfaces/ICreditRegistry.sol";
import {IVerificationOracle as V} from "../../../contracts/interfaces/IVerificationOracle.sol";
import {BatchId, ProjectId} from "../../../contracts/types/Ids.sol";
import {vm} from "../world/Vm.sol";
import {Disputing} from "./Disputing.sol";
import {Holding} from "./Holding.sol";

/// @title Claim losses and blocks, set shares, repay debts, take a member's kilograms
abstract contract Reversing is Disputing, Holding {
    /// @dev A loss of a recent batch, and what its owner then tries.
    function submitLoss(uint256 seed) external drawing(seed) {
        BatchId batch = _batchToLose();
        if (BatchId.unwrap(batch) == 0) {
            _freeOne(1);
            batch = _batchToLose();
        }
        if (BatchId.unwrap(batch) == 0) return;
        uint64 leftKg = credit.supplyOf(batch).issuedKg - lostKg[batch];
        uint64 kg = 1 + uint64(_draw(leftKg < 9_000 || _draw(3) == 0 ? leftKg : 9_000));
        Submission memory s = _validLoss(batch, kg, 1 + _draw(1e9));
        if (_draw(2) == 0) s = _spoiledLoss(s, _turn("submitLoss", LOSS_FAULTS));
        address owner = registry.projectOf(registry.batchOf(batch).project).owner;
        _submitAs("submitLoss", s);
        if (s.refusal == 0) _tryHeld(batch, owner);
    }

    /// @dev L-6.5: while the loss is claimed, the owner moves nothing of the batch.
    function _tryHeld(BatchId batch, address owner) private {
        uint256 id = BatchId.unwrap(batch);
        if (credit.balanceOf(owner, id) < 1_000) return;
        bytes memory data = abi.encodeCall(IERC1155.safeTransferFrom, (owner, makerOf(2), id, 1_000, ""));
        _do("held", owner, address(credit), data, F.ERC7943InsufficientUnfrozenBalance.selector);
    }

    function _batchToLose() private returns (BatchId batch) {
        uint256 count = reversible.length;
        for (uint256 tries = 0; tries < 24 && count > 0; ++tries) {
            batch = reversible[count - 1 - _draw(count < 48 ? count : 48)];
            bool free = !hasOpenClaim[registry.batchOf(batch).project];
            if (free && credit.supplyOf(batch).issuedKg > lostKg[batch]) return batch;
        }
        return BatchId.wrap(0);
    }

    function submitBlock(uint256 seed) external drawing(seed) {
        bool astray = _draw(12) == 0;
        ProjectId project = astray ? _projectToReport() : _bridgedToReport();
        if (astray && originOf[project] != R.Origin.Native) project = projects[RESERVE];
        if (!astray && _draw(16) == 0) project = projects[MEASURED];
        Submission memory s = _validBlock(project, _draw(1e9));
        if (originOf[project] == R.Origin.Native) s.refusal = V.OriginMismatch.selector;
        else if (astray) return;
        else if (hasOpenClaim[project]) s.refusal = V.ClaimOpen.selector;
        else if (_draw(5) < 2) s = _spoiledBlock(s, _turn("submitBlock", BLOCK_FAULTS));
        _submitAs("submitBlock", s);
    }

    function setShare(uint256 seed) external drawing(seed) {
        ProjectId project = projects[_draw(RESERVE)];
        uint256 fault = _draw(2) == 0 ? _turn("setShare", 3) : 3;
        uint16 bps = _draw(3) == 0 ? 0 : uint16(_draw(_draw(4) == 0 ? 5_001 : 300));
        (bytes32 assessment, bytes4 refusal) = (keccak256("assessment"), bytes4(0));
        if (fault == 0) (bps, refusal) = (uint16(5_001 + _draw(60_000)), B.ShareTooLarge.selector);
        if (fault == 1) (assessment, refusal) = (0, B.AssessmentMissing.selector);
        if (fault == 2) refusal = IAccessManaged.AccessManagedUnauthorized.selector;
        bytes memory data = abi.encodeCall(B.setShare, (project, bps, assessment));
        _do("setShare", fault == 2 ? SEALER : REGISTRAR, address(pool), data, refusal);
        if (refusal == 0) shareBps[project] = bps;
    }

    /// @dev Anyone pays a part of any debt with credits of any batch; or nothing, or too much.
    function repay(uint256 seed) external drawing(seed) {
        (ProjectId project, uint256 position) = _openDebt();
        if (position == NONE) {
            _loseWhatWasSold();
            (project, position) = _openDebt();
        }
        if (position == NONE) {
            bytes memory unknown = abi.encodeCall(B.repay, (keccak256("no loss"), BatchId.wrap(1), 1));
            _do("repay without debts", STRANGER, address(pool), unknown, B.LossUnknown.selector);
            return;
        }
        Debt memory debt = debts[project][position];
        Stock memory stock = _stock(1);
        uint64 kg = 1 + uint64(_draw(stock.kg < debt.kg ? stock.kg : debt.kg));
        uint256 fault = _draw(3) == 0 ? _turn("repay", 2) : 2;
        bytes4 refusal;
        if (fault == 0) (kg, refusal) = (0, B.ZeroKilograms.selector);
        if (fault == 1) (kg, refusal) = (debt.kg + 1, B.RepaymentExceedsDebt.selector);
        vm.prank(stock.holder);
        credit.setApprovalForAll(address(pool), true);
        bytes memory data = abi.encodeCall(B.repay, (debt.report, stock.batch, kg));
        _do("repay", stock.holder, address(pool), data, refusal);
        if (refusal == 0) _payDebt(project, position, kg);
    }

    /// @dev An owner that sold a batch loses all of it: what the pool does not have is owed.
    function _loseWhatWasSold() private {
        BatchId batch = _batchToLose();
        if (BatchId.unwrap(batch) == 0) return;
        address owner = registry.projectOf(registry.batchOf(batch).project).owner;
        uint256 kg = credit.balanceOf(owner, BatchId.unwrap(batch)) / 1_000 * 1_000;
        vm.prank(owner);
        credit.safeTransferFrom(owner, makerOf(2), BatchId.unwrap(batch), kg, "");
        _submitAs("submitLoss", _validLoss(batch, credit.supplyOf(batch).issuedKg - lostKg[batch], 1));
        _passTime(oracle.challengeWindowS());
        _finalise(pending.length - 1);
    }

    function _openDebt() private returns (ProjectId project, uint256 position) {
        uint256 first = _draw(RESERVE);
        for (uint256 i = 0; i < RESERVE; ++i) {
            project = projects[(first + i) % RESERVE];
            for (position = debts[project].length; position > 0; --position) {
                if (debts[project][position - 1].kg > 0) return (project, position - 1);
            }
        }
        return (project, NONE);
    }

    /// @dev A member's kilograms, once; or one more than in its leaf, or of a batch without members.
    function claimShare(uint256 seed) external drawing(seed) {
        (uint256 position, uint64 index) = _someMember();
        Member storage pair = members[position];
        uint256 fault = _draw(4) == 0 ? _draw(2) : 2;
        (BatchId batch, uint64 kg) = (pair.batch, pair.kg[index]);
        bytes4 refusal = pair.claimed[index] ? M.ClaimedAlready.selector : bytes4(0);
        if (fault == 0 && refusal == 0) (kg, refusal) = (kg + 1, M.ClaimNotInRoot.selector);
        if (fault == 1) (batch, refusal) = (NO_BATCH, M.ClaimsUnknown.selector);
        bytes32[] memory path = new bytes32[](1);
        path[0] = _leafOf(pair, 1 - index);
        bytes memory data = abi.encodeCall(M.claim, (batch, index, pair.holders[index], kg, path));
        _do("claimShare", STRANGER, address(claims), data, refusal);
        if (refusal == 0) pair.claimed[index] = true;
    }

    /// @dev Mostly one who has not claimed yet; of a cooperative that mints now, if there is none.
    function _someMember() private returns (uint256 position, uint64 index) {
        index = uint64(_draw(2));
        for (uint256 i = members.length; i > 0 && i + 24 > members.length; --i) {
            bool minted = BatchId.unwrap(members[i - 1].batch) != 0;
            if (minted && (!members[i - 1].claimed[index] || _draw(16) == 0)) return (i - 1, index);
        }
        _submitCooperative(projects[RESERVE], 2);
        _passTime(oracle.challengeWindowS());
        _finalise(pending.length - 1);
        return (members.length - 1, index);
    }
}
