// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId} from "../types/Ids.sol";
import {ICreditRegistry} from "./ICreditRegistry.sol";
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

    /// @notice `kg` is the whole batch; `bufferKg` of it went to the buffer pool.
    event CreditsIssued(BatchId indexed batch, address indexed owner, uint64 kg, uint64 bufferKg);
    event CreditsRetired(
        BatchId indexed batch, address indexed holder, uint256 indexed certificate, uint64 kgStart, uint64 kgEnd
    );
    event CreditsCancelled(
        BatchId indexed batch, address indexed holder, uint64 kgStart, uint64 kgEnd, bytes32 reasonHash
    );

    error InsufficientCredits(address holder, BatchId batch, uint256 heldKg, uint256 neededKg);
    error CallerNotOracle(address caller, address oracle);
    error CallerNotPool(address caller, address pool);
    /// @notice The buffer's share is larger than the batch.
    error BufferTooLarge(uint64 kg, uint64 bufferKg);
    error CallerNotApproved(address caller, address holder);
    error NotWholeCredits(BatchId batch, uint256 kg);
    error BatchAlreadyIssued(BatchId batch);
    error ZeroKilograms();
    /// @notice More than the registry's batch may ever hold.
    error MassTooLarge(uint256 kg);
    /// @notice The retirement names another footprint than the one that was proved.
    error FootprintMismatch(bytes32 named, bytes32 proved);
    error ZeroAddress(string name);

    /// @notice Mints the whole batch once: `bufferKg` of its `kg` to the buffer pool, the rest to the owner. Only the oracle.
    function issue(BatchId batch, address owner, uint64 kg, uint64 bufferKg) external;

    /// @notice Takes kilograms out of circulation for ever and mints the certificate of it. Never paused.
    /// @dev Caller is the holder or approved by the holder for all.
    function retire(BatchId batch, address holder, uint64 kg, IRetirementCertificate.Retirement calldata retirement)
        external
        returns (uint256 certificate);

    /// @notice Admits the sealed footprint that the retirement names, and retires against it, in one transaction.
    function retireAgainst(
        BatchId batch,
        address holder,
        uint64 kg,
        IRetirementCertificate.Retirement calldata retirement,
        IRetirementCertificate.FootprintProof calldata proof
    ) external returns (uint256 certificate);

    /// @notice Retires for many: beneficiaries claim portions of the certificate by proofs under `root`, a tree of `size` leaves.
    function retireInBulk(
        BatchId batch,
        address holder,
        uint64 kg,
        IRetirementCertificate.Retirement calldata retirement,
        bytes32 root,
        uint64 size
    ) external returns (uint256 certificate);

    /// @notice Takes kilograms out of circulation without a certificate (an error, a move to another registry).
    function cancel(BatchId batch, address holder, uint64 kg, bytes32 reasonHash) external;

    /// @notice Oracle: holds everything that the account has of the batch while a loss of it is claimed, or lets it go.
    function holdForLoss(BatchId batch, address account, bool held) external;

    /// @notice Buffer pool: takes kilograms of the account out of circulation to make up for a verified loss, frozen ones too.
    function cancelForLoss(BatchId batch, address account, uint64 kg, bytes32 reasonHash) external;

    /// @notice Guardian: stops transfers. Retirement and cancellation go on.
    function pauseTransfers() external;

    /// @notice Admin: ends the pause. A guardian cannot.
    function unpauseTransfers() external;

    /// @notice ERC-7572: where the description of the whole collection stands.
    function contractURI() external view returns (string memory);

    /// @notice Says what the batches are that this ledger counts.
    function registry() external view returns (ICreditRegistry);

    function supplyOf(BatchId batch) external view returns (Supply memory);

    /// @notice Kilograms of the batch in all accounts together: issued - retired - cancelled.
    function heldKg(BatchId batch) external view returns (uint64);
}
