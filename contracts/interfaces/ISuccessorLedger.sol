// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId} from "../types/Ids.sol";

/// @title What a ledger must offer to take over the kilograms of an older one
interface ISuccessorLedger {
    /// @notice Brings `kg` kilograms of a batch to their holder, whom the old ledger has just taken them from. Only the migration.
    /// @dev Counts them in `migratedKg` before any call to a stranger.
    function issueMigrated(BatchId batch, address holder, uint64 kg) external;

    /// @notice Kilograms of the batch that ever came over; never falls.
    function migratedKg(BatchId batch) external view returns (uint64);
}
