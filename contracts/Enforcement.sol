// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IERC7943MultiToken} from "./interfaces/IERC7943MultiToken.sol";
import {IEnforcement} from "./interfaces/IEnforcement.sol";
import {BatchId} from "./types/Ids.sol";

/// @title What holds credits in place, and what moves them without their holder
abstract contract Enforcement is IEnforcement, ERC1155, AccessManaged {
    /// @notice Seconds between the announcement of a forced transfer and the transfer. No role shortens it.
    uint64 public constant FORCED_TRANSFER_DELAY_S = 2 days;

    /// @dev One slot per holder and batch: what compliance froze, and whether a claimed loss holds the rest.
    struct Hold {
        uint128 frozenKg;
        bool forLoss;
    }

    mapping(uint256 batch => mapping(address account => Hold)) private _holds;
    mapping(bytes32 transfer => uint64 ripeAt) private _announced;

    /// @inheritdoc IERC7943MultiToken
    function setFrozenTokens(address account, uint256 tokenId, uint256 amount) external restricted returns (bool) {
        _setFrozen(account, tokenId, amount);
        return true;
    }

    /// @inheritdoc IEnforcement
    function announceForcedTransfer(
        address from,
        address to,
        uint256 tokenId,
        uint256 amount,
        ForceReason reason,
        bytes32 documentHash
    ) external restricted {
        if (!canReceive(to)) revert ERC7943CannotReceive(to);
        if (reason == ForceReason.Unspecified || documentHash == bytes32(0)) revert ReasonMissing(reason, documentHash);
        bytes32 id = _transferId(from, to, tokenId, amount);
        uint64 ripeAt = _announced[id];
        if (ripeAt != 0) revert ForcedTransferAnnouncedAlready(from, to, tokenId, amount, ripeAt);

        ripeAt = uint64(block.timestamp) + FORCED_TRANSFER_DELAY_S;
        _announced[id] = ripeAt;
        emit ForcedTransferAnnounced(from, to, tokenId, amount, reason, documentHash, ripeAt);
    }

    /// @inheritdoc IEnforcement
    function withdrawForcedTransfer(address from, address to, uint256 tokenId, uint256 amount) external restricted {
        _takeAnnouncement(from, to, tokenId, amount);
        emit ForcedTransferWithdrawn(from, to, tokenId, amount);
    }

    /// @inheritdoc IERC7943MultiToken
    /// @dev Unfreezes first what it needs, so that a frozen amount never moves (I-6). Calls no receiver: nobody can refuse it.
    function forcedTransfer(address from, address to, uint256 tokenId, uint256 amount)
        external
        restricted
        returns (bool)
    {
        uint64 ripeAt = _takeAnnouncement(from, to, tokenId, amount);
        if (block.timestamp < ripeAt) revert ForcedTransferUnripe(ripeAt, uint64(block.timestamp));
        if (_holds[tokenId][from].forLoss) revert AccountHeldForLoss(BatchId.wrap(tokenId), from);

        _unfreezeFor(from, tokenId, amount);
        _moveByForce(from, to, tokenId, amount);
        emit ForcedTransfer(from, to, tokenId, amount);
        return true;
    }

    /// @inheritdoc IEnforcement
    function forcedTransferRipeAt(address from, address to, uint256 tokenId, uint256 amount)
        external
        view
        returns (uint64)
    {
        return _announced[_transferId(from, to, tokenId, amount)];
    }

    /// @inheritdoc IERC7943MultiToken
    function canSend(address account) external pure returns (bool) {
        return account != address(0);
    }

    /// @inheritdoc IEnforcement
    function isHeldForLoss(BatchId batch, address account) external view returns (bool) {
        return _holds[BatchId.unwrap(batch)][account].forLoss;
    }

    /// @inheritdoc IERC7943MultiToken
    function getFrozenTokens(address account, uint256 tokenId) public view returns (uint256) {
        Hold memory hold = _holds[tokenId][account];
        return hold.forLoss ? type(uint256).max : hold.frozenKg;
    }

    /// @inheritdoc IERC7943MultiToken
    function canReceive(address account) public pure returns (bool) {
        return account != address(0);
    }

    /// @dev Moves past every rule but the balance, and calls no receiver.
    function _moveByForce(address from, address to, uint256 tokenId, uint256 amount) internal virtual;

    function _holdForLoss(BatchId batch, address account, bool held) internal {
        _holds[BatchId.unwrap(batch)][account].forLoss = held;
        emit HeldForLoss(batch, account, held);
    }

    /// @dev What is not frozen afterwards covers `amount`, as far as the balance reaches.
    function _unfreezeFor(address account, uint256 tokenId, uint256 amount) internal {
        uint256 balance = balanceOf(account, tokenId);
        uint256 left = balance > amount ? balance - amount : 0;
        if (_holds[tokenId][account].frozenKg > left) _setFrozen(account, tokenId, left);
    }

    function _unfrozenKg(address account, uint256 tokenId, uint256 balance) internal view returns (uint256) {
        uint256 frozen = getFrozenTokens(account, tokenId);
        return balance > frozen ? balance - frozen : 0;
    }

    function _setFrozen(address account, uint256 tokenId, uint256 amount) private {
        _holds[tokenId][account].frozenKg = SafeCast.toUint128(amount);
        emit Frozen(account, tokenId, amount);
    }

    function _takeAnnouncement(address from, address to, uint256 tokenId, uint256 amount)
        private
        returns (uint64 ripeAt)
    {
        bytes32 id = _transferId(from, to, tokenId, amount);
        ripeAt = _announced[id];
        if (ripeAt == 0) revert ForcedTransferUnknown(from, to, tokenId, amount);
        delete _announced[id];
    }

    function _transferId(address from, address to, uint256 tokenId, uint256 amount) private pure returns (bytes32) {
        return keccak256(abi.encode(from, to, tokenId, amount));
    }
}
