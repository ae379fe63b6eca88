// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ICarbonCredit} from "./interfaces/ICarbonCredit.sol";
import {ICreditExchange} from "./interfaces/ICreditExchange.sol";
import {IRetirementCertificate} from "./interfaces/IRetirementCertificate.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {ExactPayment} from "./libraries/ExactPayment.sol";
import {OrderHash} from "./libraries/OrderHash.sol";
import {OrderTerms} from "./libraries/OrderTerms.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {BatchId} from "./types/Ids.sol";
import {BPS, FEE_BPS, ONE_CREDIT} from "./types/Units.sol";

/// @title Settlement of matched orders
/// @dev Holds neither credits nor money: both move straight from maker to maker under allowances that the makers gave.
contract CreditExchange is ICreditExchange, AccessManaged, EIP712, Pausable, ReentrancyGuard {
    using ExactPayment for IERC20;
    using OrderTerms for Order;

    /// @notice Gas that every match may use; what it leaves unused is not spent.
    uint256 public constant MATCH_GAS = 1_000_000;

    /// @notice Gas that must be left before a match: MATCH_GAS survives the 63/64 rule (EIP-150), with room for the call itself.
    uint256 public constant GAS_BEFORE_MATCH = MATCH_GAS * 64 / 63 + 10_000;

    /// @notice Longest reason that MatchFailed carries: a selector and four words.
    uint256 public constant LONGEST_REASON = 4 + 4 * 32;

    ICarbonCredit public immutable credit;

    /// @inheritdoc ICreditExchange
    address public immutable treasury;

    /// @inheritdoc ICreditExchange
    uint64 public lastBatchNo;

    /// @inheritdoc ICreditExchange
    mapping(bytes32 order => uint64) public filledCredits;

    /// @inheritdoc ICreditExchange
    mapping(bytes32 order => bool) public isCancelled;

    /// @inheritdoc ICreditExchange
    mapping(address maker => uint64) public epochOf;

    /// @inheritdoc ICreditExchange
    mapping(address payment => uint128) public tickOf;

    constructor(address access, ICarbonCredit credit_, address treasury_)
        AccessManaged(access)
        EIP712("CarboniX CreditExchange", "1")
    {
        if (access == address(0)) revert ZeroAddress("access");
        if (address(credit_) == address(0)) revert ZeroAddress("credit");
        if (treasury_ == address(0)) revert ZeroAddress("treasury");

        credit = credit_;
        treasury = treasury_;
    }

    /// @inheritdoc ICreditExchange
    function settle(uint64 batchNo, Order[] calldata orders, bytes[] calldata signatures, Match[] calldata matches)
        external
        restricted
        whenNotPaused
        nonReentrant
    {
        if (batchNo != lastBatchNo + 1) revert UnexpectedBatch(lastBatchNo + 1, batchNo);
        if (matches.length == 0) revert EmptyBatch();
        if (orders.length != signatures.length) revert SignaturesMissing(orders.length, signatures.length);

        lastBatchNo = batchNo;

        uint16 settled = 0;
        uint16 failed = 0;
        for (uint16 position = 0; position < matches.length; ++position) {
            bytes memory call = _encodeMatch(batchNo, orders, signatures, matches[position]);
            if (gasleft() < GAS_BEFORE_MATCH) revert GasTooLow(GAS_BEFORE_MATCH, gasleft());

            (bool success, bytes memory reason) = BoundedCall.tryCall(address(this), MATCH_GAS, call, LONGEST_REASON);
            if (success) {
                ++settled;
            } else {
                ++failed;
                emit MatchFailed(batchNo, position, reason);
            }
        }
        emit BatchSettled(batchNo, settled, failed);
    }

    /// @inheritdoc ICreditExchange
    function settleMatch(
        uint64 batchNo,
        Order calldata buy,
        bytes calldata buySignature,
        Order calldata sell,
        bytes calldata sellSignature,
        uint64 credits,
        uint128 price
    ) external {
        if (msg.sender != address(this)) revert CallerNotSelf(msg.sender);
        if (credits == 0) revert ZeroCredits();
        bytes32 buyHash = hashOrder(buy);
        bytes32 sellHash = hashOrder(sell);
        OrderTerms.requirePair(buy, buyHash, sell, sellHash);
        OrderTerms.requirePrices(sell.price, price, buy.price, _listedTick(buy.payment));
        _requireLive(buy, buyHash, buySignature);
        _requireLive(sell, sellHash, sellSignature);

        _fill(buy, buyHash, credits);
        _fill(sell, sellHash, credits);
        (uint256 notional, uint256 fee) = _recordTrade(batchNo, buyHash, sellHash, buy, credits, price);

        _deliver(buy, sell.maker, credits);
        IERC20(buy.payment).pay(buy.maker, sell.recipientOf(), notional - fee);
        IERC20(buy.payment).pay(buy.maker, treasury, fee);
    }

    /// @inheritdoc ICreditExchange
    function cancel(Order calldata order) external nonReentrant {
        if (msg.sender != order.maker) revert CallerNotMaker(msg.sender, order.maker);
        bytes32 orderHash = hashOrder(order);
        if (isCancelled[orderHash]) revert OrderWasCancelled(orderHash);

        isCancelled[orderHash] = true;
        emit OrderCancelled(orderHash, msg.sender);
    }

    /// @inheritdoc ICreditExchange
    function raiseEpoch() external nonReentrant returns (uint64 epoch) {
        epoch = ++epochOf[msg.sender];
        emit EpochRaised(msg.sender, epoch);
    }

    /// @inheritdoc ICreditExchange
    function listPayment(address payment) external restricted {
        if (payment == address(0)) revert ZeroAddress("payment");
        uint8 decimals = IERC20Metadata(payment).decimals();
        if (decimals < 6 || decimals > 18) revert PaymentDecimals(payment, decimals);

        uint128 tick = uint128(10) ** (decimals - 2);
        tickOf[payment] = tick;
        emit PaymentListed(payment, tick);
    }

    /// @inheritdoc ICreditExchange
    function pauseSettlement() external restricted {
        _pause();
    }

    /// @inheritdoc ICreditExchange
    function unpauseSettlement() external restricted {
        _unpause();
    }

    /// @inheritdoc ICreditExchange
    function hashOrder(Order calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(OrderHash.ofOrder(order));
    }

    /// @inheritdoc ICreditExchange
    function feeOn(uint256 notional) public pure returns (uint256) {
        return notional * FEE_BPS / BPS;
    }

    function _encodeMatch(
        uint64 batchNo,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Match calldata matched
    ) private view returns (bytes memory) {
        (uint16 buy, uint16 sell) = (matched.buy, matched.sell);
        if (buy >= orders.length) revert OrderIndexOutOfRange(orders.length, buy);
        if (sell >= orders.length) revert OrderIndexOutOfRange(orders.length, sell);

        return abi.encodeCall(
            this.settleMatch,
            (batchNo, orders[buy], signatures[buy], orders[sell], signatures[sell], matched.credits, matched.price)
        );
    }

    /// @dev The order still stands, and its maker signed it. Asked again at every fill: a wallet may have changed its mind.
    function _requireLive(Order calldata order, bytes32 orderHash, bytes calldata signature) private view {
        if (block.timestamp >= order.expiry) {
            revert OrderExpired(orderHash, order.expiry, uint64(block.timestamp));
        }
        uint64 epoch = epochOf[order.maker];
        if (order.epoch != epoch) revert OrderEpoch(orderHash, epoch, order.epoch);
        if (isCancelled[orderHash]) revert OrderWasCancelled(orderHash);
        if (order.recipient == address(this)) revert RecipientIsExchange(orderHash);
        if (!Signatures.isValid(order.maker, orderHash, signature)) revert InvalidSignature(orderHash, order.maker);
    }

    function _listedTick(address payment) private view returns (uint128 tick) {
        tick = tickOf[payment];
        if (tick == 0) revert PaymentNotListed(payment);
    }

    function _fill(Order calldata order, bytes32 orderHash, uint64 credits) private {
        uint64 filled = filledCredits[orderHash];
        order.requireFill(orderHash, credits, filled);
        filledCredits[orderHash] = filled + credits;
    }

    function _recordTrade(
        uint64 batchNo,
        bytes32 buyHash,
        bytes32 sellHash,
        Order calldata buy,
        uint64 credits,
        uint128 price
    ) private returns (uint256 notional, uint256 fee) {
        notional = uint256(credits) * price;
        fee = feeOn(notional);
        // The tick is a multiple of 10,000 units, since a payment token has at least 6 decimals.
        assert(fee * BPS == notional * FEE_BPS);
        emit Trade(batchNo, buyHash, sellHash, buy.batch, buy.payment, credits, price, notional, fee);
    }

    /// @dev Credits go to the buyer's recipient, or straight into its certificate without a hook to anyone.
    function _deliver(Order calldata buy, address seller, uint64 credits) private {
        address recipient = buy.recipientOf();
        uint64 kg = credits * ONE_CREDIT;
        if (!buy.retiresOnSettlement()) {
            IERC1155(address(credit)).safeTransferFrom(seller, recipient, BatchId.unwrap(buy.batch), kg, "");
            return;
        }
        // slither-disable-next-line unused-return the ledger's event names the certificate
        credit.retire(
            buy.batch,
            seller,
            kg,
            IRetirementCertificate.Retirement({
                beneficiary: recipient,
                detailsHash: buy.memo,
                useCase: IRetirementCertificate.UseCase.Voluntary,
                footprint: bytes32(0),
                beyond: false
            })
        );
    }
}
