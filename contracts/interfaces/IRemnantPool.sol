// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId} from "../types/Ids.sol";

/// @title Remnant pool
/// @notice Members put kilograms together until they are whole credits, which only then can be sold. A round gathers an exact number
///         of credits of one batch at a price that every member knows on joining; whoever pays it takes them all, and each member
///         collects its kilograms' part of the money, to the last unit. Until then a member leaves when it likes.
interface IRemnantPool {
    struct Round {
        BatchId batch;
        address payment; // ERC-20
        uint64 credits;
        uint64 joinedKg;
        uint128 pricePerCredit; // payment units, a multiple of 1,000, so that a kilogram's part is exact
        bool taken;
    }

    event RoundOpened(
        uint256 indexed round, BatchId indexed batch, address indexed payment, uint64 credits, uint128 pricePerCredit
    );
    event RoundJoined(uint256 indexed round, address indexed member, uint64 kg, uint64 joinedKg);
    event RoundLeft(uint256 indexed round, address indexed member, uint64 kg, uint64 joinedKg);
    event RoundTaken(uint256 indexed round, address indexed taker, uint64 credits, uint256 paid);
    event ProceedsCollected(uint256 indexed round, address indexed member, uint64 kg, uint256 amount);

    error RoundUnknown(uint256 round);
    error RoundIsTaken(uint256 round);
    error RoundNotTaken(uint256 round);
    error RoundNotFull(uint256 round, uint64 neededKg, uint64 joinedKg);
    error RoundTooFull(uint256 round, uint64 freeKg, uint64 askedKg);
    error PriceNotPerKilogram(uint128 pricePerCredit, uint64 multipleOf);
    error NotAMember(uint256 round, address caller);
    /// @notice The round asks for more credits than the batch ever had.
    error RoundTooLarge(BatchId batch, uint64 issuedKg, uint64 credits);
    error CallerNotLedger(address caller, address ledger);
    /// @notice Credits come here by `join` alone: what somebody sends would belong to nobody.
    error StrayCredits(address from);
    error NoContract(address at, string name);
    error ZeroCredits();
    error ZeroKilograms();
    error ZeroAddress(string name);

    /// @notice Anyone: opens a round. `credits` x 1,000 kg must gather before it can be taken.
    function openRound(BatchId batch, uint64 credits, address payment, uint128 pricePerCredit)
        external
        returns (uint256 round);

    /// @notice Adds own kilograms; this contract must be approved for all by the caller.
    function join(uint256 round, uint64 kg) external;

    /// @notice Takes all own kilograms back, while the round is not taken.
    function leave(uint256 round) external;

    /// @notice Anyone: pays credits x price and receives the credits of a full round.
    function take(uint256 round) external;

    /// @notice Pays the caller its part of a taken round: kilograms x price / 1,000.
    function collect(uint256 round) external returns (uint256 amount);

    function roundOf(uint256 round) external view returns (Round memory);
    function roundCount() external view returns (uint256);
    function kilogramsOf(uint256 round, address member) external view returns (uint64);
}
