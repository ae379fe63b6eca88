// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId, ProjectId} from "../types/Ids.sol";

/// @title Buffer pool and the waterfall of reversals
/// @notice Keeps a share of every issuance of a project that can lose its carbon again. A verified loss is made up from the owner's
///         stock of the batch, then from the pool, oldest batches first, then by a debt of the project; what is still missing is
///         written once, pro rata, over the kilograms of the batch that were already retired, and healed as the debt is paid.
interface IBufferPool {
    struct Loss {
        BatchId batch; // the batch that lost
        ProjectId project;
        uint64 lossKg;
        uint64 ownerKg; // made up from the owner's stock
        uint64 poolKg; // made up from the pool
        uint64 debtKg; // owed by the project when owner and pool were exhausted
        uint64 repaidKg; // of the debt
        uint64 impairedKg; // written over the kilograms [0, retiredKg) of the batch, ...
        uint64 retiredKg; // ... which were retired when the loss was covered, ...
        uint64 intactKg; // ... pro rata over those of them that no earlier loss had impaired
        bool drawing; // the pool has not been asked to the end: `cover` goes on
    }

    event ShareSet(ProjectId indexed project, uint16 bps, bytes32 assessmentHash);
    event BufferAccrued(ProjectId indexed project, BatchId indexed batch, uint64 bufferKg, uint64 carriedKg);
    event LossOpened(
        bytes32 indexed reportHash, ProjectId indexed project, BatchId indexed batch, uint64 lossKg, uint64 ownerKg
    );
    /// @notice The pool gave `kg` of `batch` for the loss.
    event PoolDrawn(bytes32 indexed reportHash, BatchId indexed batch, uint64 kg);
    event LossCovered(
        bytes32 indexed reportHash, uint64 ownerKg, uint64 poolKg, uint64 debtKg, uint64 impairedKg, uint64 retiredKg
    );
    event DebtRepaid(bytes32 indexed reportHash, uint64 kg, uint64 outstandingKg);

    error CallerNotOracle(address caller, address oracle);
    error ShareTooLarge(uint16 largestBps, uint16 bps);
    error AssessmentMissing(ProjectId project);
    error RangeEmpty(BatchId batch, uint64 kgStart, uint64 kgEnd);
    error LossUnknown(bytes32 reportHash);
    error LossIsCovered(bytes32 reportHash);
    error RepaymentExceedsDebt(bytes32 reportHash, uint64 outstandingKg, uint64 askedKg);
    error ZeroKilograms();
    error ZeroAddress(string name);

    /// @notice Registrar: sets the share of later issuances of a project, with the hash of its risk assessment.
    function setShare(ProjectId project, uint16 bps, bytes32 assessmentHash) external;

    /// @notice Oracle: the kilograms of an issuance that belong to the pool, whole credits only; the rest of the share is carried.
    function accrue(ProjectId project, BatchId batch, uint64 mintedKg) external returns (uint64 bufferKg);

    /// @notice Oracle: kilograms of a later quantity that pay debts of the project, oldest first, and are never minted.
    function deduct(ProjectId project, uint64 creditableKg) external returns (uint64 deductedKg);

    /// @notice Oracle: opens a verified loss and works down the waterfall as far as one call can.
    function openLoss(bytes32 reportHash, ProjectId project, BatchId batch, address owner, uint64 lossKg) external;

    /// @notice Anyone: goes on drawing on the pool for a loss that needed more batches than one call takes.
    function cover(bytes32 reportHash) external;

    /// @notice Anyone: cancels own credits of any batch to pay the debt of a loss. The pool must be approved for all by the caller.
    function repay(bytes32 reportHash, BatchId from, uint64 kg) external;

    /// @notice What `accrue` would answer now.
    function previewShare(ProjectId project, uint64 mintedKg) external view returns (uint64 bufferKg);
    function shareOf(ProjectId project) external view returns (uint16 bps);
    function carriedShareKg(ProjectId project) external view returns (uint64);
    function outstandingDebtKg(ProjectId project) external view returns (uint64);
    function lossOf(bytes32 reportHash) external view returns (Loss memory);

    /// @notice Verified losses of the batch so far, kg.
    function lostKg(BatchId batch) external view returns (uint64);

    /// @notice Reports of the losses that impaired retired kilograms of the batch, oldest first.
    function impairmentsOf(BatchId batch) external view returns (bytes32[] memory reportHashes);

    /// @notice What the losses of the batch mean for its kilograms [kgStart, kgEnd), each loss rounded up: kilograms that were ever
    ///         impaired, and those that still are. A kilogram is impaired once at most: what was made good stands on other credits,
    ///         so no later loss of the batch reaches it. Hence neither number is larger than the range.
    function impairmentOf(BatchId batch, uint64 kgStart, uint64 kgEnd)
        external
        view
        returns (uint64 everKg, uint64 outstandingKg);
}
