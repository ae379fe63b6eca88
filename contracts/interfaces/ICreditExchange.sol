// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

import {BatchId} from "../types/Ids.sol";

/// @title Settlement of matched orders
/// @notice Moves credits against an ERC-20, atomically, for orders that both sides signed. The operator can delay, never move more
///         than was signed. The fee is 45 basis points of the notional, from the seller's proceeds, with no rounding at all.
interface ICreditExchange {
    enum Side {
        Buy,
        Sell
    }

    struct Order {
        address maker;
        address taker; // the only counterparty; zero: anyone
        address recipient; // of credits (buy) or proceeds (sell); zero: the maker
        BatchId batch; // zero in a buy order: any batch that meets the criteria below; else they are all zero
        uint8 kind; // criterion; zero: any, as in the five below
        uint8 standard; // criterion
        bytes2 country; // criterion, ISO 3166-1 alpha-2
        uint16 vintageFrom; // criterion: first vintage year, inclusive
        uint16 vintageTo; // criterion: last vintage year, inclusive
        uint32 labels; // criterion: label bits that the batch carries, all of them
        address payment; // allow-listed ERC-20
        Side side;
        uint64 credits; // whole credits
        uint128 price; // payment units per credit, a multiple of the tick
        uint64 expiry; // Unix seconds of chain time, exclusive
        uint64 epoch; // must equal the maker's epoch
        uint16 maxFeeBps; // the fee that the maker agreed to, at least FEE_BPS
        uint8 flags; // bit 0 all-or-none, bit 1 retire on settlement (buy only)
        uint64 minFill; // smallest number of credits per match
        uint256 salt;
        bytes32 memo; // details hash of the retirement, where bit 1 is set
    }

    /// @dev What the exchange knows of an order for the length of one batch.
    struct SignedOrder {
        bytes32 hash; // EIP-712 digest
        bool byKey; // the maker's key signed it; else its wallet is asked at every fill
        Order order;
        bytes signature;
    }

    struct Match {
        uint16 buy; // index into orders
        uint16 sell;
        uint64 credits;
        uint128 price;
    }

    event BatchSettled(uint64 indexed batchNo, uint16 settled, uint16 failed);
    /// @notice batchNo is zero where a maker settled its own order.
    event Trade(
        uint64 indexed batchNo,
        bytes32 indexed buyOrder,
        bytes32 indexed sellOrder,
        BatchId batch,
        address payment,
        uint64 credits,
        uint128 price,
        uint256 notional,
        uint256 fee
    );
    /// @notice A match that could not settle; `reason` is the error's selector and first four words; empty: out of gas.
    event MatchFailed(uint64 indexed batchNo, uint16 indexed position, bytes reason);
    event OrderCancelled(bytes32 indexed order, address indexed maker);
    event EpochRaised(address indexed maker, uint64 epoch);
    event PaymentListed(address indexed payment, uint128 tick);

    error UnexpectedBatch(uint64 expected, uint64 actual);
    error EmptyBatch();
    error SignaturesMissing(uint256 orders, uint256 signatures);
    error OrderIndexOutOfRange(uint256 orders, uint256 index);
    error GasTooLow(uint256 needed, uint256 left);
    error CallerNotSelf(address caller);
    error CallerNotMaker(address caller, address maker);
    error PaymentNotListed(address payment);
    error PaymentDecimals(address payment, uint8 decimals);
    error InvalidSignature(bytes32 order, address maker);
    error OrderExpired(bytes32 order, uint64 expiry, uint64 chainTime);
    error OrderEpoch(bytes32 order, uint64 expected, uint64 actual);
    error OrderWasCancelled(bytes32 order);
    error OrderOverfilled(bytes32 order, uint64 credits, uint64 filled, uint64 asked);
    error OrderAllOrNone(bytes32 order, uint64 credits, uint64 asked);
    error OrderBelowMinimum(bytes32 order, uint64 minFill, uint64 asked);
    error OrderFee(bytes32 order, uint16 maxFeeBps, uint16 feeBps);
    error OrderFlags(bytes32 order, uint8 flags);
    /// @notice A sell order or a named batch brings criteria, or a sell order names no batch.
    error OrderCriteria(bytes32 order);
    error CriteriaNotMet(bytes32 order, BatchId batch);
    error SidesNotOpposite(bytes32 buy, bytes32 sell);
    error BatchMismatch(BatchId buy, BatchId sell);
    error PaymentMismatch(address buy, address sell);
    error PriceOutsideLimits(uint128 sellPrice, uint128 matchPrice, uint128 buyPrice);
    error PriceOffTick(uint128 price, uint128 tick);
    error ZeroCredits();
    error SelfTrade(address maker);
    error TakerMismatch(bytes32 order, address taker, address actual);
    error RecipientIsExchange(bytes32 order);
    error OperatorActive(uint64 silentFrom, uint64 chainTime);
    error Reentered(address caller);
    error PaymentShort(uint256 expected, uint256 actual);
    error ZeroAddress(string name);

    /// @notice Operator: settles matches. `batchNo` must be the last one + 1. A failing match fails alone.
    function settle(uint64 batchNo, Order[] calldata orders, bytes[] calldata signatures, Match[] calldata matches) external;

    /// @notice One match of a batch; only the exchange itself calls it, so that a failure is undone alone.
    function settleMatch(
        uint64 batchNo,
        SignedOrder calldata buy,
        SignedOrder calldata sell,
        uint64 credits,
        uint128 price
    ) external;

    /// @notice Maker: settles its own order against another one at that order's price, once the operator settled nothing for silenceS.
    function settleOwn(Order calldata own, Order calldata counter, bytes calldata counterSignature, uint64 credits)
        external;

    /// @notice Maker: withdraws one order for ever.
    function cancel(Order calldata order) external;

    /// @notice Maker: withdraws all orders signed under earlier epochs.
    function raiseEpoch() external returns (uint64);

    /// @notice Admits a payment token of 6 to 18 decimals; its tick is 0.01 of the token.
    function listPayment(address payment) external;

    /// @notice Guardian: stops settlement. Admin: ends the pause.
    function pauseSettlement() external;
    function unpauseSettlement() external;

    function hashOrder(Order calldata order) external view returns (bytes32);
    function filledCredits(bytes32 order) external view returns (uint64);
    function isCancelled(bytes32 order) external view returns (bool);
    function epochOf(address maker) external view returns (uint64);
    function tickOf(address payment) external view returns (uint128);
    function lastBatchNo() external view returns (uint64);

    /// @notice Chain time of the last batch in which a match succeeded; the deployment's before the first.
    function lastSettledAt() external view returns (uint64);

    /// @notice Seconds without a successful batch after which makers may settle by themselves.
    function silenceS() external view returns (uint32);
    function treasury() external view returns (address);

    /// @notice The fee on a notional: notional * 45 / 10,000; exact for every price on the tick.
    function feeOn(uint256 notional) external pure returns (uint256);
}
