// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId} from "../types/Ids.sol";
import {IERC7943MultiToken} from "./IERC7943MultiToken.sol";

/// @title Freezes and forced transfers of the ledger
/// @notice A forced transfer is announced with its reason and the hash of the order behind it, waits for a delay that nobody skips, and
///         expires, so that no announcement stays behind as a licence. `Frozen` is emitted whenever `getFrozenTokens` changes.
interface IEnforcement is IERC7943MultiToken {
    enum ForceReason {
        Unspecified,
        CourtOrder,
        Sanction,
        Theft,
        Error
    }

    event ForcedTransferAnnounced(
        address indexed from,
        address indexed to,
        uint256 indexed tokenId,
        uint256 amount,
        ForceReason reason,
        bytes32 documentHash,
        uint64 ripeAt
    );
    event ForcedTransferWithdrawn(address indexed from, address indexed to, uint256 indexed tokenId, uint256 amount);
    event HeldForLoss(BatchId indexed batch, address indexed account, bool held);

    error ReasonMissing(ForceReason reason, bytes32 documentHash);
    error ForcedTransferAnnouncedAlready(address from, address to, uint256 tokenId, uint256 amount, uint64 ripeAt);
    error ForcedTransferUnknown(address from, address to, uint256 tokenId, uint256 amount);
    error ForcedTransferUnripe(uint64 ripeAt, uint64 chainTime);
    error ForcedTransferExpired(uint64 expiredAt, uint64 chainTime);
    error AccountHeldForLoss(BatchId batch, address account);

    /// @notice Seconds between the announcement of a forced transfer and the transfer. No role shortens it.
    function FORCED_TRANSFER_DELAY_S() external view returns (uint64);

    /// @notice Seconds for which a ripe announcement can be carried out.
    function FORCED_TRANSFER_LIFETIME_S() external view returns (uint64);

    /// @notice Compliance: announces a forced transfer.
    function announceForcedTransfer(
        address from,
        address to,
        uint256 tokenId,
        uint256 amount,
        ForceReason reason,
        bytes32 documentHash
    ) external;

    /// @notice Compliance: takes an announcement back.
    function withdrawForcedTransfer(address from, address to, uint256 tokenId, uint256 amount) external;

    /// @notice Unix seconds from which an announced transfer may be forced; 0: not announced.
    function forcedTransferRipeAt(address from, address to, uint256 tokenId, uint256 amount)
        external
        view
        returns (uint64);

    /// @notice True while a claimed loss holds everything that the account has of the batch.
    function isHeldForLoss(BatchId batch, address account) external view returns (bool);
}
