// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ICarbonCredit} from "../interfaces/ICarbonCredit.sol";
import {ILedgerMigration} from "../interfaces/ILedgerMigration.sol";
import {ISuccessorLedger} from "../interfaces/ISuccessorLedger.sol";
import {BatchId} from "../types/Ids.sol";

/// @title The way from one ledger to its successor
contract LedgerMigration is ILedgerMigration {
    ICarbonCredit public immutable predecessor;
    ISuccessorLedger public immutable successor;

    /// @inheritdoc ILedgerMigration
    bytes32 public immutable reasonHash;

    /// @inheritdoc ILedgerMigration
    mapping(BatchId batch => uint64) public cancelledKg;

    constructor(ICarbonCredit predecessor_, ISuccessorLedger successor_) {
        if (address(predecessor_).code.length == 0) revert NoContract("predecessor", address(predecessor_));
        if (address(successor_).code.length == 0) revert NoContract("successor", address(successor_));

        predecessor = predecessor_;
        successor = successor_;
        reasonHash = keccak256(abi.encode("CarboniX/migration/1", successor_));
    }

    /// @inheritdoc ILedgerMigration
    /// @dev The successor may call the holder's receiver hook. What re-enters from there finds both counts equal, as at the end.
    function migrate(BatchId batch, uint64 kg) external {
        cancelledKg[batch] += kg;
        emit KilogramsMigrated(batch, msg.sender, kg);

        predecessor.cancel(batch, msg.sender, kg, reasonHash);
        successor.issueMigrated(batch, msg.sender, kg);
        requireEqual(batch);
    }

    /// @inheritdoc ILedgerMigration
    function requireEqual(BatchId batch) public view {
        uint64 arrivedKg = successor.migratedKg(batch);
        if (cancelledKg[batch] != arrivedKg) revert SuppliesDiffer(batch, cancelledKg[batch], arrivedKg);
    }
}
