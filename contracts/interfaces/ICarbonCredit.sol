// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId} from "../types/Ids.sol";
import {IRetirementCertificate} from "./IRetirementCertificate.sol";

/// @title Ledger of carbon credits
/// @notice ERC-1155 whose id is a batch and whose unit is 1 kg of CO2e; 1,000 units are one credit. Only the oracle mints.
interface ICarbonCredit {
    /// @notice issuedKg = held by all accounts + retiredKg + cancelledKg (I-3). Retirement takes serials from the bottom,
    ///         cancellation from the top; the two cursors never meet.
    struct Supply {
        uint64 issuedKg;
        uint64 retiredKg; // also the retirement cursor: kilograms [0, retiredKg) are retired
        uint64 cancelledKg; // kilograms [issuedKg - cancelledKg, issuedKg) are cancelled
    }

    event CreditsIssued(BatchId indexed batch, address indexed owner, uint64 kg);
    event CreditsRetired(
        BatchId indexed batch, address indexed holder, uint256 indexed certificate, uint64 kgStart, uint64 kgEnd
    );
    event CreditsCancelled(
        BatchId indexed batch, address indexed holder, uint64 kgStart, uint64 kgEnd, bytes32 reasonHash
    );

    error InsufficientCredits(address holder, BatchId batch, uint256 heldKg, uint256 neededKg);
    error CallerNotOracle(address caller, address oracle);
    error CallerNotApproved(address caller, address holder);
    error NotWholeCredits(BatchId batch, uint256 kg);
    error BatchAlreadyIssued(BatchId batch);
    error ZeroKilograms();
    /// @notice More than the registry's batch may ever hold.
    error MassTooLarge(uint256 kg);
    error ZeroAddress(string name);

    /// @notice Mints the whole batch to the project's owner, once. Only the oracle.
    function issue(BatchId batch, address owner, uint64 kg) external;

    /// @notice Takes kilograms out of circulation for ever and mints the certificate of it. Never paused.
    /// @dev Caller is the holder or approved by the holder for all.
    function retire(BatchId batch, address holder, uint64 kg, IRetirementCertificate.Retirement calldata retirement)
        external
        returns (uint256 certificate);

    /// @notice Takes kilograms out of circulation without a certificate (an error, a move to another registry).
    function cancel(BatchId batch, address holder, uint64 kg, bytes32 reasonHash) external;

    /// @notice Guardian: stops transfers. Retirement and cancellation go on.
    function pauseTransfers() external;

    /// @notice Admin: ends the pause. A guardian cannot.
    function unpauseTransfers() external;

    function supplyOf(BatchId batch) external view returns (Supply memory);

    /// @notice Kilograms of the batch in all accounts together: issued - retired - cancelled.
    function heldKg(BatchId batch) external view returns (uint64);
}
