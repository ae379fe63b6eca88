// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

import {OrderState} from "./OrderState.sol";
import {ICarbonCredit} from "./interfaces/ICarbonCredit.sol";
import {ICreditExchange} from "./interfaces/ICreditExchange.sol";
import {ICreditRegistry} from "./interfaces/ICreditRegistry.sol";
import {IRetirementCertificate} from "./interfaces/IRetirementCertificate.sol";
import {BatchCriteria} from "./libraries/BatchCriteria.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {ExactPayment} from "./libraries/ExactPayment.sol";
import {OrderTerms} from "./libraries/OrderTerms.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {BatchId} from "./types/Ids.sol";
import {BPS, FEE_BPS, ONE_CREDIT} from "./types/Units.sol";

/// @title Settlement of matched orders
/// @dev Holds neither credits nor money: both move straight from maker to maker under allowances that the makers gave.
contract CreditExchange is OrderState, AccessManaged, Pausable {
    using BatchCriteria for Order;
    using ExactPayment for IERC20;
    using OrderTerms for Order;

    /// @notice Gas that every match may use; what it leaves unused is not spent.
    uint256 public constant MATCH_GAS = 1_000_000;

    /// @notice Gas that must be left before a match: MATCH_GAS survives the 63/64 rule (EIP-150), with room for the call itself.
    uint256 public constant GAS_BEFORE_MATCH = MATCH_GAS * 64 / 63 + 10_000;

    /// @notice Longest reason that MatchFailed carries: a selector and four words.
    uint256 public constant LONGEST_REASON = 4 + 4 * 32;

    ICarbonCredit public immutable credit;

    /// @notice Answers whether a batch meets an order's criteria.
    ICreditRegistry public immutable registry;

    /// @inheritdoc ICreditExchange
    address public immutable treasury;

    /// @inheritdoc ICreditExchange
    uint32 public immutable silenceS;

    /// @inheritdoc ICreditExchange
    mapping(address payment => uint128) public tickOf;

    constructor(address access, ICarbonCredit credit_, address treasury_, uint32 silenceS_) AccessManaged(access) {
        if (access == address(0)) revert ZeroAddress("access");
        if (address(credit_) == address(0)) revert ZeroAddress("credit");
        if (treasury_ == address(0)) revert ZeroAddress("treasury");

        credit = credit_;
        registry = credit_.registry();
        treasury = treasury_;
        silenceS = silenceS_;
    }

    /// @inheritdoc ICreditExchange
    function settle(uint64 batchNo, Order[] calldata orders, bytes[] calldata signatures, Match[] calldata matches)
        external
        restricted
        whenNotPaused
        locking
    {
        uint64 expected = _progress.lastBatchNo + 1;
        if (batchNo != expected) revert UnexpectedBatch(expected, batchNo);
        if (matches.length == 0) revert EmptyBatch();
        if (orders.length != signatures.length) revert SignaturesMissing(orders.length, signatures.length);
        SignedOrder[] memory signed = _readSignatures(orders, signatures);

        _progress.lastBatchNo = batchNo;

        uint16 failed = 0;
        for (uint16 position = 0; position < matches.length; ++position) {
            if (!_trySettle(batchNo, position, signed, matches[position])) ++failed;
        }
        uint16 settled = uint16(matches.length) - failed;
        if (settled > 0) _progress.lastSettledAt = uint64(block.timestamp);
        emit BatchSettled(batchNo, settled, failed);
    }

    /// @inheritdoc ICreditExchange
    function settleMatch(
        uint64 batchNo,
        SignedOrder memory buy,
        SignedOrder memory sell,
        uint64 credits,
        uint128 price
    ) external {
        if (msg.sender != address(this)) revert CallerNotSelf(msg.sender);
        _requireSigned(buy);
        _requireSigned(sell);

        _trade(batchNo, buy.order, buy.hash, sell.order, sell.hash, credits, price);
    }

    /// @inheritdoc ICreditExchange
    function settleOwn(Order memory own, Order memory counter, bytes calldata counterSignature, uint64 credits)
        external
        whenNotPaused
        locking
    {
        if (msg.sender != own.maker) revert CallerNotMaker(msg.sender, own.maker);
        uint64 silentFrom = _progress.lastSettledAt + silenceS;
        if (block.timestamp < silentFrom) revert OperatorActive(silentFrom, uint64(block.timestamp));
        bytes32 ownHash = _hash(own);
        bytes32 counterHash = _hash(counter);
        if (!Signatures.isValid(counter.maker, counterHash, counterSignature)) {
            revert InvalidSignature(counterHash, counter.maker);
        }

        if (own.side == Side.Buy) _trade(0, own, ownHash, counter, counterHash, credits, counter.price);
        else _trade(0, counter, counterHash, own, ownHash, credits, counter.price);
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
    function feeOn(uint256 notional) public pure returns (uint256) {
        return notional * FEE_BPS / BPS;
    }

    /// @dev Hashes each order and recovers its key once, in however many matches of the batch it stands.
    function _readSignatures(Order[] calldata orders, bytes[] calldata signatures)
        private
        view
        returns (SignedOrder[] memory signed)
    {
        signed = new SignedOrder[](orders.length);
        for (uint256 i = 0; i < orders.length; ++i) {
            Order memory order = orders[i];
            bytes32 orderHash = _hash(order);
            bool byKey = Signatures.isByKey(order.maker, orderHash, signatures[i]);
            signed[i] = SignedOrder(orderHash, byKey, order, byKey ? bytes("") : signatures[i]);
        }
    }

    /// @dev The reason of a failure is cut: what a stranger answers must not decide what the batch costs.
    function _trySettle(uint64 batchNo, uint16 position, SignedOrder[] memory signed, Match calldata matched)
        private
        returns (bool success)
    {
        (uint16 buy, uint16 sell) = (matched.buy, matched.sell);
        if (buy >= signed.length) revert OrderIndexOutOfRange(signed.length, buy);
        if (sell >= signed.length) revert OrderIndexOutOfRange(signed.length, sell);
        bytes memory call = abi.encodeCall(
            this.settleMatch, (batchNo, signed[buy], signed[sell], matched.credits, matched.price)
        );
        if (gasleft() < GAS_BEFORE_MATCH) revert GasTooLow(GAS_BEFORE_MATCH, gasleft());

        bytes memory reason;
        (success, reason) = BoundedCall.tryCall(address(this), MATCH_GAS, call, LONGEST_REASON);
        if (!success) emit MatchFailed(batchNo, position, reason);
    }

    /// @dev The maker stands by the order. A wallet is asked again at every fill: it may have changed its mind.
    function _requireSigned(SignedOrder memory signed) private view {
        address maker = signed.order.maker;
        if (signed.byKey || Signatures.isByWallet(maker, signed.hash, signed.signature)) return;
        revert InvalidSignature(signed.hash, maker);
    }

    /// @dev Two orders that their makers stand by: checks, then fills, then credits, then money.
    function _trade(
        uint64 batchNo,
        Order memory buy,
        bytes32 buyHash,
        Order memory sell,
        bytes32 sellHash,
        uint64 credits,
        uint128 price
    ) private {
        if (credits == 0) revert ZeroCredits();
        OrderTerms.requirePair(buy, buyHash, sell, sellHash);
        OrderTerms.requirePrices(sell.price, price, buy.price, _listedTick(buy.payment));
        if (buy.isOpen()) buy.requireMet(buyHash, registry, sell.batch);

        _fill(buy, buyHash, credits);
        _fill(sell, sellHash, credits);
        uint256 notional = uint256(credits) * price;
        uint256 fee = feeOn(notional);
        // The tick is a multiple of 10,000 units, since a payment token has at least 6 decimals.
        assert(fee * BPS == notional * FEE_BPS);
        emit Trade(batchNo, buyHash, sellHash, sell.batch, buy.payment, credits, price, notional, fee);

        _deliver(buy, sell.batch, sell.maker, credits);
        IERC20(buy.payment).payWithFee(buy.maker, sell.recipientOf(), notional - fee, treasury, fee);
    }

    function _listedTick(address payment) private view returns (uint128 tick) {
        tick = tickOf[payment];
        if (tick == 0) revert PaymentNotListed(payment);
    }

    /// @dev Credits go to the buyer's recipient, or straight into its certificate without a hook to anyone.
    function _deliver(Order memory buy, BatchId batch, address seller, uint64 credits) private {
        address recipient = buy.recipientOf();
        uint256 kg = uint256(credits) * ONE_CREDIT;
        if (kg > type(uint64).max) revert ICarbonCredit.MassTooLarge(kg);
        if (!buy.retiresOnSettlement()) {
            IERC1155(address(credit)).safeTransferFrom(seller, recipient, BatchId.unwrap(batch), kg, "");
            return;
        }
        // slither-disable-next-line unused-return the ledger's event names the certificate
        credit.retire(
            batch,
            seller,
            uint64(kg),
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
