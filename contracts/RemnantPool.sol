// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

import {ICarbonCredit} from "./interfaces/ICarbonCredit.sol";
import {IRemnantPool} from "./interfaces/IRemnantPool.sol";
import {ExactPayment} from "./libraries/ExactPayment.sol";
import {BatchId} from "./types/Ids.sol";
import {ONE_CREDIT} from "./types/Units.sol";

/// @title Remnant pool
contract RemnantPool is IRemnantPool, ERC1155Holder, ReentrancyGuard {
    using ExactPayment for IERC20;
    using SafeERC20 for IERC20;

    ICarbonCredit public immutable credit;

    /// @inheritdoc IRemnantPool
    uint256 public roundCount;

    /// @inheritdoc IRemnantPool
    mapping(uint256 round => mapping(address member => uint64)) public kilogramsOf;

    mapping(uint256 round => Round) private _rounds;

    constructor(ICarbonCredit credit_) {
        if (address(credit_) == address(0)) revert ZeroAddress("credit");
        credit = credit_;
    }

    /// @inheritdoc IRemnantPool
    function openRound(BatchId batch, uint64 credits, address payment, uint128 pricePerCredit)
        external
        returns (uint256 round)
    {
        if (credits == 0) revert ZeroCredits();
        uint64 issuedKg = credit.supplyOf(batch).issuedKg;
        if (credits > issuedKg / ONE_CREDIT) revert RoundTooLarge(batch, issuedKg, credits);
        if (payment.code.length == 0) revert NoContract(payment, "payment");
        if (pricePerCredit == 0 || pricePerCredit % ONE_CREDIT != 0) {
            revert PriceNotPerKilogram(pricePerCredit, ONE_CREDIT);
        }

        round = ++roundCount;
        _rounds[round] = Round(batch, payment, credits, 0, pricePerCredit, false);
        emit RoundOpened(round, batch, payment, credits, pricePerCredit);
    }

    /// @inheritdoc IRemnantPool
    function join(uint256 round, uint64 kg) external nonReentrant {
        Round storage open = _requireOpen(round);
        if (kg == 0) revert ZeroKilograms();
        uint64 joinedKg = open.joinedKg;
        uint64 freeKg = open.credits * ONE_CREDIT - joinedKg;
        if (kg > freeKg) revert RoundTooFull(round, freeKg, kg);

        open.joinedKg = joinedKg + kg;
        kilogramsOf[round][msg.sender] += kg;
        emit RoundJoined(round, msg.sender, kg, joinedKg + kg);
        _move(msg.sender, address(this), open.batch, kg);
    }

    /// @inheritdoc IRemnantPool
    function leave(uint256 round) external nonReentrant {
        Round storage open = _requireOpen(round);
        uint64 kg = _takeShare(round);

        open.joinedKg -= kg;
        emit RoundLeft(round, msg.sender, kg, open.joinedKg);
        _move(address(this), msg.sender, open.batch, kg);
    }

    /// @inheritdoc IRemnantPool
    function take(uint256 round) external nonReentrant {
        Round storage open = _requireOpen(round);
        uint64 neededKg = open.credits * ONE_CREDIT;
        if (open.joinedKg != neededKg) revert RoundNotFull(round, neededKg, open.joinedKg);

        open.taken = true;
        uint256 price = uint256(open.credits) * open.pricePerCredit;
        emit RoundTaken(round, msg.sender, open.credits, price);
        IERC20(open.payment).pay(msg.sender, address(this), price);
        _move(address(this), msg.sender, open.batch, neededKg);
    }

    /// @inheritdoc IRemnantPool
    function collect(uint256 round) external nonReentrant returns (uint256 amount) {
        Round storage closed = _requireRound(round);
        if (!closed.taken) revert RoundNotTaken(round);
        uint64 kg = _takeShare(round);

        amount = uint256(kg) * closed.pricePerCredit / ONE_CREDIT;
        emit ProceedsCollected(round, msg.sender, kg, amount);
        IERC20(closed.payment).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IRemnantPool
    function roundOf(uint256 round) external view returns (Round memory) {
        return _requireRound(round);
    }

    /// @dev Only what `join` moves.
    function onERC1155Received(address operator, address from, uint256 id, uint256 value, bytes memory data)
        public
        override
        returns (bytes4)
    {
        _requireOwnMove(operator, from);
        return super.onERC1155Received(operator, from, id, value, data);
    }

    /// @dev As for one batch.
    function onERC1155BatchReceived(
        address operator,
        address from,
        uint256[] memory ids,
        uint256[] memory values,
        bytes memory data
    ) public override returns (bytes4) {
        _requireOwnMove(operator, from);
        return super.onERC1155BatchReceived(operator, from, ids, values, data);
    }

    function _move(address from, address to, BatchId batch, uint64 kg) private {
        IERC1155(address(credit)).safeTransferFrom(from, to, BatchId.unwrap(batch), kg, "");
    }

    function _takeShare(uint256 round) private returns (uint64 kg) {
        kg = kilogramsOf[round][msg.sender];
        if (kg == 0) revert NotAMember(round, msg.sender);
        delete kilogramsOf[round][msg.sender];
    }

    function _requireOpen(uint256 round) private view returns (Round storage known) {
        known = _requireRound(round);
        if (known.taken) revert RoundIsTaken(round);
    }

    function _requireRound(uint256 round) private view returns (Round storage known) {
        known = _rounds[round];
        if (known.credits == 0) revert RoundUnknown(round);
    }

    function _requireOwnMove(address operator, address from) private view {
        if (msg.sender != address(credit)) revert CallerNotLedger(msg.sender, address(credit));
        if (operator != address(this)) revert StrayCredits(from);
    }
}
