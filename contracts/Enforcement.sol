// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IERC7943MultiToken} from "./interfaces/IERC7943MultiToken.sol";
import {IEnforcement} from "./interfaces/IEnforcement.sol";
import {BatchId} from "./types/Ids.sol";

/// @title What holds credits in place, and what moves them without their holder
/// @dev The ledger counts the holds of each batch in a slot that every movement reads anyway: while nobody's credits of a batch are
///      held, moving them costs nothing here.
abstract contract Enforcement is IEnforcement, ERC1155, AccessManaged {
    /// @inheritdoc IEnforcement
    uint64 public constant FORCED_TRANSFER_DELAY_S = 2 days;

    /// @inheritdoc IEnforcement
    uint64 public constant FORCED_TRANSFER_LIFETIME_S = 30 days;

    /// @dev One slot per holder and batch: what compliance froze, and whether a claimed loss holds all of it.
    struct Hold {
        uint248 frozenKg;
        bool forLoss;
    }

    mapping(uint256 batch => mapping(address account => Hold)) private _holds;
    mapping(bytes32 transfer => uint64 ripeAt) private _announced;

    /// @inheritdoc IERC7943MultiToken
    function setFrozenTokens(address account, uint256 tokenId, uint256 amount) external restricted returns (bool) {
        if (!canSend(account)) revert ERC7943CannotSend(account);
        _setHold(account, tokenId, Hold(SafeCast.toUint248(amount), _holds[tokenId][account].forLoss));
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
        if (!canSend(from)) revert ERC7943CannotSend(from);
        if (!canReceive(to)) revert ERC7943CannotReceive(to);
        if (from == to || amount == 0) revert ERC7943CannotTransfer(from, to, tokenId, amount);
        if (reason == ForceReason.Unspecified || documentHash == bytes32(0)) revert ReasonMissing(reason, documentHash);
        bytes32 id = _transferId(from, to, tokenId, amount);
        uint64 ripeAt = _announced[id];
        if (ripeAt != 0 && block.timestamp < _expiryOf(ripeAt)) {
            revert ForcedTransferAnnouncedAlready(from, to, tokenId, amount, ripeAt);
        }

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
        _requireRipe(_takeAnnouncement(from, to, tokenId, amount));
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

    /// @inheritdoc IEnforcement
    function isHeldForLoss(BatchId batch, address account) external view returns (bool) {
        return _holds[BatchId.unwrap(batch)][account].forLoss;
    }

    /// @inheritdoc IERC7943MultiToken
    /// @dev While a claimed loss holds the account, all that it has and will receive.
    function getFrozenTokens(address account, uint256 tokenId) public view returns (uint256) {
        Hold memory hold = _holds[tokenId][account];
        return hold.forLoss ? type(uint256).max : hold.frozenKg;
    }

    /// @inheritdoc IERC7943MultiToken
    function canSend(address account) public pure returns (bool) {
        return account != address(0);
    }

    /// @inheritdoc IERC7943MultiToken
    function canReceive(address account) public pure returns (bool) {
        return account != address(0);
    }

    /// @dev Moves past pause and freezes, with the balance and the whole-tonne rule, and calls no receiver.
    function _moveByForce(address from, address to, uint256 tokenId, uint256 amount) internal virtual;

    /// @dev One account more, or one less, has a hold on the batch.
    function _countHold(uint256 tokenId, bool more) internal virtual;

    function _hasHolds(uint256 tokenId) internal view virtual returns (bool);

    function _holdForLoss(BatchId batch, address account, bool held) internal {
        uint256 tokenId = BatchId.unwrap(batch);
        emit HeldForLoss(batch, account, held);
        _setHold(account, tokenId, Hold(_holds[tokenId][account].frozenKg, held));
    }

    /// @dev What compliance froze afterwards leaves `amount` free, as far as the balance reaches.
    function _unfreezeFor(address account, uint256 tokenId, uint256 amount) internal {
        uint256 balance = balanceOf(account, tokenId);
        uint256 left = balance > amount ? balance - amount : 0;
        Hold memory hold = _holds[tokenId][account];
        // Narrowing is safe: `left` is smaller than what was frozen.
        if (hold.frozenKg > left) _setHold(account, tokenId, Hold(uint248(left), hold.forLoss));
    }

    function _unfrozenKg(address account, uint256 tokenId, uint256 balance) internal view returns (uint256) {
        if (!_hasHolds(tokenId)) return balance;
        uint256 frozen = getFrozenTokens(account, tokenId);
        return balance > frozen ? balance - frozen : 0;
    }

    function _setHold(address account, uint256 tokenId, Hold memory hold) private {
        bool before = getFrozenTokens(account, tokenId) != 0;
        _holds[tokenId][account] = hold;
        uint256 frozen = getFrozenTokens(account, tokenId);
        if (before != (frozen != 0)) _countHold(tokenId, frozen != 0);
        emit Frozen(account, tokenId, frozen);
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

    function _requireRipe(uint64 ripeAt) private view {
        uint64 chainTime = uint64(block.timestamp);
        if (chainTime < ripeAt) revert ForcedTransferUnripe(ripeAt, chainTime);
        uint64 expiredAt = _expiryOf(ripeAt);
        if (chainTime >= expiredAt) revert ForcedTransferExpired(expiredAt, chainTime);
    }

    function _expiryOf(uint64 ripeAt) private pure returns (uint64) {
        return ripeAt + FORCED_TRANSFER_LIFETIME_S;
    }

    function _transferId(address from, address to, uint256 tokenId, uint256 amount) private pure returns (bytes32) {
        return keccak256(abi.encode(from, to, tokenId, amount));
    }
}
