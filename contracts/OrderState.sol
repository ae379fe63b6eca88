// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ICreditExchange} from "./interfaces/ICreditExchange.sol";
import {OrderHash} from "./libraries/OrderHash.sol";
import {OrderTerms} from "./libraries/OrderTerms.sol";

/// @title What the exchange remembers of orders and of its own progress, and what makers may take back
abstract contract OrderState is ICreditExchange, EIP712 {
    using OrderTerms for Order;

    /// @dev One slot, written by every batch. The lock stands here rather than in OpenZeppelin's guard, which keeps a slot of its own.
    struct Progress {
        uint64 lastBatchNo;
        uint64 lastSettledAt;
        bool locked;
    }

    /// @dev One slot per order.
    struct Fill {
        uint64 credits;
        bool cancelled;
    }

    Progress internal _progress;
    mapping(bytes32 order => Fill) private _fills;

    /// @inheritdoc ICreditExchange
    mapping(address maker => uint64) public epochOf;

    /// @dev Shut while a match moves what strangers may hook into.
    modifier unlocked() {
        if (_progress.locked) revert Reentered(msg.sender);
        _;
    }

    modifier locking() {
        if (_progress.locked) revert Reentered(msg.sender);
        _progress.locked = true;
        _;
        _progress.locked = false;
    }

    constructor() EIP712("CarboniX CreditExchange", "1") {
        _progress.lastSettledAt = uint64(block.timestamp);
    }

    /// @inheritdoc ICreditExchange
    function cancel(Order memory order) external unlocked {
        if (msg.sender != order.maker) revert CallerNotMaker(msg.sender, order.maker);
        bytes32 orderHash = _hash(order);
        if (_fills[orderHash].cancelled) revert OrderWasCancelled(orderHash);

        _fills[orderHash].cancelled = true;
        emit OrderCancelled(orderHash, msg.sender);
    }

    /// @inheritdoc ICreditExchange
    function raiseEpoch() external unlocked returns (uint64 epoch) {
        epoch = ++epochOf[msg.sender];
        emit EpochRaised(msg.sender, epoch);
    }

    /// @inheritdoc ICreditExchange
    function lastBatchNo() external view returns (uint64) {
        return _progress.lastBatchNo;
    }

    /// @inheritdoc ICreditExchange
    function lastSettledAt() external view returns (uint64) {
        return _progress.lastSettledAt;
    }

    /// @inheritdoc ICreditExchange
    function filledCredits(bytes32 order) external view returns (uint64) {
        return _fills[order].credits;
    }

    /// @inheritdoc ICreditExchange
    function isCancelled(bytes32 order) external view returns (bool) {
        return _fills[order].cancelled;
    }

    /// @inheritdoc ICreditExchange
    function hashOrder(Order calldata order) public view returns (bytes32) {
        return _hash(order);
    }

    /// @dev The order still stands, and allows this much more.
    function _fill(Order memory order, bytes32 orderHash, uint64 credits) internal {
        if (block.timestamp >= order.expiry) {
            revert OrderExpired(orderHash, order.expiry, uint64(block.timestamp));
        }
        uint64 epoch = epochOf[order.maker];
        if (order.epoch != epoch) revert OrderEpoch(orderHash, epoch, order.epoch);
        if (order.recipient == address(this)) revert RecipientIsExchange(orderHash);
        Fill storage fill = _fills[orderHash];
        (uint64 filled, bool cancelled) = (fill.credits, fill.cancelled);
        if (cancelled) revert OrderWasCancelled(orderHash);
        order.requireFill(orderHash, credits, filled);

        fill.credits = filled + credits;
    }

    function _hash(Order memory order) internal view returns (bytes32) {
        return _hashTypedDataV4(OrderHash.ofOrder(order));
    }
}
