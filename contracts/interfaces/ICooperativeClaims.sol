// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId, ProjectId} from "../types/Ids.sol";

/// @title Claims of the members of a cooperative
/// @notice Holds the whole credits of a cooperative's batch until each member takes its kilograms, once, by a proof under the root
///         that the verifiers signed. What members claim together never exceeds what the signed report says.
interface ICooperativeClaims {
    struct Cooperative {
        ProjectId project;
        uint64 periodStart;
        uint64 periodEnd;
        bytes32 root; // of the members' leaves
        uint64 size; // number of leaves
        uint64 totalKg;
        uint64 claimedKg;
    }

    event ClaimsOpened(
        BatchId indexed batch, ProjectId indexed project, bytes32 indexed root, uint64 size, uint64 totalKg
    );
    event KilogramsClaimed(
        BatchId indexed batch, address indexed holder, uint64 indexed index, uint64 kg, uint64 claimedKg
    );

    /// @notice What was minted beyond the signed total waits for the project's owner.
    event SurplusSetAside(BatchId indexed batch, address indexed owner, uint64 kg);
    event SurplusCollected(BatchId indexed batch, address indexed owner, uint64 kg);

    error CallerNotOracle(address caller, address oracle);
    error CallerNotLedger(address caller, address ledger);
    /// @notice Credits come here by the mint of their batch alone: what somebody sends would stay for ever.
    error StrayCredits(address from);
    error ClaimsUnknown(BatchId batch);
    error ClaimedAlready(BatchId batch, uint64 index);
    error ClaimNotInRoot(BatchId batch, uint64 index);
    error ClaimsExceeded(BatchId batch, uint64 totalKg, uint64 claimedKg, uint64 askedKg);
    error SurplusMissing(BatchId batch);
    error ZeroKilograms();
    error ZeroAddress(string name);

    /// @notice Oracle: opens the claims of a batch that minted to this contract.
    function open(
        BatchId batch,
        ProjectId project,
        uint64 periodStart,
        uint64 periodEnd,
        bytes32 root,
        uint64 size,
        uint64 totalKg
    ) external;

    /// @notice Oracle: keeps kilograms beyond the signed total for the project's owner. It moves nothing: an owner that refuses
    ///         credits, or a pause, must not stop the members' issuance.
    function setAside(BatchId batch, address owner, uint64 kg) external;

    /// @notice Anyone, for the owner: moves the kilograms beyond the signed total to the project's owner.
    function collectSurplus(BatchId batch) external;

    /// @notice Anyone, for the holder: moves the holder's kilograms to the holder. The leaf is abi.encode(bytes32("CarboniX/claim/1"),
    ///         chain id, this contract, uint8(0), project, periodStart, periodEnd, index, holder, kg).
    function claim(BatchId batch, uint64 index, address holder, uint64 kg, bytes32[] calldata path) external;

    function cooperativeOf(BatchId batch) external view returns (Cooperative memory);
    function surplusOf(BatchId batch) external view returns (address owner, uint64 kg);
    function isClaimed(BatchId batch, uint64 index) external view returns (bool);
}
