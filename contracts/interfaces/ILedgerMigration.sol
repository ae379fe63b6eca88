// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId} from "../types/Ids.sol";

/// @title The way from one ledger to its successor
/// @notice Moves what a holder asks it to move, and nothing else: no key, no role, no end. For each batch the kilograms that it cancelled
///         in the old ledger are at all times those that it brought to the new one.
interface ILedgerMigration {
    event KilogramsMigrated(BatchId indexed batch, address indexed holder, uint64 kg);

    error SuppliesDiffer(BatchId batch, uint64 oldCancelledKg, uint64 successorKg);
    error NoContract(string name, address at);

    /// @notice Cancels the caller's kilograms in the old ledger and brings the same to the caller in the successor.
    /// @dev The caller has approved this contract for all in the old ledger. Fractions of a credit move as they are.
    function migrate(BatchId batch, uint64 kg) external;

    /// @notice Reverts unless the successor counts exactly what was cancelled for it.
    function requireEqual(BatchId batch) external view;

    /// @notice Kilograms of the batch that this contract cancelled in the old ledger.
    function cancelledKg(BatchId batch) external view returns (uint64);

    /// @notice The reason that the old ledger's cancellations carry: keccak256(abi.encode("CarboniX/migration/1", successor)).
    function reasonHash() external view returns (bytes32);
}
