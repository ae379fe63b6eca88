// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";

import {ISuccessorLedger} from "../interfaces/ISuccessorLedger.sol";
import {BatchId} from "../types/Ids.sol";

/// @title A successor of the ledger, honest or not
contract SuccessorLedger is ISuccessorLedger, ERC1155 {
    address public immutable migration;
    mapping(BatchId batch => uint64) public migratedKg;

    /// @notice Kilograms that it adds to each arrival: what an honest ledger has at 0.
    uint64 public surplusKg;

    error CallerNotMigration(address caller, address migration);

    constructor(address migration_) ERC1155("") {
        migration = migration_;
    }

    function setSurplus(uint64 kg) external {
        surplusKg = kg;
    }

    function issueMigrated(BatchId batch, address holder, uint64 kg) external {
        if (msg.sender != migration) revert CallerNotMigration(msg.sender, migration);
        migratedKg[batch] += kg + surplusKg;
        _mint(holder, BatchId.unwrap(batch), kg + surplusKg, "");
    }
}
